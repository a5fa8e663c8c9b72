"""`xunli ask`, `chat` and `source`, in this process, over the shipped report."""

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli import xunli
from bot.factory import HomeSettings, open_engine
from index.engine import Engine
from prompts.answers import COURTESIES

QUESTION, MORE = "涟水县政协开展了几次专题协商?", "那清江浦区呢?"
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return open_engine(HomeSettings(tmp_path_factory.mktemp("home"), ""))


@pytest.fixture
def run(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("bot.commands.ask.open_engine", lambda: engine)
    return lambda *args, **more: CliRunner().invoke(xunli, [str(arg) for arg in args], standalone_mode=False, **more)


def test_ask_prints_the_figure_the_quote_and_its_source_or_one_object(run: Run) -> None:
    shown = run("ask", QUESTION).stdout
    assert shown.startswith("7次")
    assert "第1期" in shown
    assert json.loads(run("ask", "--json", QUESTION).stdout)["answers"][0]["lead"] == "7次"


def test_a_batch_answers_the_last_turn_of_each_chat(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "chats.jsonl"
    file.write_text(json.dumps({"id": "甲", "turns": [QUESTION, MORE]}, ensure_ascii=False), encoding="utf-8")
    [line] = run("ask", "--batch", file).stdout.splitlines()
    answer = json.loads(line)
    assert (answer["id"], "清江浦区" in answer["understood"]) == ("甲", True)


def test_a_chat_goes_on_until_somebody_leaves(run: Run) -> None:
    shown = run("chat", input=f"{QUESTION}\n{MORE}\n退出\n").stdout
    assert "7次" in shown
    assert "理解为:清江浦区" in shown


def test_thanks_in_a_chat_are_answered_warmly_and_what_was_spoken_of_stays(run: Run) -> None:
    shown = run("chat", input=f"{QUESTION}\n谢谢\n{MORE}\n退出\n").stdout
    assert f"问> {COURTESIES['thanks']}\n问> 理解为:" in shown


def test_source_is_the_stored_text(run: Run, engine: Engine) -> None:
    [report] = engine.generation.reports
    assert run("source", report.name).stdout_bytes == engine.generation.source_text(report.sha256).encode()


@pytest.mark.parametrize("args", [(), (QUESTION, "--batch", "x"), (" ",)], ids=["nothing", "both", "blank"])
def test_bad_usage_is_one_line(run: Run, args: tuple[str, ...]) -> None:
    error = run("ask", *args).exception
    assert isinstance(error, click.UsageError)
    assert "\n" not in error.format_message()
