"""The shipped reader: what it gives, and that it keeps its promises of form."""

import subprocess
import sys

import numpy as np
import pytest

from index.answering.decision import NOTHING
from index.answering.reader import TransformerReader

HELD = "全年围绕公园改造等主题开展专题协商7次。"
TAUGHT = "举办委员讲堂,培训近600人次。"


@pytest.fixture(scope="module")
def reader() -> TransformerReader:
    return TransformerReader()


def test_the_sentence_that_answers_is_ahead_of_its_neighbour(reader: TransformerReader) -> None:
    first = reader.read("开展了几次专题协商?", "涟水县政协 2023年", (TAUGHT, HELD))
    assert first.margin[1] > first.margin[0]


def test_the_span_that_answers_scores_above_another_number(reader: TransformerReader) -> None:
    sentence = "收到提案186件,立案152件。"
    found = reader.read("立案提案多少件?", "", (sentence,))
    asked, beside = sentence.index("152件"), sentence.index("186件")
    assert found.span_score(0, asked, asked + 4) > found.span_score(0, beside, beside + 4)


def test_long_texts_are_read_in_windows_and_no_sentence_is_left_out(reader: TransformerReader) -> None:
    sentences = tuple(f"第{number}项工作由专委会负责推进,每季度报告一次进展情况。" for number in range(40))
    found = reader.read("第三十项由谁负责?", "", sentences)
    assert found.margin.shape == (40,)
    assert np.isfinite(found.margin).all()


@pytest.mark.parametrize("question", ["", "?", "问" * 500], ids=["empty", "mark", "long"])
def test_odd_questions_are_read(reader: TransformerReader, question: str) -> None:
    found = reader.read(question, "", (HELD,))
    assert np.isfinite(found.margin).all()


def test_what_a_glance_lays_aside_has_no_margin_and_no_span(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = TransformerReader()
    monkeypatch.setattr(reader, "_is_worth_reading", lambda features: len(features) == 0)
    found = reader.read("开展了几次专题协商?", "", (TAUGHT, HELD))
    assert found.margin[1] > found.margin[0] > NOTHING
    found = reader.read("开展了几次专题协商?", "", (TAUGHT, HELD), whole=False)
    assert found.margin.tolist() == [NOTHING, NOTHING]
    assert found.best_span(1) is None
    assert found.span_score(1, 0, 4) == -np.inf


def test_nothing_to_read_is_nothing_read(reader: TransformerReader) -> None:
    assert reader.read("几次?", "", ()).margin.shape == (0,)


def test_reading_takes_no_torch() -> None:
    code = (
        "import sys; from index.answering.reader import TransformerReader;"
        "TransformerReader().read('几次?', '', ('协商7次。',));"
        "print([name for name in ('torch', 'transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
