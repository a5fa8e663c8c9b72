"""Documents: an answer as a Word file, with its quotes word for word, their sources and links."""

import io
import re
from collections.abc import Sequence

from bot.web.templating import pieces
from bot.web.turns import Turn
from index.answer import Status
from prompts import answers
from prompts import web as wording
from prompts.sources import source_line

_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not in XML 1.0


def as_word(turns: Sequence[Turn], *, address: str, coverage: str) -> bytes:
    """Return a conversation as a Word document; links begin with `address`."""
    from docx import Document  # noqa: PLC0415 - slow, and only needed here
    from docx.shared import Pt  # noqa: PLC0415

    document = Document()
    document.core_properties.title = _storable(turns[-1].question)
    document.core_properties.author = wording.BRAND
    for turn in turns:
        document.add_heading(_storable(turn.question), level=2)
        if turn.understood:
            document.add_paragraph(_storable(answers.UNDERSTOOD.format(text=turn.understood)))
        for note in _notes(turn, coverage):
            document.add_paragraph(_storable(note))
        for cite in turn.cites:
            for text, told in cite.leads:
                line = document.add_paragraph()
                run = line.add_run(_storable(text))
                run.bold, run.font.size = True, Pt(20)
                line.add_run(_storable(told))
            quoted = document.add_paragraph(style="Intense Quote")
            for text, is_answering in pieces(cite.quote.start, cite.quote.text, cite.quote.highlights):
                quoted.add_run(_storable(text)).bold = is_answering
            document.add_paragraph(_storable(f"——{source_line(cite.quote.source)}"))
            document.add_paragraph(f"{address}{cite.link}")
            document.add_paragraph(wording.CHECKED_AGAINST.format(sha256=cite.quote.sha256))
        for note in turn.missing:
            document.add_paragraph(_storable(note))
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _notes(turn: Turn, coverage: str) -> list[str]:
    answer = turn.answer
    notes = [answer.reason] if answer.reason else []
    if answer.is_near:
        notes.append(wording.NEAR_MISS)
    if answer.status is Status.NOT_FOUND and not answer.is_courtesy:
        notes.append((answers.NOT_FOUND + answers.COVERAGE).format(coverage=coverage))
    return [*notes, *turn.total] if turn.total else notes


def _storable(text: str) -> str:
    return _UNSTORABLE.sub(" ", text)
