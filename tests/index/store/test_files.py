import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from index.store.files import hold, is_held, replace_file, writing

_HOLDER = """
import sys, time
from pathlib import Path
from index.store.files import writing
with writing(Path(sys.argv[1]), on_wait=lambda: None):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_writer_waits_and_is_told(tmp_path: Path) -> None:
    events: list[str] = []
    waiting = threading.Event()

    def told() -> None:
        events.append("told")
        waiting.set()

    def second() -> None:
        with writing(tmp_path / "lock", on_wait=told):
            events.append("second")

    with writing(tmp_path / "lock", on_wait=lambda: events.append("never")):
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(10)
        events.append("first done")
    thread.join(10)
    assert events == ["told", "first done", "second"]


def test_a_killed_writer_blocks_nobody(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLDER, str(tmp_path / "lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.send_signal(signal.SIGKILL)
    told: list[str] = []
    with writing(tmp_path / "lock", on_wait=lambda: told.append("told")):
        assert told == []


def test_a_file_is_held_until_its_last_reader_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.touch()
    one, other = hold(path), hold(path)
    os.close(one)
    assert is_held(path)
    os.close(other)
    assert not is_held(path)


def test_a_missing_file_is_held_by_nobody(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "missing")


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "CURRENT"
    replace_file(path, b"1\n")
    replace_file(path, b"2\n")
    assert path.read_bytes() == b"2\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["CURRENT"]
