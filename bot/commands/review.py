"""`xunli misses` and `xunli feedback`: questions that were not answered, quotes that were called wrong."""

from collections import Counter
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.commands.output import echo, json_option
from bot.factory import HomeSettings, open_home
from bot.feedback import Feedback, Remark, words_of
from bot.feedback import lines_of as lines_of_remarks
from bot.misses import Cluster, clusters_of, lines_of
from bot.state import State, where_of
from index.store.generation import Generation
from prompts.feedback import HELP_FEEDBACK
from prompts.notices import HELP_MISSES


@click.command(help=HELP_MISSES)
@json_option
def misses(as_json: bool) -> None:
    """List the declined questions, those about one thing together, without saying who asked."""
    kept = []
    if (where := _database()) is not None:
        with closing(State(where)) as state:
            kept = state.misses()
    generation = _generation() if kept else None
    clusters = clusters_of(kept, generation.reports if generation else ())
    count = sum(len(cluster.misses) for cluster in clusters)
    echo({"count": count, "clusters": list(map(_cluster_fields, clusters))}, lines_of(clusters), as_json=as_json)


@click.command(help=HELP_FEEDBACK)
@json_option
def feedback(as_json: bool) -> None:
    """List the remarks, without saying who made them."""
    remarks = []
    if (where := _database()) is not None:
        with closing(Feedback(where)) as kept:
            remarks = kept.remarks()
    generation = _generation() if remarks else None
    fields = {"count": len(remarks), "remarks": [_remark_fields(one, generation) for one in remarks]}
    echo(fields, lines_of_remarks(remarks, generation), as_json=as_json)


def _database() -> Any:
    """Return where the state is; None where the bot never ran: a file made here is one that it might not write."""
    place = HomeSettings.from_environment()
    where = where_of(place.home, place.state_url)
    return None if isinstance(where, Path) and not where.exists() else where


def _generation() -> Generation | None:
    home = open_home()
    return home.current() if home.exists() else None


def _cluster_fields(cluster: Cluster) -> dict[str, Any]:
    """Return a group as plain values, ready for JSON; of each question how many chats and topics asked it."""
    asked = Counter(miss.question for miss in cluster.misses)
    return {
        "topic": cluster.topic,
        "count": len(cluster.misses),
        "places": list(cluster.places),
        "years": list(cluster.years),
        "latest": _time(cluster.misses[0].at),
        "questions": [{"question": question, "count": count} for question, count in asked.items()],
    }


def _remark_fields(remark: Remark, generation: Generation | None) -> dict[str, Any]:
    """Return a remark as plain values, ready for JSON; `quote` is None where its report is searched no more."""
    where = asdict(remark.quote)
    return {
        "id": remark.id,
        "at": _time(remark.at),
        "question": remark.question,
        "quote": words_of(remark.quote, generation) if generation else None,
        **{name: where[name] for name in ("report", "sha256", "start", "end", "score")},
    }


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
