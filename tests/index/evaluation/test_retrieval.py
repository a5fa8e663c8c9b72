"""`eval retrieval`: the figures over a folder, with the shipped search and reader."""

import gzip
import json
from pathlib import Path

import pytest

from index.answering.reader import TransformerReader
from index.encoder import load_encoder
from index.errors import IndexFault
from index.evaluation.retrieval import evaluate

CORPUS = (
    {"_id": "a", "title": "浔川", "text": "浔川大桥于1987年建成。桥长三百米。"},
    {"_id": "b", "title": "茶", "text": "茶园有四十亩。茶树种于山坡。" + "山坡朝南,日照充足。" * 60},
)
QUERIES = (
    {"text": "浔川大桥哪一年建成?", "positive_ids": ["a"], "answers": ["1987年"]},
    {"text": "茶园有多少亩?", "positive_ids": ["b"], "answers": ["四十亩"], "answerable": True},
    {"text": "茶园雇了多少工人?", "positive_ids": ["b"], "answers": [], "answerable": False},
)


def folder(path: Path, *, queries: tuple[dict[str, object], ...] = QUERIES) -> Path:
    for name, rows in (("corpus", CORPUS), ("queries", queries)):
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return path


def test_the_figures_are_those_of_the_contract(tmp_path: Path) -> None:
    found = evaluate(folder(tmp_path), load_encoder(), TransformerReader())
    assert list(found) == ["queries", "lexical", "dense", "fused", "quote", "answerability", "p50_ms", "p95_ms"]
    assert found["queries"] == 3
    assert found["lexical"]["hit@1"] == 1.0
    assert found["quote"] == {
        "answer_in_quote@1": 1.0,
        "mean_chars": pytest.approx(found["quote"]["mean_chars"]),
        "exact": 1.0,
    }
    answerability = found["answerability"]
    assert (answerability["answerable"], answerability["unanswerable"]) == (2, 1)
    assert answerability["curve"][-1][0] == 1.0


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"text": 3, "positive_ids": []}, "queries.jsonl 第 1 行:缺“text”"),
        ({"text": "?", "positive_ids": ["a"], "answerable": "no"}, "缺“answerable”"),
    ],
)
def test_a_bad_query_is_named_with_its_place(tmp_path: Path, row: dict[str, object], told: str) -> None:
    with pytest.raises(IndexFault, match=told):
        evaluate(folder(tmp_path, queries=(row,)), load_encoder(), TransformerReader())


def test_what_is_no_folder_of_questions_or_a_cut_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexFault, match=r"没有 corpus\.jsonl"):
        evaluate(tmp_path, load_encoder(), TransformerReader())
    (tmp_path / "corpus.jsonl.gz").write_bytes(gzip.compress(b'{"_id": "a", "text": "..."}')[:12] + b"\xff" * 20)
    with pytest.raises(IndexFault, match=r"corpus\.jsonl\.gz:读取失败\(压缩包不完整\)"):
        evaluate(tmp_path, load_encoder(), TransformerReader())
