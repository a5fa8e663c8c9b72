import subprocess
import sys

import numpy as np
import pytest

from index.reader import Reader, Reading


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


CONSULTATION = Reading(
    "涟水县政协 履职为本",
    ("协商视察求“精”。", "全年围绕“加快落实‘链快办’营商环境再优化”“聚焦县中振兴 聚力教育强县”等主题开展专题协商7次。"),
    1.0,
)
LEARNING = Reading("清江浦区政协", ("深入开展主题教育。", "集中学习辅导6次,专题学习研讨4次。"), 0.5)


def test_the_sentence_that_answers_is_the_most_probable(reader: Reader) -> None:
    first, second = reader.read("涟水县政协2023年开展了几次专题协商?", [CONSULTATION, LEARNING])
    assert np.argmax(first) == 1
    assert first[1] > second.max()


def test_readings_come_back_in_the_order_given(reader: Reader) -> None:
    forward = reader.read("专题学习研讨了几次?", [CONSULTATION, LEARNING])
    backward = reader.read("专题学习研讨了几次?", [LEARNING, CONSULTATION])
    assert [a.tolist() for a in forward] == [a.tolist() for a in reversed(backward)]


def test_nothing_to_read_gives_nothing(reader: Reader) -> None:
    assert reader.read("几次?", []) == []
    assert [a.tolist() for a in reader.read("几次?", [Reading("题", (), 1.0)])] == [[]]
    assert [a.tolist() for a in reader.read("  ", [LEARNING])] == [[0.0, 0.0]]


def test_reading_needs_numpy_alone() -> None:
    code = "import sys, index.reader as r; r.Reader.load(); print(sorted({m.split('.')[0] for m in sys.modules}))"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "numpy" in modules
    assert not [
        name for name in ("torch", "lightgbm", "sklearn", "scipy", "onnxruntime", "jieba") if f"'{name}'" in modules
    ]
