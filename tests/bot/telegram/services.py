"""What answers questions, put together as the bot does it."""

from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from bot.answers import Answers
from bot.coverage import Catalogue
from bot.feedback import Feedback
from bot.state import State
from bot.telegram.access import Access
from bot.telegram.figures import Figures
from bot.telegram.questions import Questions
from bot.telegram.sending import Outbox
from bot.telegram.services import Desk
from bot.telegram.views import Views


def desk_of(engine: Any, file: Path, workers: Executor, *, home: Any = None, access: Access | None = None) -> Desk:
    """Return a desk that keeps what it keeps in a file; the engine may be anything that answers."""
    feedback, catalogue = Feedback(file), Catalogue(engine)
    return Desk(
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


def questions_of(desk: Desk) -> Questions:
    return Questions(desk, outbox=Outbox(desk.answers, desk.views), figures=Figures(desk))


def close(desk: Desk) -> None:
    for store in (desk.state, desk.answers, desk.feedback):
        store.close()
