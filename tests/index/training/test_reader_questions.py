import pytest

from index.training.reader_data import Passage
from index.training.reader_questions import made_questions, short_passages

REPORT = "全年开展专题协商7次，提交提案230件。举办“有事好商量”活动。队伍一支。积极有为。" * 3


def test_passages_have_two_to_five_sentences() -> None:
    passages = short_passages([("报告", REPORT * 4)], seed=1)
    assert {len(passage.sentences) for passage in passages[:-1]} <= {2, 3, 4, 5}
    assert "".join(sentence for passage in passages for sentence in passage.sentences) == REPORT * 4


@pytest.mark.parametrize("seed", range(5))
def test_a_question_does_not_say_its_answer_which_its_passage_does(seed: int) -> None:
    passages = [Passage.of("报告", REPORT)]
    questions = made_questions(passages, most=20, seed=seed)
    assert questions
    for asked in questions:
        assert asked.answers[0] in REPORT
        assert asked.answers[0] not in asked.question
        assert any(word in asked.question for word in ("多少", "几", "什么"))


def test_the_same_seed_makes_the_same_questions() -> None:
    passages = [Passage.of("报告", REPORT)]
    assert made_questions(passages, most=9, seed=3) == made_questions(passages, most=9, seed=3)


def test_nothing_to_ask_for_makes_no_question() -> None:
    assert made_questions([Passage.of("报告", "积极有为。一批队伍。第三次会议。")], most=9, seed=1) == []
