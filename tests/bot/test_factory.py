"""Where the index lives, by settings."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from bot.factory import HomeSettings, open_engine, store_of
from index.retrieval.faiss_store import FaissStore
from index.retrieval.milvus_store import MilvusStore

QUESTIONS = (
    "清江浦区政协培训了多少人次?",
    "涟水县政协的三色管理法是什么?",
    "淮阴区政协2023年提案多少件?",
    "涟水 协商",
    "今天天气怎么样",
)


def test_the_store_is_files_unless_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(store_of(HomeSettings.from_environment()), FaissStore)
    monkeypatch.setenv("XUNLI_STORE", " Milvus ")
    monkeypatch.setenv("XUNLI_MILVUS_URI", "http://a:geheim@host:19530")
    place = HomeSettings.from_environment()
    assert isinstance(store_of(place), MilvusStore)
    assert "geheim" not in repr(place)


def test_a_store_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNLI_STORE", "elsewhere")
    with pytest.raises(click.UsageError, match=r"XUNLI_STORE 应为 files.*elsewhere"):
        store_of(HomeSettings.from_environment())


def test_ask_starts_without_cluster_and_database() -> None:
    code = "import sys, bot.cli, bot.commands.ask; print({'sqlalchemy', 'pymilvus', 'grpc'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_answers_from_milvus_are_those_from_files(tmp_path: Path) -> None:
    pytest.importorskip("milvus_lite")
    files = open_engine(HomeSettings(tmp_path / "files", ""))
    milvus = open_engine(HomeSettings(tmp_path / "milvus", "", store="milvus", milvus_uri=str(tmp_path / "lite.db")))
    for question in QUESTIONS:
        expected, answer = files.answer(question, top=3), milvus.answer(question, top=3)
        assert answer.status is expected.status
        assert [quote.text for quote in answer.quotes] == [quote.text for quote in expected.quotes]
        scores = [quote.score for quote in expected.quotes]
        assert [quote.score for quote in answer.quotes] == pytest.approx(scores, abs=1e-4)
