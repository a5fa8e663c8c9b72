"""Encodings: from the bytes of a text file to its characters, or an error that says why not."""

import codecs

from corpus.errors import CorpusError
from corpus.formats.characters import plausibility
from prompts import storage as wording

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WITHOUT_MARK = ("gb18030", "utf-16-le", "utf-16-be", "big5hkscs")
_BY_LINE = ("utf-8", "gb18030", "big5hkscs")
# Of the Chinese characters that a right guess gives, at least 97 % are everyday ones; a wrong guess gives at most 60 %.
_PLAUSIBLE = 0.8


def decode(content: bytes, *, file: str) -> str:
    """Decode a text file's bytes; a byte order mark is not part of the text, line ends are kept as they are.

    UTF-8 is taken where it is valid. Otherwise GB18030, UTF-16 and Big5 are tried, and the text that reads most like
    Chinese wins; of a file put together from several, line by line.

    Args:
        content: the whole file.
        file: the file's name, for the error.

    Raises:
        CorpusError: no encoding gives plausible text, or the bytes of the right one are damaged.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise _damaged(content[len(mark) :], encoding, error.start, file) from error
    text = _attempt(content, "utf-8")
    if text is not None and "\0" not in text:
        return text
    best = _best(content, _WITHOUT_MARK) or text
    if best is not None:
        return best
    lines = [_best(line, _BY_LINE) for line in content.splitlines(keepends=True)]
    if None in lines:
        raise _undecided(content, file)
    return "".join(filter(None, lines))


def _best(content: bytes, encodings: tuple[str, ...]) -> str | None:
    """Return the text that reads most like Chinese; None where none reads well."""
    texts = [text for encoding in encodings if (text := _attempt(content, encoding)) is not None and "\0" not in text]
    best = max(texts, key=plausibility, default=None)
    return best if best is not None and plausibility(best) >= _PLAUSIBLE else None


def _attempt(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _undecided(content: bytes, file: str) -> CorpusError:
    """Return what to say of bytes that are no text in any encoding; a file that starts as UTF-8 is a damaged one."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        if not before.isascii() and plausibility(before) >= _PLAUSIBLE:
            return _damaged(content, "utf-8", error.start, file)
    return CorpusError(wording.NO_ENCODING.format(file=file, guess="、".join(("UTF-8", "GB18030", "UTF-16", "Big5"))))


def _damaged(content: bytes, encoding: str, at: int, file: str) -> CorpusError:
    line = len(content[:at].decode(encoding, "ignore").splitlines()) or 1
    return CorpusError(wording.BAD_BYTES.format(file=file, line=line, encoding=encoding.upper()))
