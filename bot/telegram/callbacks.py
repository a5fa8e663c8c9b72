"""Callbacks of the buttons under answers: what is asked for is shown in the place of the answer."""

import logging
from functools import partial

from telegram import CallbackQuery, Message, Update
from telegram.ext import ContextTypes

from bot.answers import Sent
from bot.telegram.groups import Groups
from bot.telegram.keyboards import Press, View, press_of
from bot.telegram.questions import Questions
from bot.telegram.sending import edit, linked_bot, note
from bot.telegram.services import Services
from bot.telegram.views import Changed
from index.errors import Damaged
from prompts import buttons as wording
from prompts import feedback as feedback_wording
from prompts.telegram import CHECK_FAILED, SOURCE_DAMAGED

_LOG = logging.getLogger(__name__)


class Buttons:
    """Shows what the buttons under answers ask for."""

    def __init__(self, services: Services, questions: Questions, groups: Groups) -> None:
        self._services = services
        self._questions = questions
        self._groups = groups

    async def on_button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what a button asks for, or say kindly why not."""
        query = update.callback_query
        if query is None:
            return
        press, message, sent = press_of(query.data or ""), query.message, None
        if press is not None and isinstance(message, Message):
            sent = await self._services.work(self._services.answers.of_key, press.key, chat=message.chat_id)
        if press is None or not isinstance(message, Message) or sent is None or not _is_in(sent, press):
            await note(query, wording.EXPIRED)
        elif press.view is View.CHOICE:
            try:
                await self._questions.on_choice(message, query.from_user.id, sent, press.number)
            except Damaged as error:
                _LOG.error(SOURCE_DAMAGED.format(damage=error))
                await note(query, CHECK_FAILED)
            else:
                await note(query)
        elif press.view in (View.WRONG, View.WRONG_QUOTE):
            await self._remark(query, message, sent, press)
        else:
            await self._show(query, message, sent, press)

    async def _remark(self, query: CallbackQuery, message: Message, sent: Sent, press: Press) -> None:
        """Keep that an answer, or a quote of it, is said to be wrong, or take that back."""
        is_whole, user = press.view is View.WRONG, query.from_user.id
        numbers = range(sent.content.shown) if is_whole else (press.number,)
        may_withdraw = await self._groups.may_run(message, user)
        turn = partial(self._services.feedback.turn, sent, numbers, who=user, may_withdraw=may_withdraw)
        is_kept = await self._services.work(turn)
        if is_kept is None:
            await note(query, feedback_wording.OF_ANOTHER)
            return
        says = feedback_wording.NOTED if is_kept else feedback_wording.TAKEN_BACK
        shown = Press(press.key, View.ANSWER if is_whole else View.QUOTE, press.number)
        await self._show(query, message, sent, shown, says=says)

    async def _show(self, query: CallbackQuery, message: Message, sent: Sent, press: Press, *, says: str = "") -> None:
        try:
            show = partial(self._services.views.page, sent, press, bot=linked_bot(message))
            page = await self._services.work(show)
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
