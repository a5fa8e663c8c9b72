import gzip
import json
import random
from pathlib import Path

import numpy as np
import pytest

from index.reader import Reader, Reading

pytest.importorskip("lightgbm", reason="lightgbm is not installed: pip install -e .[train]")
pytest.importorskip("gensim", reason="gensim is not installed: pip install -e .[train]")

from index.training.reader import logistic, train_reader
from index.training.reader_trees import Table, boost, flatten

_PLACES = [first + second + "县" for first in "涟洪清盱金淮东射" for second in "水泽江眙湖阴"]
_DOINGS = ["专题协商", "视察调研", "集中学习", "界别活动", "民主监督", "走访慰问", "业务培训", "读书交流"]


def _write(file: Path, records: list[dict[str, object]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of passages in which every sentence tells one doing of one place with its number."""
    folder = tmp_path_factory.mktemp("data")
    dice = random.Random(5)
    passages = []
    for place in _PLACES:
        told = dice.sample(_DOINGS, 4)
        numbers = dice.sample(range(2, 99), 4)
        text = "".join(f"全年开展{doing}{number}次。" for doing, number in zip(told, numbers, strict=True))
        asked = [
            {"question": f"{place}开展了几次{doing}?", "answers": [f"{number}次"]}
            for doing, number in zip(told, numbers, strict=True)
        ]
        passages.append({"title": f"{place}政协", "passage": text, "questions": asked})
    _write(folder / "train" / "cmrc2018.jsonl.gz", list(passages[:30]))
    _write(folder / "train" / "drcd.jsonl.gz", list(passages[30:]))
    reports = [{"title": f"{p['title']}报告", "text": p["passage"]} for p in passages[:20]]
    _write(folder / "text" / "gov_work_reports.jsonl.gz", list(reports))
    return folder


@pytest.fixture(scope="module")
def trained(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, float]]:
    out = tmp_path_factory.mktemp("weights") / "reader.npz"
    return out, train_reader(data, out, epochs=1)


def test_training_tells_how_held_out_questions_fared(trained: tuple[Path, dict[str, float]]) -> None:
    figures = trained[1]
    assert set(figures) == {"answered", "answered_made", "brier", "trees"}
    assert 0 <= figures["brier"] <= 1
    assert figures["answered"] > 0.4  # at random it is 0.25


def test_what_was_trained_can_be_loaded_and_read_with(trained: tuple[Path, dict[str, float]]) -> None:
    reader = Reader.load(trained[0])
    (chances,) = reader.read("涟水县开展了几次专题协商?", [Reading("涟水县政协", ("开展专题协商7次。", "学习。"), 1.0)])
    assert chances[0] > chances[1]


def test_training_again_gives_the_same_weights(
    data: Path, trained: tuple[Path, dict[str, float]], tmp_path: Path
) -> None:
    train_reader(data, tmp_path / "again.npz", epochs=1)
    with np.load(trained[0]) as first, np.load(tmp_path / "again.npz") as again:
        assert first.files == again.files
        assert [name for name in first.files if not np.array_equal(first[name], again[name])] == []


def test_flattened_trees_score_as_lightgbm_does() -> None:
    dice = np.random.default_rng(3)
    rows = dice.integers(0, 9, (4000, 5)).astype(np.float32)
    right = (rows[:, 0] + rows[:, 1] > 10) | (dice.random(4000) < 0.1)
    table = Table(rows, right, np.full(400, 10))
    booster = boost(table, table)
    expected = booster.predict(rows, raw_score=True, num_iteration=booster.best_iteration)
    np.testing.assert_allclose(flatten(booster).score(rows), expected, atol=1e-4)


def test_logistic_regression_finds_the_curve_that_made_the_data() -> None:
    dice = np.random.default_rng(4)
    columns = np.stack([dice.normal(size=20_000), np.ones(20_000)], axis=1).astype(np.float32)
    right = dice.random(20_000) < 1 / (1 + np.exp(-(2 * columns[:, 0] - 1)))
    np.testing.assert_allclose(logistic(columns, right), [2, -1], atol=0.1)
