"""What the pages are made with: the index, who may do what, and the threads for what is not the event loop's."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from starlette.requests import Request

from bot.factory import HomeSettings, open_both
from bot.feedback import Feedback
from bot.state import State, where_of
from bot.web.asking import Asker
from bot.web.sessions import Sessions
from bot.web.settings import WebSettings
from bot.web.templating import Templates
from index.engine import Engine
from index.store.publish import Home

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Services:
    """The parts; `workers` read, `writer` is one thread that reads files and changes the index meanwhile."""

    settings: WebSettings
    home: Home
    engine: Engine
    asker: Asker
    state: State
    feedback: Feedback
    sessions: Sessions
    templates: Templates
    workers: Executor
    writer: Executor

    async def run(self, job: Callable[[], T]) -> T:
        """Do something that takes a while, beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.workers, job)


@contextmanager
def services_of(settings: WebSettings, place: HomeSettings | None = None) -> Iterator[Services]:
    """Open what the pages are made with; with no index yet, it is built from the reports that ship."""
    place = place or HomeSettings.from_environment()
    home, engine = open_both(place)
    sessions = Sessions(settings, home.layout.home)
    where = where_of(place.home, place.state_url)
    with (
        closing(State(where)) as state,
        closing(Feedback(where)) as feedback,
        ThreadPoolExecutor(settings.workers, thread_name_prefix="answer") as workers,
        ThreadPoolExecutor(1, thread_name_prefix="write") as writer,
    ):
        yield Services(
            settings=settings,
            home=home,
            engine=engine,
            asker=Asker(engine, workers),
            state=state,
            feedback=feedback,
            sessions=sessions,
            templates=Templates(sessions),
            workers=workers,
            writer=writer,
        )


def address_of(request: Request, settings: WebSettings) -> str:
    """Return the address that links begin with, without a slash at its end."""
    return settings.url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
