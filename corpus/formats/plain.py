"""Plain text: stored as it is, but for tables, wrapped lines, invisible characters and characters that look right."""

import re

from corpus.formats.characters import folded, without_garbage
from corpus.formats.encoding import decode
from corpus.formats.tables import with_tables
from corpus.formats.wrapping import unwrapped
from corpus.model import LeftOut

_LINE_END = re.compile(r"\r\n|\r|\n")
# A text in which every character is set apart by a space.
_SPACED = re.compile(r"(?<=[^\s]) (?=[^\s])")
_LEAST_SPACED, _SPACED_SHARE = 20, 0.8


def text_of(content: bytes, *, file: str) -> tuple[str, list[LeftOut]]:
    """Return the text to store, with its line ends as they are where nothing had to be mended, and what it lacks.

    Raises:
        CorpusError: the encoding cannot be told, or bytes are damaged.
    """
    text = decode(content, file=file)
    found = _LINE_END.split(text)
    lines, notes = without_garbage([folded(line) for line in found], file=file)
    lines = unwrapped(with_tables(_without_spacing(lines)))
    return (text if lines == found else "\n".join(lines)), notes


def _without_spacing(lines: list[str]) -> list[str]:
    text = "".join(lines)
    apart = len(_SPACED.findall(text))
    if apart < _LEAST_SPACED or apart < _SPACED_SHARE * len("".join(text.split())):
        return lines
    return [re.sub(r" {2,}", " ", re.sub(r"(?<! ) (?! )", "", line)) for line in lines]
