"""What answers questions, put together as the bot does it."""

from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from bot.answers import Answers
from bot.coverage import CoverageCache
from bot.feedback import Feedback
from bot.state import State
from bot.telegram.admission import Access
from bot.telegram.figures import Figures
from bot.telegram.questions import Questions
from bot.telegram.services import Services
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


def close(services: Services) -> None:
    for store in (services.state, services.answers, services.feedback):
        store.close()
