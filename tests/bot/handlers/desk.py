"""What answers questions, put together as the bot does it."""

from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from bot.access import Access
from bot.answers import Answers
from bot.feedback import Feedback
from bot.handlers.buttons import Buttons
from bot.handlers.figures import Figures
from bot.handlers.gate import Gate
from bot.handlers.groups import Groups
from bot.handlers.outbox import Outbox
from bot.handlers.questions import Questions
from bot.holdings import Catalogue
from bot.meter import Meter
from bot.pace import Pace
from bot.sessions import Sessions
from bot.state import State
from bot.views import Views


class Desk:
    """Questions and the buttons under their answers; the engine may be anything that answers."""

    def __init__(self, engine: Any, file: Path, workers: Executor) -> None:
        """Keep what is kept in a file."""
        self.state, self.answers, self.feedback = State(file), Answers(file), Feedback(file)
        self.sessions = Sessions()
        access, meter = Access(is_open=True), Meter()
        catalogue = Catalogue(engine)
        self.views = Views(engine, catalogue=catalogue, feedback=self.feedback, is_open=True)
        self.outbox = Outbox(self.answers, self.views)
        self.questions = Questions(
            engine,
            catalogue=catalogue,
            sessions=self.sessions,
            views=self.views,
            outbox=self.outbox,
            figures=Figures(engine, encoder=getattr(engine, "encoder", None), workers=workers),
            meter=meter,
            state=self.state,
            workers=workers,
        )
        self.buttons = Buttons(
            self.questions,
            answers=self.answers,
            views=self.views,
            feedback=self.feedback,
            groups=Groups(self.state, access, Gate(access, Pace(0), meter)),
            workers=workers,
        )

    def close(self) -> None:
        for store in (self.state, self.answers, self.feedback):
            store.close()
