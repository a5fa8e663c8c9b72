import sys
from pathlib import Path

import pytest

from index.storage.mapped import let_go, map_file

SIZE = 64 * 2**20


def resident() -> int:
    """Return how many bytes of mapped files this process has in memory."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("RssFile"))
    return int(line.split()[1]) * 1024


@pytest.mark.skipif(sys.platform != "linux", reason="as Linux tells it")
def test_what_is_let_go_is_out_of_memory_and_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(range(256)) * (SIZE // 256))
    file = map_file(path)
    assert file[:] == path.read_bytes()
    before = resident()
    let_go(file)
    assert before - resident() > SIZE // 2
    assert file[SIZE - 3 :] == b"\xfd\xfe\xff"
