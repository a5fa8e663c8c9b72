"""What peers are given of an installment: the text of each passage as we encode it, where it stands included."""

from collections.abc import Sequence

from corpus.model import Document
from corpus.parse import parse
from index.passages import passages_of


def texts_of(documents: Sequence[Document]) -> list[str]:
    """Return the passages' texts, in order; our parser makes them, on the peer's time as on ours."""
    passages = (passage for document in documents for passage in passages_of(parse(document)))
    return [f"{passage.context} {passage.text}".strip() for passage in passages]
