"""Markdown: every line without its marks; what only looks like a mark stays as it is written."""

import re

from corpus.formats import tables
from corpus.formats.assembly import Extract
from corpus.formats.characters import decode, folded, without_garbage
from corpus.formats.plain import unwrapped
from corpus.model import Left, LeftOut
from prompts import left_out as places

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n((?:[\w-]+:.*\n|[ \t]+.*\n|[ \t]*\n)*?)---[ \t]*\n")
_FIELD = re.compile(r"^(title|subtitle|series|author|date):\s*(.+)$", re.MULTILINE)
# Fences, rules and underlines of headings.
_NO_TEXT = re.compile(r"^\s*(?:```.*|~~~.*|(?:[-*_=]\s*){3,})$")
_BLOCK = re.compile(r"^\s{0,3}(?:#{1,6}\s*(?!\d)|>\s?|[-*+]\s+(?:\[[ xX]\]\s+)?)+")
_TRAILING = re.compile(r"\s+#+\s*$")
# Emphasis opens and closes beside a word, and never between figures: 3*2*1 is a product.
_STRONG = re.compile(r"(\*\*\*|\*\*|__)(?=\S)([^*_\n]+?)(?<=\S)\1")
_EMPHASIS = re.compile(
    r"(?<![0-9A-Za-z*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![0-9A-Za-z*])"
    r"|(?<!\w)_(?=[^\s_])([^_\n]+?)(?<=[^\s_])_(?!\w)"
)
_PICTURE = re.compile(r"!\[([^\]\n]*)\]\(([^)\n]*)\)")
_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)|<((?:https?|mailto):[^>\s]+)>")
_CODE = re.compile(r"`([^`\n]+)`")
_TAG = re.compile(r"</?(?:br|b|i|u|p|div|span|font|center|strong|em|sup|sub|h[1-6])\b[^>\n]*>", re.IGNORECASE)
_REMARK = re.compile(r"<!--.*?-->", re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CELLS = re.compile(r"[\s|]*\|[\s|]*")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")


def extract(content: bytes, *, file: str) -> Extract:
    """Return the lines of a Markdown file as one page; the title and series of its front matter come first."""
    text = "\n".join(folded(decode(content, file=file)).splitlines()) + "\n"
    notes = [LeftOut(Left.COMMENT, places.REMARK, remark.strip("<>!- \n")) for remark in _REMARK.findall(text)]
    front = _FRONT_MATTER.match(text)
    body = _REMARK.sub("", text[front.end() :] if front else text)
    notes += [LeftOut(Left.PICTURE, places.PICTURE_IN_TEXT, alt or source) for alt, source in _PICTURE.findall(body)]
    lines, garbage = without_garbage(unwrapped(body.splitlines()), file=file)
    found = tables.with_tables([_unmarked(line) for line in lines if not _NO_TEXT.match(line)])
    # What is no table of figures is read row by row.
    found = [_CELLS.sub(" ", line).strip() if line.startswith("|") else line for line in found if not _RULE.match(line)]
    fields = [value.strip().strip("\"'") for _, value in _FIELD.findall(front.group(1))] if front else []
    above = [value for value in fields if value not in found]
    return Extract([[*above, *found]], [*notes, *garbage])


def _unmarked(line: str) -> str:
    """Return a line without the marks of headings, quotations, lists, emphasis and links."""
    text = _TRAILING.sub("", _BLOCK.sub("", line)) if line.lstrip().startswith("#") else _BLOCK.sub("", line)
    text = _TAG.sub("", _LINK.sub(lambda match: match[1] or match[2], _PICTURE.sub("", text)))
    text = _STRONG.sub(r"\2", _CODE.sub(r"\1", text))
    text = _EMPHASIS.sub(lambda match: match[1] or match[2], text)
    return _ESCAPED.sub(r"\1", text).strip()
