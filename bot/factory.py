"""The engine as every command opens it: where its state lives, which encoder, and what ships with the product."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import click
import platformdirs

from corpus import formats
from index.answering.reader import TransformerReader
from index.encoder import load_encoder
from index.engine import Engine
from index.retrieval.faiss_store import FaissStore
from index.store.build import Progress
from index.store.layout import Layout
from index.store.publish import Home
from index.store.vector_store import VectorStore
from prompts import terminal as wording

T = TypeVar("T")

SHIPPED_REPORTS = Path(formats.__file__).parents[1] / "reports"


@dataclass(frozen=True, slots=True)
class HomeSettings:
    """The settings of what is stored, each read from `XUNLI_` and its name in capitals.

    `home` is the folder of the index; `encoder` "" is the shipped one; `store` has the vectors and terms, "files" or
    "milvus", the latter at `milvus_uri`; `state_url` is the PostgreSQL database of the bot's state, "" for a file.
    """

    home: Path
    encoder: str
    store: str = FaissStore.name
    milvus_uri: str = field(default="", repr=False)  # these may hold a password
    state_url: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls) -> "HomeSettings":
        """Read the settings from the environment."""

        def read(name: str, default: str = "") -> str:
            return os.environ.get(f"XUNLI_{name}", "").strip() or default

        home = Path(read("HOME", platformdirs.user_data_dir("xunli", appauthor=False))).expanduser().absolute()
        store = read("STORE", FaissStore.name).lower()
        return cls(home, read("ENCODER"), store, read("MILVUS_URI"), read("STATE_URL"))


def open_home(place: HomeSettings | None = None) -> Home:
    """Open the stored index; nothing is read yet."""
    place = place or HomeSettings.from_environment()
    return Home(Layout(place.home), load_encoder(place.encoder), store_of(place), notify=partial(click.echo, err=True))


def store_of(place: HomeSettings) -> VectorStore:
    """Return what has the vectors and terms; raises UsageError where XUNLI_STORE names none."""
    if place.store == FaissStore.name:
        return FaissStore()
    if place.store != "milvus":
        raise click.UsageError(wording.BAD_STORE.format(store=place.store))
    from index.retrieval.milvus_store import MilvusStore  # noqa: PLC0415 - `ask` starts without it

    return MilvusStore(place.milvus_uri)


def open_built(place: HomeSettings | None = None) -> Home:
    """Open the stored index; with none yet, it is built from the reports that ship with the product."""
    home = open_home(place)
    if not home.exists():
        add_shipped(home)
    return home


def open_both(place: HomeSettings | None = None) -> tuple[Home, Engine]:
    """Open the index, as `open_built`, and its engine."""
    home = open_built(place)
    return home, Engine(home, encoder=home.encoder, reader=TransformerReader())


def open_engine(place: HomeSettings | None = None) -> Engine:
    """Open the engine; see `open_both`."""
    return open_both(place)[1]


def add_shipped(home: Home) -> None:
    """Build the index from the reports that ship with the product."""
    documents = [formats.read(path) for path in sorted(SHIPPED_REPORTS.iterdir()) if path.suffix in formats.SUFFIXES]
    with_progress(lambda report: home.add(home.preview(documents), progress=report))


def with_progress(work: Callable[[Progress | None], T]) -> T:
    """Run work that reports (done, total), with a progress bar where standard error is a terminal."""
    if not sys.stderr.isatty():
        return work(None)
    from rich.console import Console  # noqa: PLC0415 - `ask` starts without it
    from rich.progress import Progress as Bar  # noqa: PLC0415

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(wording.BUILDING, total=None)
        return work(lambda done, total: bar.update(task, completed=done, total=total))
