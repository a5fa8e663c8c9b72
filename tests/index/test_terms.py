"""Terms: jieba's words and the bigrams of each run of Han characters."""

import pytest

from index.terms import fold, terms


def test_words_and_character_bigrams_of_a_han_run() -> None:
    assert terms("专题协商7次") == ["专题", "协商", "专题", "题协", "协商", "7", "次"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("，。 \n", []),
        ("近10.5%", ["近", "10.5"]),
        ("600人次", ["600", "人次", "人次"]),
        ("ＡＢＣ １２", ["abc", "12"]),
        ("二〇二三", ["二零", "二三", "二零", "零二", "二三"]),
        ("次次", ["次次", "次次"]),
    ],
)
def test_terms_of(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_forms_that_mean_the_same_are_made_alike() -> None:
    assert fold("ＣＰＰＣＣ二〇２") == "cppcc二零2"
