"""The page for the person who runs the bot names every setting, and no other."""

import re
from pathlib import Path

import pytest

from bot.factory import HomeSettings
from bot.settings import Settings

BOT = Path(__file__).parents[2] / "bot"
OF_EVERY_COMMAND = {f"XUNLI_{name}".upper() for name in HomeSettings.__dataclass_fields__} | {"XUNLI_DEBUG"}
SETTINGS = {f"XUNLI_{name}".upper() for name in Settings.model_fields} | OF_EVERY_COMMAND


def table() -> dict[str, str]:
    """Return what the page says is the default of each setting."""
    text = (BOT / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `(XUNLI_\w+)` \| ([^|]*?) \|", text, re.MULTILINE))


def test_every_setting_is_in_the_table() -> None:
    assert table().keys() == SETTINGS


@pytest.mark.parametrize("file", ["README.md", "xunli.service"])
def test_what_is_named_is_a_setting(file: str) -> None:
    named = set(re.findall(r"XUNLI_[A-Z_]+", (BOT / file).read_text(encoding="utf-8")))
    assert named
    assert named - SETTINGS == set()


@pytest.mark.parametrize(
    "name",
    [name for name, field in Settings.model_fields.items() if isinstance(field.default, int) and name != "workers"],
)
def test_default_is_the_one_that_is_told(name: str) -> None:
    told = table()[f"XUNLI_{name}".upper()]
    assert re.match(r"`?(\d+)", told)[1] == str(int(Settings.model_fields[name].default))
