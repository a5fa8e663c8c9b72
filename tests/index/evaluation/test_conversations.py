"""The evaluator of conversations, on answers built by hand."""

import json
from pathlib import Path

import pytest

from index.answer import Answer, Quote, Status
from index.errors import IndexFault
from index.evaluation.conversations import Conversation, Expect, Expected, Outcome, evaluate, judge, read, summary
from prompts import terminal as wording
from tests.index.samples import source

TEXT = "涟水县政协开展专题协商7次。云溪县政协开展专题协商9次。"
SEVEN, NINE = (0, 14), (14, 28)


def quote(span: tuple[int, int], committee: str, year: int = 2023, *, text: str | None = None) -> Quote:
    start, end = span
    return Quote(
        text=TEXT[start:end] if text is None else text,
        report="r",
        sha256="abc",
        start=start,
        end=end,
        source=source(committee, year),
        figures=(),
        highlights=(),
        score=0.5,
        passage=0,
    )


def answer(*quotes: Quote, status: Status = Status.ANSWERED) -> Answer:
    return Answer(question="几次", understood="几次", status=status, quotes=quotes, elapsed_ms=1.0)


def conversation(*expected: Expected, kind: str = "figure", turn: str = "几次?") -> Conversation:
    rows = [(one.substrings, one.committee, one.year) for one in expected]
    expect = Expect("answered", *zip(*rows, strict=True)) if rows else Expect("declined")
    return Conversation("1", kind, (turn,), expect)


LIANSHUI = quote(SEVEN, "涟水县政协")
YUNXI = quote(NINE, "云溪县政协")
SEVEN_TIMES = Expected(("专题协商7次",), "涟水县政协", 2023)
NINE_TIMES = Expected(("专题协商9次",), "云溪县政协", 2023)


@pytest.mark.parametrize(
    ("expected", "given", "outcome"),
    [
        pytest.param((SEVEN_TIMES,), answer(LIANSHUI), Outcome.RIGHT, id="the-quote"),
        pytest.param((SEVEN_TIMES,), answer(LIANSHUI, YUNXI), Outcome.RIGHT, id="the-quote-then-another"),
        pytest.param((SEVEN_TIMES,), answer(YUNXI, LIANSHUI), Outcome.SILENT_WRONG, id="the-quote-not-first"),
        pytest.param(
            (Expected(("专题协商7次",), "云溪县政协"),), answer(LIANSHUI), Outcome.SILENT_WRONG, id="another-committee"
        ),
        pytest.param(
            (Expected(("专题协商7次",), None, 2022),), answer(LIANSHUI), Outcome.SILENT_WRONG, id="another-year"
        ),
        pytest.param(
            (Expected(("专题协商", "9次")),), answer(LIANSHUI), Outcome.SILENT_WRONG, id="one-substring-missing"
        ),
        pytest.param((SEVEN_TIMES,), answer(), Outcome.SILENT_WRONG, id="answered-without-a-quote"),
        pytest.param(
            (SEVEN_TIMES,),
            answer(LIANSHUI, status=Status.NEAR_MISS),
            Outcome.DECLINED_WRONGLY,
            id="right-quote-as-near-miss",
        ),
        pytest.param((SEVEN_TIMES, NINE_TIMES), answer(YUNXI, LIANSHUI), Outcome.RIGHT, id="comparison-in-any-order"),
        pytest.param((SEVEN_TIMES, NINE_TIMES), answer(LIANSHUI), Outcome.SILENT_WRONG, id="comparison-with-one-side"),
        pytest.param(
            (SEVEN_TIMES, NINE_TIMES),
            answer(LIANSHUI, YUNXI, quote(NINE, "青岚区政协")),
            Outcome.SILENT_WRONG,
            id="comparison-with-a-stranger",
        ),
        pytest.param((), answer(status=Status.NOT_FOUND), Outcome.RIGHT, id="trap-not-found"),
        pytest.param((), answer(LIANSHUI, status=Status.NEAR_MISS), Outcome.RIGHT, id="trap-near-miss"),
        pytest.param((), answer(LIANSHUI), Outcome.SILENT_WRONG, id="trap-answered"),
    ],
)
def test_judges_the_last_answer(expected: tuple[Expected, ...], given: Answer, outcome: Outcome) -> None:
    assert judge(conversation(*expected), given) is outcome


def test_summary_counts_each_kind_and_the_total() -> None:
    answers = {
        ("a",): answer(LIANSHUI),
        ("b",): answer(YUNXI),
        ("c",): answer(status=Status.NOT_FOUND),
        ("d",): answer(quote(SEVEN, "涟水县政协", text="专题协商8次"), status=Status.NEAR_MISS),
    }
    conversations = [
        conversation(SEVEN_TIMES, turn="a"),
        conversation(SEVEN_TIMES, turn="b"),
        conversation(SEVEN_TIMES, turn="c"),
        conversation(kind="trap", turn="d"),
    ]
    judged = evaluate(conversations, lambda turns: answers[tuple(turns)], {"abc": TEXT}.__getitem__)

    found = summary(judged)
    assert len(found.pop("failures")) == 2
    assert found.pop("curve")[-1] == [1.0, 0.75]
    assert found["total"].pop("bounds95")["right"] == (0.0615, 0.7923)
    for group in found["kinds"].values():
        group.pop("bounds95")
    assert found == {
        "total": {
            "n": 4,
            "answerable": 3,
            "unanswerable": 1,
            "right": 0.3333,
            "silent_wrong": 0.25,
            "declined": 1.0,
            "declined_wrongly": 0.3333,
            "quotes": 3,
            "quotes_exact": 0.6667,
        },
        "kinds": {
            "figure": {
                "n": 3,
                "answerable": 3,
                "unanswerable": 0,
                "right": 0.3333,
                "silent_wrong": 0.3333,
                "declined": None,
                "declined_wrongly": 0.3333,
                "quotes": 2,
                "quotes_exact": 1.0,
            },
            "trap": {
                "n": 1,
                "answerable": 0,
                "unanswerable": 1,
                "right": None,
                "silent_wrong": 0.0,
                "declined": 1.0,
                "declined_wrongly": None,
                "quotes": 1,
                "quotes_exact": 0.0,
            },
        },
    }


def test_summary_lists_what_failed_with_what_was_understood_and_quoted() -> None:
    judged = evaluate([conversation(SEVEN_TIMES)], lambda _: answer(YUNXI), {"abc": TEXT}.__getitem__)

    assert json.loads(json.dumps(summary(judged)))["failures"] == [
        {
            "id": "1",
            "kind": "figure",
            "outcome": "silent_wrong",
            "turns": ["几次?"],
            "understood": "几次",
            "status": "answered",
            "expected": [["专题协商7次"]],
            "quote": "云溪县政协开展专题协商9次。",
            "committee": "云溪县政协",
            "year": 2023,
            "score": 0.5,
        }
    ]


def test_reads_one_value_for_all_answers_and_one_for_each(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    expect = {"status": "answered", "answers": [["7次"], ["9次"]], "committee": ["涟水县政协", None], "year": 2023}
    path.write_text(
        json.dumps({"id": "1", "kind": "comparison", "turns": ["各几次?"], "expect": expect})
        + '\n\n{"id": "2", "kind": "chatter", "turns": ["在吗", "你好"], "expect": {"status": "declined"}}\n',
        encoding="utf-8",
    )

    assert [(one.id, one.kind, one.turns, one.expect.quotes) for one in read(path)] == [
        ("1", "comparison", ("各几次?",), (Expected(("7次",), "涟水县政协", 2023), Expected(("9次",), None, 2023))),
        ("2", "chatter", ("在吗", "你好"), ()),
    ]


ANSWERED = '{"id": "1", "kind": "k", "turns": ["几次?"], "expect": {"status": "answered", %s}}'


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("{", wording.NOT_JSON, id="broken-json"),
        pytest.param("[]", wording.NOT_JSON, id="not-an-object"),
        pytest.param('{"kind": "k", "turns": ["几次?"]}', "缺“id”", id="no-id"),
        pytest.param('{"id": "1", "kind": "k", "turns": []}', "缺“turns”", id="no-turns"),
        pytest.param('{"id": "1", "kind": "k", "turns": [""]}', "缺“turns[0]”", id="an-empty-turn"),
        pytest.param('{"id": "1", "kind": "k", "turns": ["几次?"]}', "缺“expect”", id="no-expect"),
        pytest.param(ANSWERED % '"answers": []', wording.EXPECT_COUNTS, id="no-answers"),
        pytest.param(ANSWERED % '"answers": ["7次"]', "缺“expect.answers[0]”", id="answers-not-lists"),
        pytest.param(ANSWERED % '"answers": [["7次"]], "year": "2023"', "缺“expect.year”", id="year-as-text"),
        pytest.param(
            ANSWERED % '"answers": [["7次"]], "year": [2022, 2023]', wording.EXPECT_COUNTS, id="too-many-years"
        ),
    ],
)
def test_a_line_that_is_no_conversation_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")

    with pytest.raises(IndexFault) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path} 第 2 行:{message}")
    assert "每行应为 {" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, ":没有这个文件", id="missing"),
        pytest.param(b"\n\n", ":里面没有内容;每行应为 {", id="empty"),
        pytest.param(b"{}\n\xff\xfe", " 第 2 行:有不合 UTF-8 编码的字节", id="not-utf-8"),
    ],
)
def test_a_file_without_conversations_is_named(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "set.jsonl"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(IndexFault) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}{message}")
