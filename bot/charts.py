"""Charts: one indicator across committees as bars, with every value as it is written and every gap as a gap."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.figures.comparison import Column, Comparison, column_of
from index.figures.rows import Likeness
from prompts import figures as wording
from prompts.sources import NO_YEAR

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FONT = Path(__file__).parent / "fonts" / "XunliSansSC-Regular.otf"
_MOST_PANELS = 3
_NAMED = 3  # of the indicators that are left out
MOST_BARS = 15  # more would not be read on a telephone
_DPI = 150
# Inches.
_BAR, _PANEL, _HEAD, _FOOT, _GAP = 0.42, 2.9, 0.55, 0.75, 0.3
_WIDE, _NARROW = 0.145, 0.08  # of a character of 10 points
_LONGEST_TITLE = 17
_COLOURS = ("#1f5fa8", "#c2701c", "#4f8a3c")
_FAINT = "#767676"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `value` is None, and `text` 未载, where the reports have nothing."""

    label: str
    value: float | None
    text: str
    qualified: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The bars of one indicator and unit; the bars of all panels of a chart have the same labels in the same order."""

    title: str
    unit: str
    bars: tuple[Bar, ...]


def chart_of(comparison: Comparison) -> tuple[bytes, str] | None:
    """Return a comparison as a PNG, and in words what that leaves out; None where there is nothing to draw."""
    panels, more = panels_of(comparison), left_out(comparison)
    return (draw(panels, left_out=more), more) if panels else None


def panels_of(comparison: Comparison) -> tuple[Panel, ...]:
    """Return a comparison as bars: a panel for each of the first indicators (see `left_out`), none without figures."""
    columns = comparison.columns[:_MOST_PANELS]
    held = []  # each line, and its figures of each column
    for line in comparison.lines if columns else ():
        matches = (*line.asked, *line.beside)
        held.append((line, [[one.row.figure for one in matches if column_of(one) == column] for column in columns]))
    # By the first indicator; who tells none of it comes after 0.
    held.sort(key=lambda one: -max((figure.value for figure in one[1][0]), default=float("-inf")))
    bars: list[list[Bar]] = [[] for _ in columns]
    for line, figures in held:
        label = wording.LINE.format(committee=line.committee, year=line.year or NO_YEAR)
        for number in range(max(1, *map(len, figures))):  # as many as the fullest column has; the first is labelled
            name, gap = (label, wording.GAP) if number == 0 else ("", "")
            for column, told in zip(bars, figures, strict=True):
                figure = told[number] if number < len(told) else None
                bar = Bar(name, figure.value, figure.text, figure.qualifier is not None) if figure else None
                column.append(bar or Bar(name, None, gap, qualified=False))
    return tuple(Panel(_title(one), one.unit, tuple(those)) for one, those in zip(columns, bars, strict=True))


def left_out(comparison: Comparison) -> str:
    """Return, in words, which indicators of a comparison its chart leaves out; "" where it has them all."""
    titles = [_title(column) for column in comparison.columns[_MOST_PANELS:]]
    if not titles:
        return ""
    more = wording.MORE.format(count=len(titles)) if len(titles) > _NAMED else ""
    return wording.CHART_MORE.format(shown=_MOST_PANELS, titles="、".join(titles[:_NAMED]) + more)


def _title(column: Column) -> str:
    template = wording.CHART_NEAR if column.likeness is Likeness.NEAR else wording.INDICATOR
    return template.format(indicator=column.indicator, unit=column.unit or wording.NO_UNIT)


def draw(panels: Sequence[Panel], *, left_out: str = "") -> bytes:
    """Return a chart as a PNG, with what it leaves out, in words, below; raises ValueError with nothing to draw.

    It takes about a second at first, so call it off the event loop.
    """
    if not panels or not panels[0].bars:
        raise ValueError("a chart has at least one panel and one bar")
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - slow, and seldom needed
    from matplotlib.figure import Figure  # noqa: PLC0415

    count = len(panels[0].bars)
    shown = min(count, MOST_BARS)
    labels = 0.2 + max(_inches(bar.label) for bar in panels[0].bars[:shown])
    width, height = labels + _PANEL * len(panels), _HEAD + _BAR * shown + _FOOT
    figure = Figure(figsize=(width, height), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    for number, panel in enumerate(panels):
        left = (labels + _PANEL * number) / width
        axes = figure.add_axes((left, _FOOT / height, (_PANEL - _GAP) / width, _BAR * shown / height))
        alike = [bar for other in panels if other.unit == panel.unit for bar in other.bars[:shown]]
        _draw_bars(axes, panel.bars[:shown], alike, _COLOURS[number])
        title = _drawn(panel.title)
        title = title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"
        axes.set_title(title, **_style(11), loc="left", pad=8)
        axes.set_yticks(
            range(shown), [_drawn(bar.label) for bar in panel.bars[:shown]] if number == 0 else [""] * shown
        )
        for label in axes.get_yticklabels():
            label.set(**_style(10))
    cut = wording.CHART_CUT.format(shown=shown, count=count) if count > shown else ""
    foot = "\n".join(filter(None, (wording.CHART_FOOT, cut, _drawn(left_out))))
    figure.text(0.1 / width, 0.1 / height, foot, **_style(8), color=_FAINT, va="bottom")
    content = io.BytesIO()
    figure.savefig(content, format="png")
    return content.getvalue()


def _draw_bars(axes: "Axes", bars: Sequence[Bar], alike: Sequence[Bar], colour: str) -> None:
    """Draw the bars of a panel on the scale of all bars of its unit: what is longer is more."""
    most = max(bar.value or 0 for bar in alike) or 1
    room = min(0.6, (0.15 + max(_inches(bar.text) for bar in alike)) / (_PANEL - _GAP))
    for at, bar in enumerate(bars):
        if bar.value is not None:
            hatch = "///" if bar.qualified else None
            axes.barh(at, bar.value, height=0.62, color=colour, alpha=0.85, hatch=hatch, edgecolor="white", linewidth=0)
        ink = _FAINT if bar.value is None else "black"
        axes.text((bar.value or 0) + most * 0.03, at, _drawn(bar.text), **_style(10), color=ink, va="center")
    axes.set_xlim(0, most / (1 - room))  # the words after the longest bar fit, too
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_xticks([])  # the values stand at the bars
    axes.tick_params(length=0)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)


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
