import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import times, value_of


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("0", 0), ("21", 21), ("1,200", 1200), ("1，200", 1200), ("８．５", 8.5), ("１９·５", 19.5),
        ("3 5 0万", 3_500_000), ("1.2万", 12_000), ("36万", 360_000), ("8.6亿", 860_000_000),
        ("126.06万亿", 126_060_000_000_000), ("3千5百万", 35_000_000), ("1亿2000万", 120_000_000), ("2万5千", 25_000),
        ("十", 10), ("十五", 15), ("二十", 20), ("一百二十", 120), ("一千零五", 1005), ("两千五百", 2500),
        ("一万二", 12_000), ("三百五", 350), ("一亿三千万", 130_000_000), ("六万亿", 6_000_000_000_000),
        ("十四亿", 1_400_000_000), ("七点八", 7.8), ("一点五万", 15_000), ("二十一点七", 21.7), ("零", 0),
        ("百万", 1_000_000), ("千亿", 100_000_000_000),
    ],
)  # fmt: skip
def test_number_words_are_worth_what_they_say(words: str, value: float) -> None:
    assert value_of(words) == value


@pytest.mark.parametrize(
    "words",
    ["", "二〇二三", "三四十", "十四五", "五一", "百", "千", "万", "亿", "万亿", "千百", "点", "三点", "abc", "9" * 30],
)
def test_what_is_no_number_is_worth_nothing(words: str) -> None:
    assert value_of(words) is None


@pytest.mark.parametrize(
    ("value", "magnitudes", "product"), [(1.2, "万", 12_000), (4.35, "万", 43_500), (1.1, "万亿", 1.1e12), (7, "", 7)]
)
def test_a_decimal_times_a_magnitude_is_exact(value: float, magnitudes: str, product: float) -> None:
    assert times(value, magnitudes) == product


def spell(number: int) -> str:
    """Write a number below 10,000 in words, by the rule of the schoolbook."""
    words = ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += "零一二三四五六七八九"[digit] + unit
        elif words and number % place and not words.endswith("零"):
            words += "零"
    return words.removeprefix("一") if words.startswith("一十") else words


@given(st.integers(1, 9999))
def test_every_number_in_words_is_worth_itself(number: int) -> None:
    assert value_of(spell(number)) == number
    assert value_of(f"{spell(number)}万") == number * 10_000


@given(st.integers(0, 10**12))
def test_thousands_separators_change_nothing(number: int) -> None:
    assert value_of(f"{number:,}") == value_of(str(number)) == number


@given(st.text(alphabet="0123456789.,零〇一二两三四五六七八九十百千万亿点 ", max_size=30))
def test_any_words_have_a_finite_value_or_none(words: str) -> None:
    value = value_of(words)
    assert value is None or 0 <= value < 1e40
