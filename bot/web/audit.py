"""The audit log: who changed what from the page, one JSON object a line in XUNLI_HOME/audit.jsonl."""

import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from index.errors import IndexFault
from prompts import web as wording

_FILE = "audit.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: when, who, what, and of which reports or generation."""

    at: str
    who: str
    action: str
    detail: str


class Audit:
    """Appends to the log; nothing in it is ever changed."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._lock = Lock()

    def write(self, who: str, action: str, detail: str = "") -> None:
        """Append a line, which is on the disk afterwards.

        Raises:
            IndexFault: it cannot be written.
        """
        entry: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "who": who, "action": action}
        line = json.dumps({**entry, "detail": detail}, ensure_ascii=False) + "\n"
        try:
            with self._lock:
                handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
                    file.write(line)
                    file.flush()
                    os.fsync(file.fileno())
        except OSError as error:
            raise IndexFault(wording.NO_AUDIT.format(path=self._path, reason=error.strerror)) from error

    def latest(self, most: int) -> list[Entry]:
        """Return the last lines, the latest first, in local time."""
        if not self._path.exists():
            return []
        lines = self._path.read_text(encoding="utf-8", errors="replace").splitlines()[-most:]
        entries = [Entry(**json.loads(line)) for line in reversed(lines)]
        return [replace(one, at=f"{datetime.fromisoformat(one.at).astimezone():%Y-%m-%d %H:%M}") for one in entries]
