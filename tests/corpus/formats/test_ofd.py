"""OFD: pages are laid out like those of a PDF."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import formats
from corpus.errors import CorpusError
from corpus.formats import picture
from corpus.model import Left
from tests.corpus.formats.ofd_files import ofd_of

LEFT = ["坚持党的领导不动摇。始终坚持在", "县委领导下开展工作,严格执行重大", "事项请示报告制度。"]
RIGHT = ["右栏第一段,全年累计教育培训近六", "百人次,覆盖全体委员和工作人员,", "共计三批。"]


def column(lines: list[str], x: float) -> list[tuple[float, float, float, str]]:
    return [(x, 40.0 + 6 * at, 4.0, line) for at, line in enumerate(lines)]


def test_columns_are_read_one_after_the_other(saved: Callable[..., Path]) -> None:
    pages = [[(40.0, 25.0, 8.0, "同心同行答好民生卷"), *column(LEFT, 20), *column(RIGHT, 110)]]
    document = formats.read(saved(ofd_of(pages), "报.ofd"))
    assert document.text.splitlines() == ["同心同行答好民生卷", "".join(LEFT), "".join(RIGHT)]
    assert {paragraph.page for paragraph in document.paragraphs} == {1}


def test_a_large_picture_is_told(saved: Callable[..., Path]) -> None:
    document = formats.read(saved(ofd_of([column(LEFT, 20)], picture="0 100 210 148.5"), "报.ofd"))
    assert [(note.kind, note.where, note.text) for note in document.left_out] == [
        (Left.PICTURE, "第 1 页", "占版面 50% 的图片")
    ]


def test_a_file_without_text_or_that_is_none_is_refused(
    saved: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "is_installed", lambda: False)
    with pytest.raises(CorpusError, match=r"^报.ofd:没有文字,是扫描的图片"):
        formats.read(saved(ofd_of([[]]), "报.ofd"))
    with pytest.raises(CorpusError, match=r"^坏.ofd:不是完好的 ofd 文件"):
        formats.read(saved(ofd_of([[]])[:80], "坏.ofd"))
