"""`xunli misses` and `xunli feedback`: questions that were not answered, quotes that were called wrong."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from bot.commands.index import echo, json_option
from bot.database import Store
from bot.factory import HomeSettings, open_home
from bot.feedback import Feedback, words_of
from bot.feedback import text_of as text_of_remarks
from bot.misses import clusters_of, text_of
from bot.state import State, where_of
from index.store.generation import Generation
from prompts.feedback import HELP_FEEDBACK
from prompts.notices import HELP_MISSES

S = TypeVar("S", bound=Store)
T = TypeVar("T")


@click.command(help=HELP_MISSES)
@json_option
def misses(as_json: bool) -> None:
    """List the declined questions, those about one thing together, without saying who asked."""
    kept, generation = _kept(State, State.misses)
    clusters = clusters_of(kept, generation.reports if generation else ())
    fields = [
        {
            "topic": cluster.topic,
            "count": len(cluster.misses),
            "places": list(cluster.places),
            "years": list(cluster.years),
            "latest": _time(cluster.misses[0].at),
            # Of each question how many chats and topics asked it.
            "questions": [
                {"question": question, "count": count}
                for question, count in Counter(miss.question for miss in cluster.misses).items()
            ],
        }
        for cluster in clusters
    ]
    count = sum(len(cluster.misses) for cluster in clusters)
    echo({"count": count, "clusters": fields}, [text_of(clusters)], as_json=as_json)


@click.command(help=HELP_FEEDBACK)
@json_option
def feedback(as_json: bool) -> None:
    """List the remarks, without saying who made them; `quote` is null where its report is searched no more."""
    remarks, generation = _kept(Feedback, Feedback.remarks)
    fields = [
        {
            "id": remark.id,
            "at": _time(remark.at),
            "question": remark.question,
            "quote": words_of(remark.quote, generation),
            **{name: getattr(remark.quote, name) for name in ("report", "sha256", "start", "end", "score")},
        }
        for remark in remarks
    ]
    echo({"count": len(remarks), "remarks": fields}, [text_of_remarks(remarks, generation)], as_json=as_json)


def _kept(kind: Callable[..., S], read: Callable[[S], list[T]]) -> tuple[list[T], Generation | None]:
    """Return what is kept, and the index that it is about.

    Nothing where the bot never ran: a file made here is one that it might not write.
    """
    place = HomeSettings.from_environment()
    where = where_of(place.home, place.state_url)
    if isinstance(where, Path) and not where.exists():
        return [], None
    with closing(kind(where)) as store:
        rows = read(store)
    home = open_home()
    return rows, home.current() if rows and home.exists() else None


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
