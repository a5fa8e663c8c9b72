"""Declined questions, grouped, and `xunli misses`."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.commands.review import misses
from bot.misses import clusters_of, text_of
from bot.state import FILE, Miss, Place, State

NOW = 1_760_000_000.0  # in October 2025


def kept(*questions: str) -> list[Miss]:
    """Return declined questions, the latest first."""
    return [Miss(at, NOW - at, Place(at + 1, 0), question) for at, question in enumerate(questions)]


def grouped(*questions: str) -> list[list[str]]:
    return [[miss.question for miss in one.misses] for one in clusters_of(kept(*questions), ())]


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("金湖县政协开展了几次专题协商?", "2022年盱眙县专题协商有多少次", True),
        ("金湖县收到提案多少件", "请问洪泽区政协的提案一共有几件呢?", True),
        ("金湖县收到提案多少件", "金湖县培训委员多少人", False),
        ("今天天气怎么样", "金湖县收到提案多少件", False),
    ],
    ids=["other place and year", "other wording", "other thing", "nothing in common"],
)
def test_about_one_thing(first: str, second: str, together: bool) -> None:
    assert (len(grouped(first, second)) == 1) is together


def test_the_largest_group_comes_first_then_the_latest() -> None:
    assert grouped("委员培训多少人", "今天天气怎么样", "金湖县提案几件", "洪泽区提案几件") == [
        ["金湖县提案几件", "洪泽区提案几件"],
        ["委员培训多少人"],
        ["今天天气怎么样"],
    ]


def test_a_group_says_whom_and_when_it_was_asked_of() -> None:
    asked = kept("金湖县政协2022年提案几件", "洪泽区去年提案几件", "金湖县2022年提案多少件")
    [cluster] = clusters_of(asked, ())
    assert cluster.topic == "提案"
    assert cluster.places == ("金湖县", "洪泽区")
    assert cluster.years == (2022, 2024)


def test_lines() -> None:
    asked = kept("金湖县政协2022年提案几件", "洪泽区提案几件", "今天天气怎么样")
    assert text_of(clusters_of(asked, ())).splitlines() == [
        "未答出的问题(3 条,2 类):",
        "• 2 条 提案(金湖县、洪泽区、2022年)",
        "  如:金湖县政协2022年提案几件",
        "• 1 条 今天天气",
        "  如:今天天气怎么样",
    ]
    assert text_of(clusters_of(asked, ()), most=1).splitlines()[-1] == "……另有 1 类,用 xunli misses 可看全部。"
    assert text_of([]) == "没有未答出的问题。"


class TestCommand:
    def run(self, *args: str) -> str:
        result = CliRunner().invoke(misses, args)
        assert result.exit_code == 0, result.output
        return result.stdout

    def keep(self, home: Path, questions: Sequence[tuple[int, str]]) -> None:
        state = State(home / FILE)
        for chat, question in questions:
            state.keep(Place(chat, 0), question, generation=1)
        state.close()

    def test_where_the_bot_never_ran_there_is_nothing_and_nothing_is_made(self, tmp_path: Path) -> None:
        assert self.run() == "没有未答出的问题。\n"
        assert not (tmp_path / "xunli").exists()

    def test_json_tells_no_chat(self, tmp_path: Path) -> None:
        self.keep(tmp_path / "xunli", [(987654321, "金湖县提案几件"), (123456789, "金湖县提案几件")])
        printed = self.run("--json")
        fields = json.loads(printed)
        [cluster] = fields["clusters"]
        assert fields["count"] == cluster["count"] == 2
        assert cluster["questions"] == [{"question": "金湖县提案几件", "count": 2}]
        assert (cluster["topic"], cluster["places"], cluster["years"]) == ("提案", ["金湖县"], [])
        assert "987654321" not in printed
        assert "123456789" not in printed

    def test_text(self, tmp_path: Path) -> None:
        self.keep(tmp_path / "xunli", [(1, "金湖县提案几件")])
        assert self.run().splitlines()[0] == "未答出的问题(1 条,1 类):"
