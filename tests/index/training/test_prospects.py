"""What is worth reading, fitted on a page with a reader that knows the answers."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn")

from index.answering.reader import Reading
from index.training.calibrate import QuestionSet, sets_of_archive
from index.training.prospects import fit_prospects
from tests.index.samples import document, page

ITEMS = ("走访企业36家。", "编印文史资料2辑。", "开展协商议事20场。", "培训委员90人次。", "植树120亩。")
ASKED = ("走访多少家企业", "编印几辑文史资料", "协商议事多少场", "培训委员多少人次", "植树多少亩")
_ARCHIVE = Path("tests/eval/pages.zip")


class Knowing:
    """Finds an answer in the sentence that has most of a question's characters."""

    def read(self, question: str, context: str, sentences: Sequence[str], *, whole: bool = True) -> Reading:
        scores = [6.0 if len(set(question) & set(one)) > 2 else -6.0 for one in sentences]
        return Reading(np.array(scores, np.float32), ((),) * len(scores), ((),) * len(scores))  # type: ignore[arg-type]


def test_weights_are_fitted_beside_what_a_file_has(tmp_path: Path) -> None:
    out = tmp_path / "decision.json"
    out.write_text('{"answer": {"bias": 1.0}}', encoding="utf-8")
    asked = [(text, lambda _, told, item=item: item in told) for text, item in zip(ASKED, ITEMS, strict=True)]
    told = fit_prospects([QuestionSet([document("1", page("云溪县政协", *ITEMS))], asked)], Knowing(), out)
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["answer"] == {"bias": 1.0}
    assert list(found["reading"]) == ["bias", "retrieved", "shared", "behind"]
    assert found["reading"]["behind"] > 0
    assert "passed over" in told


def test_sets_of_the_repository_have_pages_and_single_questions() -> None:
    with sets_of_archive(_ARCHIVE) as sets:
        assert len(sets) == 18
        assert all(one.pages and one.asked for one in sets)
