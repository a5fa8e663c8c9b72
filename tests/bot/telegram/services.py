"""What answers questions, put together as the bot does it."""

import re
from collections.abc import Coroutine
from concurrent.futures import Executor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from telegram import CallbackQuery, Message, Update

from bot.answers import Answers
from bot.feedback import Feedback
from bot.settings import Settings
from bot.state import State
from bot.telegram.admission import Answer, answering
from bot.telegram.sending import on_fault
from bot.telegram.services import Access, Services


def services_of(
    engine: Any, file: Path, workers: Executor, *, bot: Any = None, home: Any = None, access: Access | None = None
) -> Services:
    """Return services that keep what they keep in a file; the engine may be anything that answers."""
    return Services(
        bot=bot,
        home=home,
        engine=engine,
        state=State(file),
        answers=Answers(file),
        feedback=Feedback(file),
        access=access or Access(Settings(open=True)),
        workers=workers,
        writer=workers,
    )


async def handle(asked: Message | CallbackQuery, handling: Coroutine[Any, Any, Any]) -> None:
    """Handle what was asked; what goes wrong is told as the bot tells it."""
    try:
        await handling
    except Exception as error:  # noqa: BLE001
        update = Update(1, **{"message" if isinstance(asked, Message) else "callback_query": asked})  # type: ignore[arg-type]
        context: Any = SimpleNamespace(error=error)
        await on_fault(update, context)


async def press(query: CallbackQuery, services: Services, buttons: dict[re.Pattern[str], Answer], **who: Any) -> None:
    """Press a button, which the handler of the pattern that matches its data answers."""
    matches = [(answer, match) for pattern, answer in buttons.items() if (match := pattern.match(query.data or ""))]
    [(answer, match)] = matches
    context: Any = SimpleNamespace(bot_data={"services": services}, matches=[match])
    await handle(query, answering(answer, **who)(Update(1, callback_query=query), context))


def close(services: Services) -> None:
    for store in (services.state, services.answers, services.feedback):
        store.close()
