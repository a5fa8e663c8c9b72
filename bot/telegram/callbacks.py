"""Buttons under answers: what is asked for is shown in the place of the answer, and can be left again."""

import logging
from functools import partial

from telegram import CallbackQuery, Message, Update
from telegram.ext import ContextTypes

from bot.answers import Sent
from bot.telegram.groups import Groups
from bot.telegram.keyboards import Press, View, press_of
from bot.telegram.questions import Questions
from bot.telegram.replies import edit, note
from bot.telegram.sending import linked_bot
from bot.telegram.services import Desk
from bot.telegram.views import Changed
from index.errors import Damaged
from prompts import buttons as wording
from prompts import feedback as feedback_wording
from prompts.telegram import CHECK_FAILED, SOURCE_DAMAGED

_LOG = logging.getLogger(__name__)


class Buttons:
    """Shows what the buttons under answers ask for."""

    def __init__(self, desk: Desk, questions: Questions, groups: Groups) -> None:
        self._desk = desk
        self._questions = questions
        self._groups = groups

    async def on_button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what a button asks for, or say kindly why not."""
        query = update.callback_query
        if query is None:
            return
        press, message = press_of(query.data or ""), query.message
        if not isinstance(message, Message) or press is None:
            await note(query, wording.EXPIRED)
        else:
            sent = await self._desk.work(partial(self._desk.answers.of_key, press.key, chat=message.chat_id))
            if sent is None or not _is_in(sent, press):
                await note(query, wording.EXPIRED)
            else:
                await self._do(query, message, sent, press)

    async def _do(self, query: CallbackQuery, message: Message, sent: Sent, press: Press) -> None:
        if press.view is View.CHOICE:
            await self._choose(query, message, sent, press.number)
        elif press.view in (View.WRONG, View.WRONG_QUOTE):
            is_whole = press.view is View.WRONG
            numbers = range(sent.content.shown) if is_whole else (press.number,)
            user = query.from_user.id
            may_withdraw = await self._groups.may_run(message, user)
            job = partial(self._desk.feedback.turn, sent, numbers, who=user, may_withdraw=may_withdraw)
            is_kept = await self._desk.work(job)
            if is_kept is None:
                await note(query, feedback_wording.OF_ANOTHER)
                return
            says = feedback_wording.NOTED if is_kept else feedback_wording.TAKEN_BACK
            shown = Press(press.key, View.ANSWER if is_whole else View.QUOTE, press.number)
            await self._show(query, message, sent, shown, says=says)
        else:
            await self._show(query, message, sent, press)

    async def _choose(self, query: CallbackQuery, message: Message, sent: Sent, number: int) -> None:
        try:
            await self._questions.on_choice(message, query.from_user.id, sent, number)
        except Damaged as error:
            _LOG.error(SOURCE_DAMAGED.format(damage=error))
            await note(query, CHECK_FAILED)
        else:
            await note(query)

    async def _show(self, query: CallbackQuery, message: Message, sent: Sent, press: Press, *, says: str = "") -> None:
        try:
            page = await self._desk.work(partial(self._desk.views.page, sent, press, bot=linked_bot(message)))
        except Changed as error:
            await note(query, says or str(error))
            return
        except Damaged as error:
            _LOG.error(SOURCE_DAMAGED.format(damage=error))
            await note(query, says or CHECK_FAILED)
            return
        await note(query, says)
        await edit(message.get_bot(), message.chat_id, message.message_id, page.html, keyboard=page.keyboard)


def _is_in(sent: Sent, press: Press) -> bool:
    """Whether an answer, which may be another since the button was made, has what a button is about."""
    content = sent.content
    if press.view is View.CHOICE:
        return press.number < len(content.choices)
    return press.number < len(content.quotes) or (press.view is View.ANSWER and not content.quotes)
