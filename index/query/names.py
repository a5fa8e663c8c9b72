"""Names: what a question asks of by the name of a thing, a person or a place, and whose reports have it.

All texts are in their normal form.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from corpus.model import Kind
from index.passages import Passage
from index.query.grammar import QUOTED, Want

if TYPE_CHECKING:
    from index.query.question import Question  # which needs this module

_BEHIND = re.compile(r"\W")
_NO_WORD = re.compile(r"[\W_]")
_LEAST = 3  # characters of a name
_MOST = 0.625  # of the pairs of characters of a name
_OF_NAME = frozenset({Want.DEFINITION, Want.COMMITTEE, Want.OTHER})
_DOING = re.compile(r"[搞做办弄建]*")
_RUNNING = frozenset({Kind.ITEM, Kind.LEAD})  # no headline or caption


@dataclass(frozen=True, slots=True)
class Named:
    """What a passage has of the names in a question.

    `agrees` tells that whose it is has all that stand in quotation marks; `is_named` that there are names, and whose it
    is has all; `naming` are the sentences of running text with one that is all that is asked of.
    """

    agrees: bool = True
    is_named: bool = False
    naming: frozenset[int] = frozenset()


def quoted_in(question: "Question", passages: Iterable[Passage]) -> set[str]:
    """Return the names in a question that passages put in quotation marks."""
    return {name for one in passages for name in names_told((question.slots.rest, question.core), one.told)}


def named_in(question: "Question", passages: Collection[Passage]) -> list[Named]:
    """Return what each passage has of the names in a question.

    They are what a passage has in quotation marks, and single people, places and things; of these a tagger finds too
    many, so that they refute nothing, and where each committee is asked there are none.
    """
    told = [(one.whose, plain(f"{one.location} {one.told}")) for one in passages]

    def having(names: Iterable[str]) -> dict[str, set[str]]:
        known = [name for name in names if any(name in text for _, text in told)]
        return {name: {whose for whose, text in told if has_name(name, text)} for name in known}

    quoted, single = having(quoted_in(question, passages)), having(() if question.each else question.proper)
    # 什么是三色管理法, 三色管理法是哪家搞的: but for the name nothing is asked of.
    besides = {name: "".join(plain(question.core).split(name, 1)) for name in quoted if question.want in _OF_NAME}
    alone = [name for name, rest in besides.items() if _DOING.fullmatch(rest)]
    marks = []
    for one in passages:
        agrees = all(one.whose in whose for whose in quoted.values())
        is_named = agrees and bool(quoted or single) and all(one.whose in whose for whose in single.values())
        sentences = one.normal if alone and one.source.kind in _RUNNING else ()
        naming = (at for at, text in enumerate(sentences) if any(name in plain(text) for name in alone))
        marks.append(Named(agrees, is_named, frozenset(naming)))
    return marks


def names_told(asked: Iterable[str], told: str) -> list[str]:
    """Return the names in wordings of a question that a text puts in quotation marks.

    What follows the marks is of the name as far as both agree; it may be all that is asked: 三色管理法 of
    “绿、黄、红”三色管理法. A name of two characters is one only where that is all that is asked.
    """
    found: list[str] = []
    for text, match in product(map(plain, asked), QUOTED.finditer(told)):
        quoted, behind = plain(match[1]), _BEHIND.split(told[match.end() :], maxsplit=1)[0]
        ends = range(len(behind), -1, -1)
        whole = next((quoted + behind[:end] for end in ends if quoted + behind[:end] in text), "")
        alone = next((behind[:end] for end in ends if behind[:end] in text), "")
        if len(whole) < _LEAST and text != whole:  # 把脉问诊 of “委员进村·把脉问诊”
            parts = (*_NO_WORD.split(match[1]), alone)
            whole = next((part for part in parts if len(part) > _LEAST and part in text), "")
        found.append(whole)
    return [name for name in dict.fromkeys(found) if name]


def has_name(name: str, text: str) -> bool:
    """Whether a text has a name, or most of its pairs of characters."""
    pairs = [name[at : at + 2] for at in range(len(name) - 1)] if len(name) > 2 else []
    return name in text or (bool(pairs) and sum(pair in text for pair in pairs) >= _MOST * len(pairs))


def plain(text: str) -> str:
    """Return a text without marks and spaces."""
    return _NO_WORD.sub("", text)
