"""Titles: which of the headlines above an article are its title, and how it is shown."""

import re
from collections.abc import Sequence

from corpus import grammar
from corpus.lines import Line, Mark
from corpus.regions import regions_in
from corpus.wordlists import cut, tagged

SHORTEST_TITLE = 6
_LONGEST_LINE = 16  # of a couplet, or of a column with its number
_JOINING = ("和", "与", "及", "的", "暨")
# 审 查 立 案 情 况 的 通 报: the second line of a title, set wide.
_WIDE = re.compile(r"(?:[\u4e00-\u9fff]\s){3,}\S{1,8}")
# 云溪县农业农村局 above the title of its letter, ≡≡县域新事≡≡.
_OFFICE = re.compile(r"[\u4e00-\u9fff]{2,10}[省市州盟县区旗][\u4e00-\u9fff]{2,10}(?:局|办公室|委员会|政府)")
_DECORATED = re.compile(r"[^\w“《（(【\[]{2,}.{2,12}[^\w”》）)】\]]{2,}")


def title_of(heads: Sequence[Line]) -> tuple[list[Line], str | None]:
    """Return the lines of the title among the heads, and how it is shown; of several heads the likeliest."""
    whole = _phrases([line for line in heads if line.mark == Mark.HEADLINE])
    marked = next((at for at, lines in enumerate(whole) if grammar.BULLET.match(lines[0].text)), 0)
    own = [lines for lines in whole[marked:] if not is_label(lines[0])] or whole
    long = [lines for lines in own if len(_shown(lines)) >= SHORTEST_TITLE] or own
    below = next((line.number for line in heads if line.mark == Mark.SUBTITLE), 0)
    above = [lines for lines in long if lines[-1].number < below]
    if len(above) > 1:
        long = above[-1:]  # what stands right above —— is the title, and what stands above that leads to it
    # A line in two clauses above a shorter one leads to the title: 省政协围绕中心履职,为全面振兴建言出力.
    elif len(long) > 1 and re.search("[，,]", long[0][0].text) and len(_shown(long[1])) < len(_shown(long[0])):
        long = long[1:]
    title = list(long[0]) if long else []
    # 柚子熟了 above the line that goes on from it is a clause and no column's name.
    above_it = next((line for line in heads if title and line.number == title[0].number - 1), None)
    if above_it and above_it.mark == Mark.HEADLINE and _is_clause(above_it.text):
        title.insert(0, above_it)
    return title, _shown(title) or None


def _phrases(heads: Sequence[Line]) -> list[list[Line]]:
    """Put headlines together that are one: broken over lines, or a couplet."""
    phrases: list[list[Line]] = []
    for line in heads:
        above = phrases[-1][-1] if phrases else None
        if above and line.number == above.number + 1 and (goes_on(above, line) or _is_couplet(phrases[-1], line)):
            phrases[-1].append(line)
        else:
            phrases.append([line])
    return phrases


def goes_on(above: Line, line: Line) -> bool:
    """Whether a headline is one with that above it: it begins with 和 or 的, the one above ends so, or it is broken."""
    begins = cut(line.text)[0] in _JOINING and not any(one.start == 0 for one in regions_in(line.text))
    joined = (
        begins or above.text.endswith((*_JOINING, "、")) or (_WIDE.match(line.text) and not _WIDE.match(above.text))
    )
    broken = any(end.search(above.text) and start.search(line.text) for end, start in grammar.BROKEN)
    return bool(joined or broken) and line.mark == Mark.HEADLINE and line.number == above.number + 1


def _is_couplet(above: Sequence[Line], line: Line) -> bool:
    """Whether a headline is the second line of a couplet: as long as the first, and with its marks."""
    marks = [re.sub(r"[\u4e00-\u9fff]", "字", one.text) for one in (*above, line)]
    return len(above) == 1 and SHORTEST_TITLE <= len(marks[0]) <= _LONGEST_LINE and marks[0] == marks[1]


def _is_clause(text: str) -> bool:
    """Whether a few words tell something, and are no name."""
    return len(text) < SHORTEST_TITLE and not tagged(text)[-1][1].startswith(("n", "v", "x", "m", "j", "i", "l", "eng"))


def is_label(line: Line) -> bool:
    """Whether a headline names a committee, a column or a series, above the title."""
    numbered = grammar.SERIES.match(line.text) and len(line.text) <= _LONGEST_LINE
    bare = "".join(line.text.split())
    named = grammar.number_alone(bare) is not None or _OFFICE.fullmatch(bare) or _DECORATED.fullmatch(bare)
    return bool(grammar.KICKER.match(line.text) or grammar.LABEL.match(line.text) or numbered or named)


def _shown(lines: Sequence[Line]) -> str:
    """Return a title on one line, without the marks around it, as it is written; a couplet keeps its pause."""
    text = ""
    for above, line in zip((None, *lines), lines, strict=False):
        written = line.written.strip()
        written = "".join(written.split()) if _WIDE.match(written) else written
        text += " " * bool(above and not goes_on(above, line)) + written
    for _ in range(2):
        text = grammar.AROUND_TITLE.sub("", text)
    return grammar.BYLINE_BEHIND.sub("", text)
