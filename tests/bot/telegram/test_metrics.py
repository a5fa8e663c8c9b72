"""What is counted, and what is logged of a question."""

import logging
import re

import pytest

from bot.telegram.metrics import Metrics
from index.answer import Answer, Status

SECRET = "谁也不该在日志里看到的问题"
ANSWER = Answer(SECRET, SECRET, Status.NEAR_MISS, (), 250.0)


def counts(metrics: Metrics) -> dict[str, float]:
    lines = re.findall(r"^(xunli_\S*) (\S+)$", metrics.text().decode(), re.MULTILINE)
    return {name: float(value) for name, value in lines}


def test_questions_are_counted_by_status_with_their_seconds() -> None:
    metrics = Metrics()
    for seconds in (0.2, 0.3, 4.0):
        metrics.asked(ANSWER, generation=3, seconds=seconds)
    counted = counts(metrics)
    assert counted['xunli_questions_total{status="near_miss"}'] == 3
    assert counted['xunli_answer_seconds_bucket{le="0.25"}'] == 1
    assert counted['xunli_answer_seconds_bucket{le="5.0"}'] == 3
    assert counted["xunli_answer_seconds_sum"] == pytest.approx(4.5)


def test_in_flight_is_what_was_received_and_not_handled() -> None:
    metrics = Metrics()
    for _ in range(3):
        metrics.received()
    metrics.handled(0.1)
    assert counts(metrics)["xunli_updates_in_flight"] == 2


def test_refusals_retries_and_the_generation_are_told() -> None:
    metrics = Metrics()
    metrics.refused("access")
    metrics.retried("sendMessage")
    metrics.serves(7)
    counted = counts(metrics)
    assert counted['xunli_refused_total{reason="access"}'] == 1
    assert counted['xunli_send_retries_total{method="sendMessage"}'] == 1
    assert counted["xunli_index_generation"] == 7


@pytest.mark.parametrize("is_set", [False, True])
def test_question_is_logged_only_where_that_is_set(is_set: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    Metrics(logs_questions=is_set).asked(ANSWER, generation=3, seconds=0.25)
    [record] = caplog.records
    assert "near_miss,0.25 秒,第 3 代" in record.message
    assert (SECRET in record.message, hasattr(record, "question")) == (is_set, is_set)
    assert (record.status, record.generation) == ("near_miss", 3)
