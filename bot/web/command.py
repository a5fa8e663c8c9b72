"""`xunli web`: the page for a browser, and the JSON API."""

from typing import Any

import click

from prompts import web as wording


@click.command(help=wording.HELP)
@click.option("--host", metavar="H", help=wording.HELP_HOST)
@click.option("--port", type=click.IntRange(0, 65_535), metavar="P", help=wording.HELP_PORT)
def web(host: str | None, port: int | None) -> None:
    """Serve until stopped."""
    from bot.web.app import run  # noqa: PLC0415 - `--help` starts without it
    from bot.web.settings import WebSettings  # noqa: PLC0415

    given: dict[str, Any] = {"host": host, "port": port}
    run(WebSettings(**{name: value for name, value in given.items() if value is not None}))
