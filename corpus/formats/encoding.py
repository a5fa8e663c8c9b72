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
_SAMPLE = 50_000


def decode(content: bytes, *, file: str) -> str:
    """Decode a text file's bytes; a byte order mark is not part of the text, line ends are kept as they are.

    UTF-8 is taken where it is valid. Otherwise GB18030, UTF-16 and Big5 are tried, then what charset-normalizer
    guesses, and the text that reads most like Chinese wins; of a file put together from several, line by line.

    Args:
        content: the whole file.
        file: the file's name, for the error.

    Raises:
        CorpusError: no encoding gives plausible text, or the bytes of the right one are damaged.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding, file)
    text = _attempt(content, "utf-8")
    if text is not None and "\0" not in text:
        return text
    guesses = {encoding: _attempt(content, encoding) for encoding in _WITHOUT_MARK}
    best = _best(guesses)
    if best is not None:
        return best
    if text is not None:
        return text
    outside = _outside_guess(content)
    best = _best({outside: _attempt(content, outside)}) if outside else None
    if best is None:
        best = _by_lines(content)
    if best is None:
        raise _undecided(content, outside, file)
    return best


def _by_lines(content: bytes) -> str | None:
    """Decode each line by the encoding it reads best in; None where some line reads well in none."""
    texts = []
    for line in content.splitlines(keepends=True):
        text = _best({encoding: _attempt(line, encoding) for encoding in _BY_LINE})
        if text is None:
            return None
        texts.append(text)
    return "".join(texts)


def _best(guesses: dict[str, str | None]) -> str | None:
    texts = [text for text in guesses.values() if text is not None and "\0" not in text]
    best = max(texts, key=plausibility, default=None)
    return best if best is not None and plausibility(best) >= _PLAUSIBLE else None


def _attempt(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _strictly(content: bytes, encoding: str, file: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _damaged(content, encoding, error.start, file) from error


def _outside_guess(content: bytes) -> str | None:
    import charset_normalizer  # noqa: PLC0415 - a right UTF-8 file must not wait for it

    guess = charset_normalizer.from_bytes(content[: 4 * _SAMPLE]).best()
    return guess.encoding if guess else None


def _undecided(content: bytes, outside: str | None, file: str) -> CorpusError:
    """Return what to say of bytes that are no text in any encoding; a file that starts as UTF-8 is a damaged one."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        if not before.isascii() and plausibility(before) >= _PLAUSIBLE:
            return _damaged(content, "utf-8", error.start, file)
    tried = ["UTF-8", "GB18030", "UTF-16", "Big5", *([outside] if outside else [])]
    return CorpusError(wording.NO_ENCODING.format(file=file, guess="、".join(tried)))


def _damaged(content: bytes, encoding: str, at: int, file: str) -> CorpusError:
    line = len(content[:at].decode(encoding, "ignore").splitlines()) or 1
    return CorpusError(wording.BAD_BYTES.format(file=file, line=line, encoding=encoding.upper()))
