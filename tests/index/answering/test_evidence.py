"""Evidence: what is read, and when reading stops, with a reader whose scores are set by hand."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from corpus.formats.assembly import document_of_text
from index.answering.evidence import Evidence, judge, prospects
from index.answering.reader import Reading
from index.encoder import load_encoder
from index.query.question import understand
from index.query.scope import Scope
from index.retrieval.faiss_store import FaissStore
from index.retrieval.search import Searcher
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.publish import Home
from tests.index.samples import add, document, page

ITEMS = ("走访企业36家。", "走访家庭农场等企业48户。", "编印文史资料2辑。", f"{'开展协商议事活动,' * 40}共20场。")


class Marked:
    """Finds the answer where a sentence has a mark; keeps what it was given."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.questions: list[str] = []
        self.contexts: list[str] = []
        self.texts: list[Sequence[str]] = []

    def read(self, question: str, context: str, sentences: Sequence[str], *, whole: bool = True) -> Reading:
        self.questions.append(question)
        self.contexts.append(context)
        self.texts.append(sentences)
        scores = np.array([9.0 if self.mark in one else -9.0 for one in sentences], np.float32)
        return Reading(scores, ((),) * len(scores), ((),) * len(scores))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    home = Home(Layout(tmp_path_factory.mktemp("home")), load_encoder(), FaissStore())
    add(home, document("1", page("云溪县政协", *ITEMS)))
    return home.current()


def judged(
    generation: Generation, mark: str, text: str = "走访了多少家企业?", least: int = 1
) -> tuple[list[Evidence], Marked]:
    reader, searcher = Marked(mark), Searcher(generation, load_encoder())
    question = understand(text, Scope({}, {}, frozenset()), today=date(2024, 5, 1))
    hits = searcher.search(question.core, k=8)
    return judge(reader, question, hits, least=least), reader


def test_the_best_sentence_of_each_passage_comes_most_probable_first(generation: Generation) -> None:
    found, _ = judged(generation, "36家")
    assert found[0].sentence is not None
    assert found[0].hit.passage.normal[found[0].sentence] == "走访企业36家。"
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)
    assert len({one.hit.row for one in found}) == len(found)


def test_no_passage_is_read_twice(generation: Generation) -> None:
    _, reader = judged(generation, "没有")
    sentences = [sentence for text in reader.texts for sentence in text]
    assert len(sentences) == len(set(sentences))


def test_what_convinces_ends_the_reading(generation: Generation) -> None:
    _, convinced = judged(generation, "36家")
    _, unsure = judged(generation, "没有")
    assert len(convinced.texts) < len(unsure.texts)


def test_what_has_hardly_a_character_of_the_question_is_not_read(generation: Generation) -> None:
    found, reader = judged(generation, "没有")
    texts = {"".join(text) for text in reader.texts}
    assert {"走访企业36家。", "走访家庭农场等企业48户。"} <= texts
    assert "编印文史资料2辑。" not in texts
    assert len(found) > len(texts)


def test_of_each_committee_all_is_read(generation: Generation) -> None:
    _, reader = judged(generation, "没有", "各县走访了多少家企业?")
    assert "编印文史资料2辑。" in {"".join(text) for text in reader.texts}


def test_prospects_are_by_rank_and_shared_characters(generation: Generation) -> None:
    question = understand("走访企业多少家?", Scope({}, {}, frozenset()), today=date(2024, 5, 1))
    hits = Searcher(generation, load_encoder()).search(question.core, k=8)
    first, *others = prospects(question, hits)
    assert (first.retrieved, first.behind) == (1.0, 0.0)
    assert all(0 <= one.shared <= 1 and one.behind <= 0 for one in others)
    assert prospects(question, []) == []


def test_as_many_are_read_as_are_asked_for(generation: Generation) -> None:
    _, one = judged(generation, "36家")
    _, three = judged(generation, "36家", least=3)
    assert len(three.texts) == len(one.texts) + 2


def test_what_was_not_read_comes_last(generation: Generation) -> None:
    found, reader = judged(generation, "36家")
    assert [one.sentence is None for one in found] == [False] * len(reader.texts) + [True] * (
        len(found) - len(reader.texts)
    )


def test_the_reader_is_told_committee_and_year(generation: Generation) -> None:
    _, reader = judged(generation, "没有")
    assert any("云溪县政协" in context for context in reader.contexts)


def test_what_is_asked_of_several_is_read_as_asked_of_one(tmp_path: Path) -> None:
    home = Home(Layout(tmp_path), load_encoder(), FaissStore())
    names = ("云溪县", "青岚区")
    add(home, *(document(name, page(f"{name}政协", "走访企业36家。")) for name in names))
    scope = Scope({name: f"{name}政协" for name in names}, {}, frozenset())
    question = understand("云溪县和青岚区各走访了多少家企业?", scope, today=date(2024, 5, 1))
    reader = Marked("36家")
    judge(reader, question, Searcher(home.current(), load_encoder()).search(question.core, k=8))
    assert {f"{name}走访了多少家企业?" for name in names} <= set(reader.questions)


def test_what_violates_a_constraint_does_not_answer(generation: Generation) -> None:
    found, _ = judged(generation, "36家", "“石榴茶摊”走访了多少家企业?")
    assert found[0].confidence < 0.5
    assert found[0].is_refuted


@pytest.mark.parametrize(("asked", "refuted"), [("云溪县拿出多少万元?", False), ("青岚区拿出多少万元?", True)])
def test_of_a_joint_report_what_one_did_is_not_what_the_other_did(tmp_path: Path, asked: str, *, refuted: bool) -> None:
    home = Home(Layout(tmp_path), load_encoder(), FaissStore())
    text = "云溪县政协、青岚区政协联合护河\n4月2日,云溪县政协、青岚区政协联合护河。\n云溪表示,将拿出120万元护岸。\n"
    home.add(home.preview([document_of_text(text, name="两家", file="两家.txt")]))
    scope = Scope({"云溪县": "云溪县政协", "青岚区": "青岚区政协"}, {}, frozenset())
    question = understand(asked, scope, today=date(2024, 5, 1))
    hits = Searcher(home.current(), load_encoder()).search(question.core, k=8)
    found = judge(Marked("120万元"), question, hits)
    assert found[0].is_refuted is refuted
