"""What answers questions, put together as the bot does it."""

import re
from collections.abc import Coroutine
from concurrent.futures import Executor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from telegram import CallbackQuery, Message, Update

from bot.answers import Answers
from bot.coverage import CoverageCache
from bot.feedback import Feedback
from bot.state import State
from bot.telegram.figures import Figures
from bot.telegram.questions import Questions
from bot.telegram.sending import ButtonCallback, on_fault
from bot.telegram.services import Access, Services
from bot.telegram.views import Views


def services_of(
    engine: Any, file: Path, workers: Executor, *, home: Any = None, access: Access | None = None
) -> Services:
    """Return a services that keeps what it keeps in a file; the engine may be anything that answers."""
    feedback, catalogue = Feedback(file), CoverageCache(engine)
    return Services(
        home,
        engine,
        State(file),
        Answers(file),
        feedback,
        access=access or Access(is_open=True),
        workers=workers,
        writer=workers,
        catalogue=catalogue,
        views=Views(engine, catalogue=catalogue, feedback=feedback, is_open=True),
    )


def questions_of(services: Services) -> Questions:
    return Questions(services, figures=Figures(services))


async def handle(asked: Message | CallbackQuery, handling: Coroutine[Any, Any, Any]) -> None:
    """Handle what was asked; what goes wrong is told as the bot tells it."""
    try:
        await handling
    except Exception as error:  # noqa: BLE001
        update = Update(1, **{"message" if isinstance(asked, Message) else "callback_query": asked})  # type: ignore[arg-type]
        context: Any = SimpleNamespace(error=error)
        await on_fault(update, context)


async def press(query: CallbackQuery, buttons: dict[re.Pattern[str], ButtonCallback]) -> None:
    """Press a button, which the handler of the pattern that matches its data answers."""
    matches = [(answer, match) for pattern, answer in buttons.items() if (match := pattern.match(query.data or ""))]
    [(answer, match)] = matches
    await handle(query, answer(query, match))


def close(services: Services) -> None:
    for store in (services.state, services.answers, services.feedback):
        store.close()
