"""What Telegram accepts: calls by the schema of the Bot API, HTML by TDLib's own parser."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tdjson

SCHEMA = json.loads((Path(__file__).parent / "schema" / "api.json").read_text(encoding="utf-8"))
LIMIT = 4096


def problems(method: str, form: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a call, whose parameters came as a form; nothing when all is well."""
    if method not in SCHEMA["methods"]:
        return [f"{method}: not a method in api.json"]
    fields = {field["name"]: field for field in SCHEMA["methods"][method]["fields"]}
    wrong = [f"{method}.{name}: unknown" for name in form.keys() - fields.keys()]
    wrong += [f"{method}.{name}: missing" for name, field in fields.items() if field["required"] and name not in form]
    for name, text in form.items():
        if name in fields and not any(_fits(value, kind) for kind in fields[name]["types"] for value in read(text)):
            wrong.append(f"{method}.{name}: {text!r} is no {' or '.join(fields[name]['types'])}")
    return wrong


def read(text: str) -> Iterator[Any]:
    """Yield what a form's value may mean: itself, and what it is as JSON."""
    yield text
    try:
        yield json.loads(text)
    except ValueError:
        return


def _fits(value: object, kind: str) -> bool:
    simple = {"String": str, "Boolean": bool, "Integer": int, "Float": (int, float)}
    if kind in simple:
        return isinstance(value, simple[kind]) and (kind == "Boolean" or not isinstance(value, bool))
    if kind.startswith("Array of "):
        return isinstance(value, list) and all(_fits(one, kind.removeprefix("Array of ")) for one in value)
    described = SCHEMA["types"][kind]
    if "subtypes" in described:
        return any(_fits(value, subtype) for subtype in described["subtypes"])
    fields = {field["name"]: field for field in described["fields"]}
    return (
        isinstance(value, dict)
        and value.keys() <= fields.keys()
        and all(name in value for name, field in fields.items() if field["required"])
        and all(any(_fits(one, kind) for kind in fields[name]["types"]) for name, one in value.items())
    )


@dataclass(frozen=True)
class Formatted:
    """A text after its entities were parsed."""

    text: str
    entities: tuple[tuple[str, str], ...]  # (BlockQuote | Bold | Italic | ..., what it covers)

    def of(self, kind: str) -> list[str]:
        """Return what the entities of a kind cover."""
        return [covered for name, covered in self.entities if name == kind]


def parse_html(html: str) -> Formatted:
    """Parse a text as Telegram does.

    Raises:
        ValueError: Telegram would refuse it.
    """
    asked = {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
    parsed = _tdlib(asked)
    if parsed["@type"] == "error":
        raise ValueError(parsed["message"])
    coded = parsed["text"].encode("utf-16-le")
    entities = [
        (entity["type"]["@type"].removeprefix("textEntityType"), _slice(coded, entity["offset"], entity["length"]))
        for entity in parsed["entities"]
    ]
    return Formatted(parsed["text"], tuple(entities))


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def _slice(coded: bytes, offset: int, length: int) -> str:
    return coded[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def _tdlib(request: Mapping[str, Any]) -> dict[str, Any]:
    _quiet()
    answer: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(request).encode()))
    return answer


@cache
def _quiet() -> None:
    tdjson.td_execute(json.dumps({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}).encode())
