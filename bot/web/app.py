"""The web server: its parts put together, from its start until it is stopped."""

import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import click
import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from threadpoolctl import threadpool_limits

from bot.coverage import coverage_now
from bot.mcp import server_of
from bot.web.admin import Admin
from bot.web.api import Api
from bot.web.ask import Ask
from bot.web.audit import Audit
from bot.web.figures import Figures
from bot.web.login import Login
from bot.web.report import Reading
from bot.web.security import PROGRAMS, Guard
from bot.web.services import Services, services_of
from bot.web.settings import WebSettings
from bot.web.templating import STATIC
from corpus.errors import CorpusError
from index.errors import Damaged, IndexFault
from prompts import web as wording

_LOG = logging.getLogger(__name__)
_YEAR = 31_536_000


class _Static(StaticFiles):
    """Files that ship; their address changes when they do, so a browser keeps them."""

    def file_response(self, *args: object, **options: object) -> Response:
        response = super().file_response(*args, **options)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        return response


def run(settings: WebSettings) -> None:
    """Serve until SIGTERM or SIGINT, and finish the answers in flight.

    Raises:
        click.UsageError: others could read without anybody having said who may, or nobody can listen there.
        IndexFault: the index, or what is kept beside it, cannot be opened.
    """
    settings.check()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    # As many answers run at once as there are workers; threads of their own within each only take turns.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with threadpool_limits(1, user_api="blas"), services_of(settings) as services:
        config = uvicorn.Config(
            application(services),
            host=settings.host,
            port=settings.port,
            access_log=False,  # it would hold the questions
            log_level="warning",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=30,
        )
        place, is_v6 = (settings.host, settings.port), ":" in settings.host
        family, both = (socket.AF_INET6, socket.has_dualstack_ipv6()) if is_v6 else (socket.AF_INET, False)
        try:
            listening = socket.create_server(place, family=family, backlog=config.backlog, dualstack_ipv6=both)
        except OSError as error:
            said = wording.CANNOT_LISTEN.format(host=settings.host, port=settings.port)
            raise click.UsageError(said) from error
        port = listening.getsockname()[1]
        click.echo(wording.SERVING.format(address=settings.model_copy(update={"port": port}).address()), err=True)
        uvicorn.Server(config).run(sockets=[listening])


def application(services: Services) -> ASGIApp:
    """Return the whole server as one ASGI application."""
    figures, audit = Figures(services), Audit(services.home.layout.home)
    refuse = partial(_refused, services)
    programs = server_of(services)
    # The guard looks at host and origin.
    unguarded = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    mcp = programs.streamable_http_app(stateless_http=True, json_response=True, transport_security=unguarded)

    async def healthz(_request: Request) -> Response:
        number = (await services.run(lambda: services.engine.generation)).number
        return PlainTextResponse(f"ok\ngeneration {number}\n")

    async def on_http_fault(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)  # noqa: S101 - what it is registered for
        known = wording.STATUSES.get(fault.status_code)
        said = known if known and fault.detail.isascii() else fault.detail
        return refuse(request, fault.status_code, said)

    async def on_bad_input(request: Request, fault: Exception) -> Response:
        return refuse(request, 400, str(fault))

    async def on_damage(request: Request, fault: Exception) -> Response:
        _LOG.error("%s", fault)
        return refuse(request, 503, wording.CHECK_FAILED)

    async def on_fault(request: Request, fault: Exception) -> Response:
        return refuse(request, 500, wording.FAULT)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        services.workers.submit(coverage_now, services.engine)  # so that the first visitor need not wait
        async with programs.session_manager.run():
            yield

    static = Mount("/static", _Static(directory=STATIC), middleware=[Middleware(GZipMiddleware, minimum_size=500)])
    app = Starlette(
        routes=[
            static,
            Route("/healthz", healthz),
            *Ask(services).routes,
            *Reading(services).routes,
            *figures.routes,
            *Api(services, figures).routes,
            *Login(services, audit).routes,
            *Admin(services, audit).routes,
            *mcp.routes,
        ],
        exception_handlers={
            HTTPException: on_http_fault,
            Damaged: on_damage,
            IndexFault: on_bad_input,
            CorpusError: on_bad_input,
            Exception: on_fault,
        },
        lifespan=lifespan,
    )
    return Guard(app, settings=services.settings, sessions=services.sessions, refuse=refuse)


def _refused(services: Services, request: Request, status: int, said: str) -> Response:
    """Return what is said where a request is not answered: a page to people, JSON with a remedy to programs."""
    if request.url.path.startswith(PROGRAMS):
        return JSONResponse({"error": said, "remedy": wording.REMEDIES.get(status, wording.REMEDY)}, status)
    title = wording.TITLES.get(status, wording.TITLE)
    return services.templates.page(request, "message.html", status=status, title=title, message=said, back="/")
