"""The stored index under real processes: killed, out of space, without permission, two at once."""

import ctypes
import json
import os
import pty
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.encoder import load_encoder
from index.retrieval.faiss_store import FaissStore
from index.store.layout import Layout
from index.store.publish import Home
from index.terms import terms
from tests.index.samples import CHANGED, FIRST, SECOND, THIRD

ROOT = Path(__file__).parents[2]
QUESTION = "涟水县政协2023年开展了几次专题协商?"
# `XUNLI_TEST_KILLS=50 pytest tests/e2e/test_index.py -k killed` is the full trial.
KILLS = int(os.environ.get("XUNLI_TEST_KILLS", "6"))
Done = subprocess.CompletedProcess[str]


def command(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "bot.cli", *map(str, args)]


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    # No bytecode: a process out of space, or killed, would leave half a file for those that come after it.
    fixed = {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "HF_HUB_OFFLINE": "1", "XUNLI_HOME": str(home)}
    return {**kept, **fixed, **more}


def run(
    home: Path,
    *args: str | Path,
    before: Callable[[], object] | None = None,
    stdin: int = subprocess.DEVNULL,
    **env: str,
) -> Done:
    return subprocess.run(
        command(*args),
        env=environment(home, **env),
        cwd=ROOT,
        stdin=stdin,
        capture_output=True,
        encoding="utf-8",
        preexec_fn=before,
        check=False,
        timeout=120,
    )


def assert_refused(done: Done, *words: str, code: int = 2) -> None:
    """Assert that a command said one clear line on standard error and stopped."""
    assert done.returncode == code, done
    (line,) = done.stderr.splitlines()
    for word in words:
        assert word in line


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    (folder / "改").mkdir()
    texts = {"一": FIRST.text, "二": SECOND.text, "三": THIRD.text, "改/一": CHANGED.text}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.txt" for name in texts}


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory, files: dict[str, Path]) -> Path:
    """A home of two generations, never written to again."""
    home = tmp_path_factory.mktemp("stored")
    for name in ("一", "二"):
        done = run(home, "index", "add", files[name])
        assert done.returncode == 0, done
    return home


@pytest.fixture
def home(stored: Path, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "home"
    shutil.copytree(stored, copy)
    yield copy
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755)


def state(home: Path) -> tuple[int, dict[str, str]]:
    """Return the number that serves and its reports, after finding everything sound and every report in both legs."""
    told: list[str] = []
    opened = Home(Layout(home), load_encoder(), FaissStore(), notify=told.append)
    assert opened.verify() == []
    generation = opened.current()
    assert told == []
    for record in generation.reports:
        first = next(passage for passage in generation.passages if passage.report == record.name)
        rows, _ = generation.lexical.search(terms(first.text), len(generation.passages))
        assert record.name in {generation.passages[int(row)].report for row in rows}
        assert generation.text_of(record.name)[first.start : first.end] == first.text
    return generation.number, {record.name: record.sha256 for record in generation.reports}


OLD = {"一": FIRST.sha256, "二": SECOND.sha256}


@pytest.mark.parametrize(
    "case",
    [
        ("无.txt", None, "没有这个文件"),
        ("坏.docx", b"PK\x03\x04 broken", "坏.docx"),
        ("怪.exe", b"MZ", "不认识的后缀"),
        ("零.txt", "零\0".encode() * 9, "零.txt"),
    ],
)
def test_a_bad_file_is_one_line_and_nothing_is_lost(
    home: Path, files: dict[str, Path], tmp_path: Path, case: tuple[str, bytes | None, str]
) -> None:
    name, content, words = case
    bad = tmp_path / name
    if content is not None:
        bad.write_bytes(content)
    # The good file beside it is not taken in either: all or nothing.
    assert_refused(run(home, "index", "add", files["三"], bad), words)
    assert state(home) == (2, OLD)


def test_a_change_in_a_script_needs_yes(home: Path, files: dict[str, Path]) -> None:
    assert_refused(run(home, "index", "add", files["改/一"]), "一.txt", "--yes")
    assert state(home) == (2, OLD)
    assert run(home, "index", "add", "--yes", files["改/一"]).returncode == 0
    assert state(home) == (3, {"二": SECOND.sha256, "一": CHANGED.sha256})


@pytest.mark.parametrize(("reply", "number"), [("y", 3), ("n", 2)])
def test_on_a_terminal_a_change_is_asked_about(home: Path, files: dict[str, Path], reply: str, number: int) -> None:
    person, terminal = pty.openpty()
    os.write(person, f"{reply}\n".encode())
    done = run(home, "index", "add", files["改/一"], stdin=terminal)
    os.close(person)
    os.close(terminal)
    assert done.returncode == 0, done
    assert "替换并发布?" in done.stdout
    assert state(home)[0] == number


def test_json_parses(home: Path) -> None:
    for name in ("status", "list", "verify"):
        done = run(home, "index", name, "--json")
        assert (done.returncode, done.stderr) == (0, "")
        json.loads(done.stdout)


def test_damage_is_named_and_what_was_before_serves(home: Path) -> None:
    path = home / "generations/2/vectors.faiss"
    path.write_bytes(path.read_bytes()[:-7])
    done = run(home, "index", "list", "--json")
    assert done.returncode == 0
    assert [record["name"] for record in json.loads(done.stdout)] == ["一"]
    assert done.stderr.startswith(f"{path}:已损坏(大小应为")
    assert len(done.stderr.splitlines()) == 1
    assert run(home, "index", "verify").returncode == 1
    assert run(home, "index", "rebuild").returncode == 0
    assert state(home) == (3, OLD)


def test_the_second_of_two_writers_waits(home: Path, files: dict[str, Path]) -> None:
    adding = command("index", "add", files["三"]), command("index", "remove", "二")
    both = [
        subprocess.Popen(one, env=environment(home), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for one in adding
    ]
    outputs = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert state(home) == (4, {"一": FIRST.sha256, "三": THIRD.sha256})


@pytest.mark.parametrize("limit", [0, 600, 4_000], ids="{}B".format)
def test_on_a_full_disk_the_index_stays_as_it_was(home: Path, files: dict[str, Path], limit: int) -> None:
    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = run(home, "index", "add", files["三"], before=full)
    assert_refused(done, str(home), "写入失败", "索引保持原样")
    assert state(home) == (2, OLD)
    assert not list((home / "generations").glob("building-*"))
    assert run(home, "index", "add", files["三"]).returncode == 0
    assert state(home) == (3, {**OLD, "三": THIRD.sha256})


def without_privilege() -> None:
    """Drop what lets root past the permissions of files (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH)."""
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def set_modes(home: Path, mode: int) -> None:
    for path in sorted(home.rglob("*"), reverse=True):
        path.chmod(mode | (0o111 if path.is_dir() else 0))
    home.chmod(mode | 0o111)


@pytest.mark.skipif(sys.platform != "linux", reason="permissions are tried as Linux has them")
def test_a_home_that_may_only_be_read_answers_and_is_not_changed(home: Path, files: dict[str, Path]) -> None:
    set_modes(home, 0o444)
    for lock in home.rglob(".*.lock"):
        lock.unlink()
    listed = run(home, "index", "list", "--json", before=without_privilege)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert_refused(run(home, "index", "add", files["三"], before=without_privilege), str(home), "Permission denied")
    set_modes(home, 0o644)
    assert state(home) == (2, OLD)


@pytest.mark.skipif(sys.platform != "linux", reason="permissions are tried as Linux has them")
@pytest.mark.parametrize("name", ["", "CURRENT", "generations"])
def test_what_may_not_be_read_is_named(home: Path, name: str) -> None:
    (home / name).chmod(0)
    done = run(home, "index", "list", before=without_privilege)
    assert_refused(done, str(home), "无法读取(Permission denied)")


def _seen(home: Path) -> tuple[set[Path], int]:
    return set((home / "generations").iterdir()), (home / "CURRENT").stat().st_mtime_ns


def when_to_kill(process: subprocess.Popen[bytes], home: Path, dice: random.Random, whole: float) -> None:
    """Wait for a random moment: of the whole run, or, every other time where it builds, of its writing."""
    if "rollback" in process.args or dice.random() < 0.5:  # type: ignore[operator]
        time.sleep(dice.uniform(0, whole))
        return
    before = _seen(home)
    while process.poll() is None and _seen(home) == before:
        time.sleep(0.001)
    time.sleep(dice.uniform(0, 0.4 * whole))


@pytest.mark.parametrize("kind", ["add", "remove", "rollback"])
def test_killed_at_any_moment_it_serves_the_old_or_the_new(home: Path, files: dict[str, Path], kind: str) -> None:
    args = {"add": (files["三"],), "remove": ("一",), "rollback": ()}[kind]
    new = {"add": {**OLD, "三": THIRD.sha256}, "remove": {"二": SECOND.sha256}, "rollback": {"一": FIRST.sha256}}[kind]
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    started = time.monotonic()
    run(home, "index", kind, *args)
    whole = time.monotonic() - started
    killed = 0
    for _ in range(-(-KILLS // 3)):
        back_to_old(home, files)
        process = subprocess.Popen(
            command("index", kind, *args),
            env=environment(home),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        when_to_kill(process, home, dice, whole)
        process.kill()
        output = process.communicate(timeout=60)[0]
        assert "Traceback" not in output.decode(), seed
        assert state(home)[1] in (OLD, new), seed
        killed += process.returncode == -signal.SIGKILL
    print(f"{kind}: {killed} of {-(-KILLS // 3)} killed before they were done")


def back_to_old(home: Path, files: dict[str, Path]) -> None:
    """Publish, over whatever a killed writer left, the two first reports with the first one alone before them."""
    opened = Home(Layout(home), load_encoder(), FaissStore())
    from corpus import formats

    for name in [record.name for record in opened.current().reports if record.name not in OLD]:
        opened.remove(name)
    opened.add(opened.preview([formats.read(files["一"])]))
    if "二" in {record.name for record in opened.current().reports}:
        opened.remove("二")
    opened.add(opened.preview([formats.read(files["二"])]))
    assert {record.name: record.sha256 for record in opened.current().reports} == OLD


# What `ask` loads, and whether it ever reaches for the network.
_WATCHED = """
import sys
reached = []
watched = ("socket.connect", "socket.getaddrinfo")
sys.addaudithook(lambda event, args: reached.append(args) if event in watched else None)
sys.argv = ["xunli", *sys.argv[1:]]
from bot.cli import main
try:
    main()
finally:
    print([name for name in ("torch", "transformers") if name in sys.modules], reached, file=sys.stderr)
"""


def test_ask_needs_neither_torch_nor_the_network(tmp_path: Path) -> None:
    env = environment(tmp_path / "fresh")
    del env["HF_HUB_OFFLINE"]
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, "ask", "--json", QUESTION],
        env=env,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == "[] []\n"
    assert "专题协商7次" in json.loads(done.stdout)["answers"][0]["quote"]


def test_any_model_in_sentence_transformers_form_can_be_the_encoder(tmp_path: Path) -> None:
    from tests.index.test_encoder import save_tiny_transformer

    save_tiny_transformer(tmp_path)
    done = run(tmp_path / "home", "ask", "--json", QUESTION, XUNLI_ENCODER=str(tmp_path / "tiny"))
    assert done.returncode == 0, done
    assert done.stderr == ""
    assert json.loads(done.stdout)["status"] in ("answered", "near_miss", "not_found")
    status = run(tmp_path / "home", "index", "status", "--json", XUNLI_ENCODER=str(tmp_path / "tiny"))
    assert json.loads(status.stdout)["encoder"].startswith("tiny-")


def test_an_encoder_that_is_not_there_is_one_line_at_once(home: Path) -> None:
    started = time.monotonic()
    assert_refused(
        run(home, "index", "rebuild", XUNLI_ENCODER="no-owner/no-model"), "no-owner/no-model", "XUNLI_ENCODER"
    )
    assert time.monotonic() - started < 10
    assert state(home) == (2, OLD)


def test_another_encoder_asks_for_a_rebuild(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "another"
    shutil.copytree(ROOT / "index/weights/encoder", copy)
    assert_refused(run(home, "index", "status", XUNLI_ENCODER=str(copy)), "another-", "xunli index rebuild")
