import pytest

from index.training.reader_data import Asked, Bm25, Passage, answers, examples

PASSAGES = [
    Passage.of("涟水", "开展协商7次。组建队伍四支。"),
    Passage.of("洪泽", "开展协商5次。"),
    Passage.of("金湖", "举办画展。"),
]


def test_the_text_with_more_and_rarer_terms_is_found_first() -> None:
    rows, scores = Bm25(["开展协商", "开展视察", "画展"]).best("协商开展", 3)
    assert rows == [0, 1]
    assert scores[0] > scores[1] > 0


def test_a_question_without_known_terms_finds_nothing() -> None:
    assert Bm25(["开展协商"]).best("人口", 3) == ([], [])


@pytest.mark.parametrize(("answer", "expected"), [("7次", True), ("7 次", True), ("５次", False)])
def test_white_space_does_not_part_an_answer_from_its_sentence(answer: str, expected: bool) -> None:
    assert answers("开展协商7次。", [answer]) is expected


def test_only_sentences_of_the_right_passage_are_right() -> None:
    (example,) = examples(PASSAGES, [Asked("涟水开展协商几次?", ("协商",), 0)], most=5, seed=1)
    assert [reading.title for reading in example.readings] == ["涟水", "洪泽"]
    assert example.right.tolist() == [True, False, False]
