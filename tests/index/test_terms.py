"""Terms: rjieba and jieba give the same ones; jieba is the reference."""

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.terms import fold, terms, words

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "corpus/reports").glob("*.txt"), *(ROOT / "tests/eval/installments").glob("*.txt")])

# Runs in a process of its own, where rjieba cannot be imported, on lines of standard input.
_WITH_JIEBA = """
import sys, warnings
warnings.simplefilter("ignore")
sys.modules["rjieba"] = None
from index.terms import terms, words
for line in sys.stdin:
    print(" ".join(globals()[sys.argv[1]](line)))
assert "jieba" in sys.modules
"""


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


@pytest.mark.skipif(importlib.util.find_spec("rjieba") is None, reason="without rjieba there is only jieba")
@pytest.mark.parametrize("of", [terms, words], ids=["terms", "words"])
def test_jieba_gives_the_same(of: Callable[[str], list[str]]) -> None:
    lines = [line for page in PAGES for line in page.read_text(encoding="utf-8").splitlines() if line.strip()]
    lines += ["㐀𠀀生僻字䶮", "Ⅳ级①②", "江苏省淮安市涟水县红窑镇", "乒乓球拍卖完了", "a1b2c3 1.2.3.4"]
    of("协商")
    assert "rjieba" in sys.modules
    done = subprocess.run(
        [sys.executable, "-c", _WITH_JIEBA, of.__name__],
        input="\n".join(lines),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines() == [" ".join(of(line)) for line in lines]
