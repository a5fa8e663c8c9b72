"""Charts: one indicator across committees as bars, with every value as it is written and every gap as a gap."""

import io
from collections.abc import Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from index.figures.comparison import Column, Comparison, column_of
from index.figures.rows import Likeness
from prompts import figures as wording
from prompts.sources import NO_YEAR, shortened

FONT = Path(__file__).parent / "fonts" / "XunliSansSC-Regular.otf"
_MOST_PANELS = 3
_NAMED = 3  # of the indicators that are left out
MOST_BARS = 15  # more would not be read on a telephone
_BAR, _PANEL = 0.42, 2.6  # inches: the height of a bar and the width of a panel
_WIDE, _NARROW = 0.145, 0.08  # inches of a character of 10 points
_LONGEST_TITLE = 17
_COLOURS = ("#1f5fa8", "#c2701c", "#4f8a3c")
_FAINT = "#767676"


class Bar(NamedTuple):
    """One bar: `value` is None, and `text` 未载, where the reports have nothing."""

    label: str
    value: float | None
    text: str
    qualified: bool


class Panel(NamedTuple):
    """The bars of one indicator and unit; the bars of all panels of a chart have the same labels in the same order."""

    title: str
    unit: str
    bars: tuple[Bar, ...]


def chart_of(comparison: Comparison) -> tuple[bytes, str] | None:
    """Return a comparison as a PNG, and in words which indicators that leaves out; None where nothing is to draw."""
    panels, titles = panels_of(comparison), [_title(column) for column in comparison.columns[_MOST_PANELS:]]
    more = wording.MORE.format(count=len(titles)) if len(titles) > _NAMED else ""
    said = wording.CHART_MORE.format(shown=_MOST_PANELS, titles="、".join(titles[:_NAMED]) + more) if titles else ""
    return (draw(panels, left_out=said), said) if panels else None


def panels_of(comparison: Comparison) -> tuple[Panel, ...]:
    """Return a comparison as bars: a panel for each of the first three indicators, none without figures."""
    columns = comparison.columns[:_MOST_PANELS]
    lines = []  # each with its label, and its figures of each column
    for line in comparison.lines if columns else ():
        label = wording.LINE.format(committee=line.committee, year=line.year or NO_YEAR)
        matches = (*line.asked, *line.beside)
        lines.append((label, [[one.row.figure for one in matches if column_of(one) == column] for column in columns]))
    # By the first indicator; who tells none of it comes after 0.
    lines.sort(key=lambda line: -max((figure.value for figure in line[1][0]), default=float("-inf")))
    rows: list[list[Bar]] = []
    for label, figures in lines:
        # As many rows as the fullest column has figures, the first of them labelled.
        for number, row in enumerate([*zip_longest(*figures)] or [(None,) * len(columns)]):
            name, gap = (label, wording.GAP) if number == 0 else ("", "")
            told = [(one.value, one.text, bool(one.qualifier)) if one else (None, gap, False) for one in row]
            rows.append([Bar(name, *one) for one in told])
    return tuple(Panel(_title(one), one.unit, bars) for one, bars in zip(columns, zip(*rows, strict=True), strict=True))


def _title(column: Column) -> str:
    template = wording.CHART_NEAR if column.likeness is Likeness.NEAR else wording.INDICATOR
    return template.format(indicator=column.indicator, unit=column.unit or wording.NO_UNIT)


def draw(panels: Sequence[Panel], *, left_out: str = "") -> bytes:
    """Return a PNG in which bars of one unit have one scale, of one panel or more; slow at first."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow, and seldom needed

    count = len(panels[0].bars)
    shown = min(count, MOST_BARS)
    figure = Figure(figsize=(_PANEL * len(panels), _BAR * shown), dpi=150, facecolor="white")
    figure.subplots_adjust(left=0, right=1, bottom=0, top=1, wspace=0.1)
    for panel, colour, axes in zip(panels, _COLOURS, figure.subplots(1, len(panels), squeeze=False)[0], strict=False):
        bars = panel.bars[:shown]
        alike = [bar for other in panels if other.unit == panel.unit for bar in other.bars[:shown]]
        most = max(bar.value or 0 for bar in alike) or 1
        room = min(0.6, (0.15 + max(_inches(bar.text) for bar in alike)) / _PANEL)
        lengths, hatches = [bar.value or 0 for bar in bars], ["///" if bar.qualified else "" for bar in bars]
        look = {"color": colour, "alpha": 0.85, "hatch": hatches, "edgecolor": "white", "linewidth": 0}
        drawn = axes.barh(range(shown), lengths, 0.62, **look)
        values = axes.bar_label(drawn, [_drawn(bar.text) for bar in bars], padding=4, **_style(10))
        for value, bar in zip(values, bars, strict=True):
            value.set_color(_FAINT if bar.value is None else "black")
        axes.set_title(shortened(_drawn(panel.title), _LONGEST_TITLE), **_style(11), loc="left", pad=8)
        # The words after the longest bar fit, too; the values stand at the bars.
        axes.set(xlim=(0, most / (1 - room)), ylim=(shown - 0.5, -0.5), xticks=[])
        labels = [_drawn(bar.label) for bar in bars] if panel is panels[0] else [""] * shown
        axes.set_yticks(range(shown), labels, **_style(10))
        axes.tick_params(length=0)
        axes.spines[["top", "right", "bottom"]].set_visible(False)
    cut = wording.CHART_CUT.format(shown=shown, count=count) if count > shown else ""
    foot = "\n".join(filter(None, (wording.CHART_FOOT, cut, _drawn(left_out))))
    figure.text(0, -0.1 / (_BAR * shown), foot, **_style(8), color=_FAINT, va="top")
    content = io.BytesIO()
    figure.savefig(content, format="png", bbox_inches="tight")
    return content.getvalue()


def _inches(text: str) -> float:
    return sum(_NARROW if char.isascii() else _WIDE for char in text)


@cache
def _style(size: float) -> dict[str, Any]:
    """Return how a text is set; $ is no formula."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415

    return {"fontproperties": FontProperties(fname=str(FONT), size=size), "parse_math": False}


@cache
def _characters() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    return frozenset(FT2Font(str(FONT)).get_charmap())


def _drawn(text: str) -> str:
    """Return a text with its sound for a character that the font lacks: no box tells whose it is."""
    for char in {char for char in text if ord(char) not in _characters()}:
        from pypinyin import lazy_pinyin  # noqa: PLC0415 - seldom needed

        sound = "".join(lazy_pinyin(char, errors="ignore"))
        text = text.replace(char, f"({sound})" if sound else "?")
    return text
