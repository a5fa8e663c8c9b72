"""What answers questions, put together as the bot does it."""

from concurrent.futures import Executor
from typing import Any

from bot.access import Access
from bot.answers import Answers
from bot.feedback import Feedback
from bot.handlers.buttons import Buttons
from bot.handlers.outbox import Outbox
from bot.handlers.questions import Questions
from bot.holdings import Catalogue
from bot.sessions import Sessions
from bot.state import State
from bot.views import Views

EVERYBODY = Access(frozenset(), frozenset())


class Desk:
    """Questions and the buttons under their answers; the engine may be anything that answers."""

    def __init__(self, engine: Any, state: State, workers: Executor, *, access: Access = EVERYBODY) -> None:
        self.answers, self.feedback = Answers(state.database), Feedback(state.database)
        self.sessions = Sessions()
        catalogue = Catalogue(engine)
        self.views = Views(engine, catalogue=catalogue, feedback=self.feedback)
        self.questions = Questions(
            engine,
            catalogue=catalogue,
            sessions=self.sessions,
            views=self.views,
            outbox=Outbox(self.answers, self.views, workers=workers),
            state=state,
            workers=workers,
        )
        self.buttons = Buttons(
            self.questions,
            answers=self.answers,
            views=self.views,
            feedback=self.feedback,
            access=access,
            workers=workers,
        )
