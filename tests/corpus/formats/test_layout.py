"""Layout: running heads that are left out, on pages whose pieces of text are given."""

from corpus.formats.columns import Piece
from corpus.formats.layout import extract_of
from corpus.model import Left

LINES = ("云溪县政协围绕中心、服务大局。", "青石县政协开展专题协商7次。", "全年提交提案164件。")


def heads_of(head: str) -> list[tuple[str, str]]:
    """Return the notes of three pages of one line below a head."""
    pages = [[Piece(head, 500, 800, 10, 510), Piece(line, 50, 700, 10, 200)] for line in LINES]
    found = extract_of([(page, []) for page in pages], file="a.pdf")
    assert found.pages == [[line] for line in LINES]
    return [(note.kind, note.text) for note in found.left_out]


def test_a_running_head_is_told() -> None:
    assert heads_of("政协") == [(Left.RUNNING_HEAD, "政协")]


def test_an_ornament_in_the_head_is_no_text_that_could_be_quoted() -> None:
    assert heads_of("\uf0a7") == []
