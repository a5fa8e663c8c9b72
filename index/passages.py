"""Passages: the units that are indexed, embedded and quoted."""

from dataclasses import dataclass

from corpus.model import Source, Span


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of a report, ready to be searched and quoted.

    `text == stored_text[start:end]` of the source whose SHA-256 is `sha256`; `sentences` are absolute spans;
    `context` is what is embedded and indexed before the text (committee, section) and is never quoted;
    `article` and `section` count from 0 within the report (None outside an article or section).
    """

    report: str
    sha256: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    source: Source
    context: str
    article: int | None = None
    section: int | None = None
    page: int | None = None
