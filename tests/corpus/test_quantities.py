"""Every printed form of a number reads back as the number, by an oracle that shares no code with the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.figures import figures_in
from corpus.formats.characters import folded
from corpus.model import Figure

DIGITS = "零一二三四五六七八九"
UNITS = st.sampled_from(["件", "条", "名", "户", "人次", "万元", "亿元", "平方米", "场次", "篇"])
SPACES = st.sampled_from([" ", "\u00a0", "\u2007", "\u2009", "\u202f", ",", "，"])
HIDDEN = st.sampled_from(["\u00ad", "\u200b", "\u2060", "\ufeff"])
BEFORE = st.sampled_from(["近", "约", "超", "超过", "逾", "不足", "不少于", "至少", "大约", ""])
AFTER = st.sampled_from(["以上", "左右", "以内", "有余", ""])
DASHES = st.sampled_from(["-", "~", "—", "–", "－", "～", "〜", "——", "至", "到"])
figures_in("2至3次、4次")  # compiles the patterns, which takes longer than an example may
SCALE = {"万元": 10**4, "亿元": 10**8}


def han(number: int) -> str:
    """Write a number below a hundred million in Chinese."""
    if number >= 10**4:
        rest = number % 10**4
        zero = "零" if 0 < rest < 1000 else ""
        return f"{han(number // 10**4)}万{zero}{han(rest) if rest else ''}"
    words, gap = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + name
        gap = not digit
    return words


def short(words: str) -> str:
    """Write 十二 for 一十二 and 两百 for 二百, as people do."""
    spoken = words[1:] if words.startswith("一十") else words
    return f"两{spoken[1:]}" if spoken[:1] == "二" and spoken[1:2] in ("百", "千", "万") and spoken[1:2] else spoken


def only(text: str) -> Figure:
    found = figures_in(f"全年办理{text}。")
    assert len(found) == 1, [figure.text for figure in found]
    return found[0]


def told(figure: Figure) -> tuple[float, str]:
    return round(figure.value, 4), figure.unit


def expected(number: float, unit: str) -> tuple[float, str]:
    return round(number * SCALE.get(unit, 1), 4), "元" if unit in SCALE else unit


@given(st.integers(2, 9_999_999), UNITS, BEFORE, AFTER)
def test_digits_read_back_with_unit_and_qualifiers(number: int, unit: str, before: str, after: str) -> None:
    text = f"{before}{number}{unit}{after}"
    figure = only(text)
    assert (figure.text, *told(figure)) == (text, *expected(number, unit))
    assert figure.qualifier == ("…".join(filter(None, (before, after))) or None)


@given(st.integers(1000, 99_999_999), UNITS, SPACES)
def test_thousands_may_be_parted_by_any_space_or_comma(number: int, unit: str, space: str) -> None:
    text = f"{number:,}".replace(",", space) + unit
    figure = only(text)
    assert (figure.text, *told(figure)) == (text, *expected(number, unit))


@given(st.integers(10, 999_999), UNITS, HIDDEN, st.data())
def test_what_cannot_be_seen_parts_no_number(number: int, unit: str, hidden: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(str(number)) - 1))
    text = folded(f"{str(number)[:at]}{hidden}{str(number)[at:]}{unit}")  # as every reader of files does
    figure = only(text)
    assert (figure.text, *told(figure)) == (text, *expected(number, unit))


@given(st.integers(2, 999_999), UNITS)
def test_full_width_digits_are_digits(number: int, unit: str) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    assert told(only(f"{wide}{unit}")) == expected(number, unit)


@given(st.integers(11, 99_999_999), UNITS.filter(lambda unit: unit not in SCALE), st.booleans())
def test_chinese_numerals_read_back(number: int, unit: str, spoken: bool) -> None:
    words = short(han(number)) if spoken else han(number)
    figure = only(f"{words}{unit}")
    assert (figure.text, *told(figure)) == (f"{words}{unit}", *expected(number, unit))


@given(st.integers(1, 9999), st.integers(1, 99), st.sampled_from("万亿"), st.sampled_from(["", "多", "余"]))
def test_decimals_of_a_magnitude_read_back(whole: int, cents: int, scale: str, odd: str) -> None:
    decimal = f"{whole}.{cents:02}"
    figure = only(f"{decimal}{scale}{odd}元")
    assert told(figure) == (round(float(decimal) * {"万": 10**4, "亿": 10**8}[scale], 4), "元")
    assert figure.qualifier == (odd or None)


@given(st.integers(2, 500), st.integers(1, 500), st.sampled_from(["次", "人", "户", "%"]), DASHES, st.booleans())
def test_a_range_is_one_figure_with_both_bounds(low: int, more: int, unit: str, dash: str, twice: bool) -> None:
    text = f"{low}{unit if twice else ''}{dash}{low + more}{unit}"
    figure = only(text)
    assert (figure.text, figure.value, figure.high, figure.unit) == (text, low, low + more, unit)


@given(st.integers(2, 98), st.integers(1, 500), st.sampled_from(["次", "人", "户"]), st.sampled_from("至到"))
def test_a_range_in_chinese_numerals_is_one_figure(low: int, more: int, unit: str, to: str) -> None:
    text = f"{short(han(low))}{to}{short(han(low + more))}{unit}"
    figure = only(text)
    assert (figure.text, figure.value, figure.high) == (text, low, low + more)


@given(st.integers(1, 8), st.sampled_from(["", "十"]), st.sampled_from(["", "十", "百", "千", "万"]))
def test_neighbouring_digits_are_a_range(low: int, tens: str, scale: str) -> None:
    words = f"{DIGITS[low]}{DIGITS[low + 1]}"
    figure = only(f"{tens}{words}{'' if tens else scale}户")
    times = 1 if tens else {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4}[scale]
    ten = 10 if tens else 0
    assert (figure.value, figure.high) == ((low + ten) * times, (low + 1 + ten) * times)


@given(st.integers(1, 9), st.integers(0, 9), BEFORE)
def test_tenths_are_per_cent(tens: int, ones: int, before: str) -> None:
    text = f"{before}{DIGITS[tens]}成{DIGITS[ones] if ones else ''}"
    (figure,) = figures_in(f"委员占比{text}。")
    assert (figure.text, *told(figure)) == (text, 10 * tens + ones, "%")


@given(st.integers(2, 99), st.integers(1, 98))
def test_fractions_read_back(parts: int, count: int) -> None:
    figure = only(f"{short(han(parts))}分之{short(han(count))}")
    assert figure.value == pytest.approx(count / parts)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("一年半", 1.5, "年"),
        ("半年", 0.5, "年"),
        ("一个半月", 1.5, "个月"),
        ("两个半小时", 2.5, "小时"),
        ("一半", 50, "%"),
        ("七成半", 75, "%"),
        ("3.5万m²", 35_000, "平方米"),
        ("3.5万m2", 35_000, "平方米"),
        ("12 km", 12, "公里"),
        ("2.5个百分点", 2.5, "百分点"),
        ("万分之五", 5, "‱"),
        ("860多冊", 860, "册"),
        ("9個", 9, "个"),
    ],
)
def test_halves_and_units_in_other_letters(text: str, value: float, unit: str) -> None:
    figure = only(text)
    assert (figure.text, figure.value, figure.unit) == (text, value, unit)


@pytest.mark.parametrize(
    "text",
    ["列全市第3位", "位居第二名", "连续第4年", "规格为5×3米的", "3*2*1户", "上半年", "汀溪县政协 6 17 152", "A4纸"],
)
def test_ordinals_products_and_names_count_nothing(text: str) -> None:
    assert figures_in(text) == ()
