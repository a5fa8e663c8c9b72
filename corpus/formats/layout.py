"""Layout: from the pieces of text on the pages of a file to its paragraphs."""

from collections.abc import Sequence

from corpus.formats.assembly import Extract
from corpus.formats.columns import Piece, columns_of, rows_of
from corpus.formats.grids import with_tables
from corpus.formats.joins import paragraphs_of
from corpus.formats.margins import without_margins
from corpus.model import Left, LeftOut
from prompts import left_out as places


def extract_of(pages: Sequence[Sequence[Piece]], notes: Sequence[LeftOut]) -> Extract:
    """Return the paragraphs of pages in reading order; running heads are left out, and told after the notes."""
    kept, margins = without_margins(pages)
    told = [LeftOut(Left.RUNNING_HEAD, places.HEAD_OF_PAGES, " | ".join(margins))] if margins else []
    return Extract(paragraphs_of([columns_of(with_tables(rows_of(page))) for page in kept]), [*notes, *told])
