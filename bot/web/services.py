"""What the pages are made with: the index, who may do what, and the threads for what is not the event loop's."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from starlette.requests import Request

from bot.holdings import Catalogue
from bot.web.asking import Asker
from bot.web.notes import Notes
from bot.web.sessions import Sessions
from bot.web.settings import WebSettings
from bot.web.templating import Templates
from index.engine import Engine
from index.publish import Home

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Services:
    """The parts; `workers` read, `writer` is one thread that reads files and changes the index meanwhile."""

    settings: WebSettings
    home: Home
    engine: Engine
    asker: Asker
    catalogue: Catalogue
    notes: Notes
    sessions: Sessions
    templates: Templates
    workers: Executor
    writer: Executor

    async def run(self, job: Callable[[], T]) -> T:
        """Do something that takes a while, beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.workers, job)


def address_of(request: Request, settings: WebSettings) -> str:
    """Return the address that links begin with, without a slash at its end."""
    return settings.url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
