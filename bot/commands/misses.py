"""`xunli misses`: what was asked of the bot and not answered."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.factory import Place, open_home
from bot.misses import NOTHING, Cluster, clusters_of, lines_of
from bot.state import State, where_of
from index.query.courtesy import courtesy
from index.query.scope import scope_of
from prompts import notices as wording
from prompts.terminal import HELP_JSON


@click.command(help=wording.HELP_MISSES)
@click.option("--json", "as_json", is_flag=True, help=HELP_JSON)
def misses(as_json: bool) -> None:
    """List the declined questions, those about one thing together, without saying who asked."""
    clusters = _clusters(Place.from_environment())
    if as_json:
        count = sum(len(cluster.misses) for cluster in clusters)
        fields = {"count": count, "clusters": [fields_of(cluster) for cluster in clusters]}
        click.echo(json.dumps(fields, ensure_ascii=False))
    else:
        click.echo("\n".join(lines_of(clusters)))


def fields_of(cluster: Cluster) -> dict[str, Any]:
    """Return a group as plain values, ready for JSON; of each question how many chats and topics asked it."""
    asked = Counter(miss.question for miss in cluster.misses)
    return {
        "topic": cluster.topic,
        "count": len(cluster.misses),
        "places": list(cluster.places),
        "years": list(cluster.years),
        "latest": datetime.fromtimestamp(cluster.misses[0].at, UTC).isoformat(timespec="seconds"),
        "questions": [{"question": question, "count": count} for question, count in asked.items()],
    }


def _clusters(place: Place) -> list[Cluster]:
    # Where the bot never ran, whoever lists must not make a file that the bot cannot write.
    where = where_of(place.home, place.state_url)
    if isinstance(where, Path) and not where.exists():
        return []
    state = State(where)
    try:
        kept = [miss for miss in state.misses() if courtesy(miss.question) is None]
    finally:
        state.close()
    home = open_home(place)
    return clusters_of(kept, scope_of(home.current().reports) if home.exists() else NOTHING)
