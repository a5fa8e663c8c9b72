"""Updates of every kind that the Bot API describes, made up from its schema: all of them are ones that may come."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TYPES = json.loads((Path(__file__).parent / "schema" / "updates.json").read_text(encoding="utf-8"))["types"]
_NOW = 1_790_000_000
_TEXTS = ("涟水县政协", "/start", "", "😀", "<b>&", "\u202e\x00", "几次?" * 200, "ok")
_DEEPEST = 6


class Maker:
    """Makes values of the schema's types; the same seed makes the same."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def updates(self, count: int, *, first: int) -> Iterator[dict[str, Any]]:
        """Yield updates with numbers from `first`, kind after kind; some are of kinds that are yet to come."""
        kinds = [field for field in TYPES["Update"]["fields"] if field["name"] != "update_id"]
        for number in range(count):
            field = kinds[number % len(kinds)]
            body = {field["name"]: self.value(field["types"][0], 0)}
            if self._random.random() < 0.03:
                body = {f"{field['name']}_of_the_future": body[field["name"]]}
            yield {"update_id": first + number, **body}

    def value(self, kind: str, depth: int, field: dict[str, Any] | None = None) -> Any:
        """Return a value of a type."""
        field = field or {}
        if "always" in field:
            return field["always"]
        if kind.startswith("Array of "):
            length = self._random.randrange(3) if depth < _DEEPEST else 0
            return [self.value(kind.removeprefix("Array of "), depth + 1) for _ in range(length)]
        if kind in TYPES:
            described = TYPES[kind]
            if "subtypes" in described:
                return self.value(self._subtype(described["subtypes"], depth), depth)
            return self._object(described["fields"], depth)
        return self._simple(kind, field)

    def _subtype(self, subtypes: list[str], depth: int) -> str:
        if depth < _DEEPEST:
            return self._random.choice(subtypes)
        return next((one for one in subtypes if one not in TYPES), subtypes[-1])

    def _object(self, fields: list[dict[str, Any]], depth: int) -> dict[str, Any]:
        share = 0.0 if depth > _DEEPEST else 0.3 / (depth + 1)
        chosen = [field for field in fields if field["required"] or self._random.random() < share]
        made = {field["name"]: self.value(self._random.choice(field["types"]), depth + 1, field) for field in chosen}
        if self._random.random() < 0.05:
            made["field_of_the_future"] = self._random.choice([1, "new", None, [], {"deep": {"deeper": True}}])
        return made

    def _simple(self, kind: str, field: dict[str, Any]) -> Any:
        name = field.get("name", "")
        if kind == "Integer":
            if name == "date" or name.endswith("_date"):
                return _NOW
            if name == "id":
                return self._random.choice((1, 2, 3, -1001234567890))
            return self._random.choice((1, 2**31, 2**52) if name.endswith(("_id", "_size")) else (0, 1, 5, 3600))
        if kind == "Float":
            return self._random.uniform(-90, 90)
        if kind in {"Boolean", "True"}:
            return kind == "True" or self._random.random() < 0.5
        return self._random.choice(field.get("one_of") or _TEXTS)
