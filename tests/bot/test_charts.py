"""Charts: what is drawn, and that every character of it is there."""

import asyncio
import io
import subprocess
import sys

import pytest
from PIL import Image

from bot.charts import FONT, MOST_BARS, Bar, Panel, _drawn, chart_of, draw, panels_of
from corpus.figures import figures_in
from corpus.model import Span
from corpus.regions import regions
from index.answer import Row
from index.figures.comparison import Comparison, Line, column_of
from index.figures.rows import Likeness, Match
from tests.index.samples import passage

PANEL = Panel(
    "专题协商(次)", "次", (Bar("涟水县政协(2023)", 7, "7次", False), Bar("清江浦区政协(2023)", None, "未载", False))
)


def match(sentence: str, committee: str, likeness: Likeness = Likeness.SAME) -> Match:
    figure = figures_in(sentence, start=0, year=2023, committee=committee)[0]
    source = passage(sentence, committee=committee, year=2023).source
    return Match(Row(figure, sentence, Span(0, len(sentence)), "一", "0" * 64, source, 0), likeness, 1.0)


def comparison(*lines: tuple[str, tuple[Match, ...], tuple[Match, ...]]) -> Comparison:
    columns = dict.fromkeys(column_of(one) for _, asked, beside in lines for one in (*asked, *beside))
    return Comparison(tuple(Line(name, 2023, asked, beside) for name, asked, beside in lines), tuple(columns))


def image(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def test_a_gap_is_a_bar_without_a_value_and_never_0() -> None:
    seven = match("开展专题协商7次。", "涟水县政协")
    [panel] = panels_of(comparison(("涟水县政协", (seven,), ()), ("清江浦区政协", (), ())))
    assert panel == PANEL


def test_near_indicators_have_a_panel_of_their_own_with_the_same_labels() -> None:
    asked = match("开展专题协商近10次。", "涟水县政协")
    near = match("排定全年重点协商议题12个。", "清江浦区政协", Likeness.NEAR)
    first, second = panels_of(comparison(("涟水县政协", (asked,), ()), ("清江浦区政协", (), (near,))))
    assert (first.title, second.title) == ("专题协商(次)", "相近:重点协商议题(个)")
    assert [(bar.value, bar.text, bar.qualified) for bar in first.bars] == [(10, "近10次", True), (None, "未载", False)]
    assert [(bar.value, bar.text) for bar in second.bars] == [(None, "未载"), (12, "12个")]
    assert [bar.label for bar in first.bars] == [bar.label for bar in second.bars]


def test_indicators_beyond_the_first_three_are_named_and_not_dropped_in_silence() -> None:
    asked = match("开展专题协商7次。", "涟水县政协")
    names = ("专题协商会", "重点协商议题", "协商座谈", "对口协商", "界别协商", "月度协商")
    near = tuple(match(f"开展{name}7次。", "涟水县政协", Likeness.NEAR) for name in names)
    all_of_them = comparison(("涟水县政协", (asked,), near))
    titles = [panel.title for panel in panels_of(all_of_them)]
    assert titles == ["专题协商(次)", "相近:专题协商会(次)", "相近:重点协商议题(次)"]
    said = "图中只画前 3 项指标,没有画的:相近:协商座谈(次)、相近:对口协商(次)、相近:界别协商(次)等 4 项。"
    assert chart_of(all_of_them) == (draw(panels_of(all_of_them), left_out=said), said)
    assert chart_of(comparison(("涟水县政协", (asked,), near[:2])))[1] == ""
    assert draw(panels_of(all_of_them), left_out=said) != draw(panels_of(all_of_them))


def test_two_figures_of_a_committee_are_two_bars_under_one_label() -> None:
    two = (match("提出建议15条。", "涟水县政协"), match("提出建议18条。", "涟水县政协"))
    [panel] = panels_of(comparison(("涟水县政协", two, ())))
    assert [(bar.label, bar.text) for bar in panel.bars] == [("涟水县政协(2023)", "15条"), ("", "18条")]


def test_nothing_found_is_nothing_to_draw() -> None:
    assert panels_of(comparison(("涟水县政协", (), ()))) == ()
    assert chart_of(comparison(("涟水县政协", (), ()))) is None


def test_a_chart_is_a_png_with_a_bar_for_the_value_and_none_for_the_gap() -> None:
    picture = image(draw([PANEL]))
    blue = [
        y for y in range(picture.height) if any(_is_blue(picture.getpixel((x, y))) for x in range(0, picture.width, 5))
    ]
    assert len(blue) == pytest.approx(0.42 * 0.62 * 150, abs=2)  # pixels: the height of one bar


def test_bars_of_one_unit_share_a_scale() -> None:
    panels = [Panel(title, "次", (Bar("甲", value, f"{value}次", False),)) for title, value in (("一", 10), ("二", 5))]
    picture = image(draw(panels))
    rows = ([picture.getpixel((x, y)) for x in range(picture.width)] for y in range(picture.height))
    first, second = max((sum(map(_is_blue, row)), sum(map(_is_orange, row))) for row in rows)
    assert 1.9 < first / second < 2.1


def _is_blue(pixel: object) -> bool:
    red, _, blue = pixel  # type: ignore[misc]
    return blue > 150 and red < 100


def _is_orange(pixel: object) -> bool:
    red, _, blue = pixel  # type: ignore[misc]
    return red > 180 and blue < 110


def test_many_bars_are_cut_to_the_largest_so_that_a_telephone_shows_them() -> None:
    bars = tuple(Bar(f"第{at}县政协(2023)", at + 1, f"{at + 1}次", False) for at in range(MOST_BARS * 3))
    picture = image(draw([PANEL._replace(bars=bars)]))
    assert MOST_BARS == 15
    assert picture.height / picture.width <= 3


def test_a_character_that_the_font_lacks_is_told_by_its_sound() -> None:
    assert _drawn("𡒄上村") != "□上村"
    assert "□" not in _drawn("𡒄\ue000😀")


@pytest.mark.parametrize(
    "odd", ["$x$ 与 $y$", "😀𠮷", "甲\n乙", "很长的名字" * 20], ids=["formula", "lacking", "line", "long"]
)
def test_odd_text_is_drawn_without_a_complaint(odd: str) -> None:
    assert draw([Panel(odd, "次", (Bar(odd, 1, odd, True),))]).startswith(b"\x89PNG")


def test_the_font_has_every_region_of_china_and_stays_small() -> None:
    from matplotlib.ft2font import FT2Font

    held = set(FT2Font(str(FONT)).get_charmap())
    assert {char for name in regions() for char in name if ord(char) not in held} == set()
    assert FONT.stat().st_size < 4_000_000
    assert "SIL OPEN FONT LICENSE" in (FONT.parent / "OFL.txt").read_text(encoding="utf-8")


async def test_charts_can_be_drawn_side_by_side_in_threads() -> None:
    drawn = await asyncio.gather(*(asyncio.to_thread(draw, [PANEL]) for _ in range(4)))
    assert len(set(drawn)) == 1


def test_matplotlib_is_loaded_only_to_draw() -> None:
    code = "import sys, bot.charts, bot.telegram.figures, bot.commands.figures; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
