import subprocess
import sys
import tracemalloc

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


def test_figures_of_the_same_unit_are_told_apart_by_what_they_count(reader: Reader) -> None:
    chances = reader.read("专题学习研讨了几次?", [CONSULTATION, LEARNING])
    assert chances[1].argmax() == 1
    assert chances[1][1] > max(chances[0])


def test_readings_come_back_in_the_order_given(reader: Reader) -> None:
    forward = reader.read("专题学习研讨了几次?", [CONSULTATION, LEARNING])
    backward = reader.read("专题学习研讨了几次?", [LEARNING, CONSULTATION])
    assert [a.tolist() for a in forward] == [a.tolist() for a in reversed(backward)]


def test_reading_twice_gives_the_same(reader: Reader) -> None:
    once = reader.read("开展了几次专题协商?", [CONSULTATION, LEARNING])
    again = reader.read("开展了几次专题协商?", [CONSULTATION, LEARNING])
    assert [a.tolist() for a in once] == [a.tolist() for a in again]


def test_a_sentence_the_question_says_nothing_of_is_improbable(reader: Reader) -> None:
    (chances,) = reader.read("全县人口是多少?", [LEARNING])
    assert chances.max() < 0.5


def test_nothing_to_read_gives_nothing(reader: Reader) -> None:
    assert reader.read("几次?", []) == []
    assert [a.tolist() for a in reader.read("几次?", [Reading("题", (), 1.0)])] == [[]]
    assert [a.tolist() for a in reader.read("  ", [LEARNING])] == [[0.0, 0.0]]


def test_a_reading_without_sentences_does_not_move_the_others(reader: Reader) -> None:
    alone = reader.read("开展了几次专题协商?", [CONSULTATION])
    beside = reader.read("开展了几次专题协商?", [Reading("题", (), 2.0), CONSULTATION])
    assert beside[0].tolist() == []
    assert beside[1].tolist() == alone[0].tolist()


@pytest.mark.parametrize(
    "odd", ["\x00\x07", "😀👍🏽", "\ud800", "\u202e次几", "?", "几", "\n\n次", "𠮷𠮷", "İ", "次" * 3000], ids=ascii
)
def test_odd_input_gives_probabilities(reader: Reader, odd: str) -> None:
    for question, sentence in ((odd, "开展专题协商7次。"), ("开展了几次?", odd), (odd, odd)):
        (chances,) = reader.read(question, [Reading(odd, (sentence, "", "学习。"), 1.0)])
        assert ((chances >= 0) & (chances <= 1)).all()


def test_the_end_of_an_overlong_question_is_read(reader: Reader) -> None:
    first, second = reader.read("请问一下。" * 200 + "涟水开展了几次专题协商?", [CONSULTATION, LEARNING])
    assert first.argmax() == 1
    assert first[1] > second.max()


def test_very_long_passages_take_bounded_memory(reader: Reader) -> None:
    many = [Reading("题", ("开展专题协商7次。" * 3,) * 400 + ("。",) * 2000, 1.0 - n / 10) for n in range(8)]
    tracemalloc.start()
    reader.read("全年围绕中心工作" * 40 + "开展了几次专题协商?", many)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 400e6


def test_what_lies_beyond_the_limit_is_not_an_answer(reader: Reader) -> None:
    (chances,) = reader.read("开展了几次专题协商?", [Reading("题", ("甲" * 59_990, "开展专题协商7次。" * 2), 1.0)])
    assert chances[1] == 0


def test_reading_needs_numpy_alone() -> None:
    code = "import sys, index.reader as r; r.Reader.load(); print(sorted({m.split('.')[0] for m in sys.modules}))"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "numpy" in modules
    assert not [
        name for name in ("torch", "lightgbm", "sklearn", "scipy", "onnxruntime", "jieba") if f"'{name}'" in modules
    ]
