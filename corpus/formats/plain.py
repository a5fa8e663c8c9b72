"""Plain text: stored as it is, but for tables, wrapped lines, invisible characters and characters that look right."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import itemgetter

from corpus import grammar
from corpus.formats.assembly import ENDED, joined
from corpus.formats.characters import decode, folded, without_garbage
from corpus.formats.tables import with_tables
from corpus.model import LeftOut

_LINE_END = re.compile(r"\r\n|\r|\n")
# A text in which every character is set apart by a space.
_SPACED = re.compile(r"(?<=[^\s]) (?=[^\s])")
_LEAST_SPACED, _SPACED_SHARE = 20, 0.8
_INDENTS = ("　", "  ", "\t")
# A line may be short or long by this much where the next word, or a mark that may not begin a line, did not fit.
_TOLERANCE = 2
_PADDED = re.compile(r"\s{4}")
_LEAST_BROKEN = 3
_SHORTEST, _LONGEST = 8, 64
_SHARE = 0.9


def text_of(content: bytes, *, file: str) -> tuple[str, list[LeftOut]]:
    """Return the text to store, with its line ends as they are where nothing had to be mended, and what it lacks."""
    text = decode(content, file=file)
    found = _LINE_END.split(text)
    lines, notes = without_garbage([folded(line) for line in found], file=file)
    whole = "".join(lines)
    apart = len(_SPACED.findall(whole))
    if apart >= _LEAST_SPACED and apart >= _SPACED_SHARE * len("".join(whole.split())):
        lines = [re.sub(r" {2,}", " ", re.sub(r"(?<! ) (?! )", "", line)) for line in lines]
    lines = unwrapped(with_tables(lines))
    return (text if lines == found else "\n".join(lines)), notes


def unwrapped(lines: Sequence[str]) -> list[str]:
    """Return lines, without their ends, with those of one paragraph joined where the text is wrapped at one width.

    A text is taken for wrapped when at least three lines break off in the middle of a sentence at about the same
    width, and hardly any line is wider. Width is either a count of characters or of columns on a screen.
    """
    found = [(*_broken_at(lines, measure), measure) for measure in (len, _columns)]
    at_limit, limit, measure = max(found, key=itemgetter(0))
    return _unbroken(lines, limit, measure) if at_limit else list(lines)


def _broken_at(lines: Sequence[str], measure: Callable[[str], float]) -> tuple[int, float]:
    """Return how many lines are broken at one width, none where the text is not wrapped at it, and that width."""
    pairs = ((line, below) for line, below in pairwise(lines) if line.strip() and below.strip())
    going_on = (line for line, below in pairs if not (ENDED.search(line) or below.startswith(_INDENTS)))
    broken = [measure(line.rstrip()) for line in going_on]
    if len(broken) < _LEAST_BROKEN:
        return 0, 0
    limit, _ = Counter(broken).most_common(1)[0]
    at_limit = sum(abs(size - limit) <= _TOLERANCE for size in broken)
    # A line that stands alone between blank ones, or is set with spaces, such as a masthead, tells of no width.
    around = zip(["", *lines], lines, [*lines[1:], ""], strict=False)
    beside = [line.rstrip() for above, line, below in around if line.strip() and (above + below).strip()]
    written = [measure(line) for line in beside if not _PADDED.search(line)]
    within = sum(size <= limit + _TOLERANCE for size in written)
    fits = _SHORTEST <= limit <= _LONGEST and within >= _SHARE * len(written)
    return (at_limit if fits and at_limit >= _LEAST_BROKEN and 2 * at_limit > len(broken) else 0), limit


def _columns(line: str) -> float:
    """Return a width on a screen, in full characters."""
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in line)


def _unbroken(lines: Sequence[str], limit: float, measure: Callable[[str], float]) -> list[str]:
    indents = any(line.startswith(_INDENTS) for line in lines)
    parted = indents or any(not line.strip() for line in lines)
    found: list[str] = []
    above, inside = "", not indents
    for line in lines:
        full = abs(measure(above.rstrip()) - limit) <= _TOLERANCE and (parted or not ENDED.search(above))
        opens = not line.strip() or line.startswith(_INDENTS) or bool(grammar.SERIES.match(above.strip()))
        if found and full and inside and not opens:
            found[-1] = joined(found[-1].rstrip(), line.strip())
        else:
            found.append(line)
            inside = not indents or line.startswith(_INDENTS)
        above = line
    return found
