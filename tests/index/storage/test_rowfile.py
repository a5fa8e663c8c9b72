from pathlib import Path

import numpy as np

from index.storage.rowfile import RowFile


def test_rows_are_those_at_the_end_of_the_file(tmp_path: Path) -> None:
    rows = np.arange(15, dtype=np.float32).reshape(5, 3)
    path = tmp_path / "file"
    path.write_bytes(b"a head" + rows.tobytes())
    file = RowFile(path, 5, 3)
    assert np.array_equal(file.read(np.array([4, 0, 4])), rows[[4, 0, 4]])
    assert file.read(np.zeros(0, np.int64)).shape == (0, 3)
