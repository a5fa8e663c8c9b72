"""The engine as the commands open it: where its state lives, which encoder, and what ships with the product."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import platformdirs

from index.encoder import load_encoder
from index.engine import Engine
from index.publish import Home
from index.reader import Reader
from prompts import terminal as wording


@dataclass(frozen=True, slots=True)
class Place:
    """The settings that every command reads: XUNLI_HOME and XUNLI_ENCODER ("" is the shipped encoder)."""

    home: Path
    encoder: str

    @classmethod
    def from_environment(cls) -> "Place":
        """Read the settings from the environment."""
        home = os.environ.get("XUNLI_HOME") or platformdirs.user_data_dir("xunli", appauthor=False)
        return cls(Path(home).expanduser(), os.environ.get("XUNLI_ENCODER", ""))
