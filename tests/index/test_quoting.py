"""Leads: which figure is put in front, with a reader whose spans are set by hand."""

from datetime import date

import numpy as np
import pytest

from index.answering.evidence import Evidence
from index.answering.reader import Reading
from index.figures.ranking import rank_figures
from index.passages import analysed
from index.query.question import understand
from index.query.scope import Scope
from index.quoting import leads_of
from index.retrieval.search import Hit
from tests.index.samples import passage

WAGES = "招聘教练29人,每月工资4500元,由县财政出一半。"
USED = "全年报送信息74条,市政协采用19条。"


def lead(question: str, sentence: str, span: str) -> str | None:
    """Return what stands in front where the reader is sure that `span` of the sentence answers."""
    edges = np.full((len(sentence), 2), -9.0, np.float32)
    edges[sentence.index(span), 0] = edges[sentence.index(span) + len(span) - 1, 1] = 9.0
    reading = Reading(np.array([3.0], np.float32), (edges,), (tuple((at, at + 1) for at in range(len(sentence))),))
    asked = understand(question, Scope({}, {}, frozenset()), today=date(2024, 5, 1))
    told = analysed(passage(sentence))
    figures = rank_figures(asked.amount, told.sentence(0), sentence) if asked.amount else ()
    leads = leads_of(asked, Evidence(Hit(0, told, 1.0), 0, 0.9, reading=reading, figures=figures))
    return leads[0].text if leads else None


@pytest.mark.parametrize(
    ("question", "sentence", "span", "answer"),
    [
        ("教练工资一个月好多?", WAGES, "4500元", "4500元"),  # of how many in the words of a dialect
        ("给教练什么待遇?", WAGES, "每月工资4500元", None),  # the answer is more than a figure
        ("报上去的信息市里用了几条?", USED, "19条", "19条"),  # the grammar takes 用 for no stage
        ("报送了多少条信息?", USED, "74条", "74条"),
        ("讲座办了几场?", "全年办会5场、讲座30场。", "30场", "30场"),
    ],
)
def test_the_figure_in_front_is_the_one_that_grammar_and_reader_agree_on(
    question: str, sentence: str, span: str, answer: str | None
) -> None:
    assert lead(question, sentence, span) == answer
