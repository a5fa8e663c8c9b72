"""Amounts: what a question of how many asks for: its unit, kind and role, the stage of a proposal, what it denies.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
from dataclasses import dataclass

from corpus.figures import figures_in
from corpus.measures import UNIT, kind_of
from corpus.model import Figure, Role
from corpus.quantities import UNIT_NAMES, plain_form
from index.query.tables import rows
from index.terms import words as cut

_ASKED = re.compile(
    rf"(?:多少|几多|几(?!乎)|好多|多大|多(?=[高长久远重深宽]))[十百千万亿]*(?P<of>个?)(?P<unit>{UNIT})?(?P<noun>[\u4e00-\u9fff]{{0,4}})"
)


def _asked(group: str) -> dict[str, re.Pattern[str]]:
    keyed = [(key.split(), wordings) for key, wordings in rows("asked.tsv")]
    return {name: re.compile(wordings) for (of, name), wordings in keyed if of == group}


_KINDS_ASKED, _ROLES_ASKED, _STAGES = map(_asked, ("kind", "role", "stage"))
_COUNTS_ITSELF = re.compile(r"[\u4e00-\u9fff]{1,3}?(?P<unit>[户人])")  # 多少贫困户 are counted in 户
NEGATED = re.compile(r"(?:不|未|没|无法?|非|拒绝?)(?:有|予|给|能|曾|被|得到|获|再){0,2}$")
LATER_STAGES = frozenset(_STAGES) - {"received", "assigned"}
_PARTICLE = re.compile(r"[了的呢吗呀啊在被给去来到要能].*")
_ASKS_CHANGE = re.compile(r"(?:比.{0,12}[多少高低]|增加|减少|下降|提高|增长|上升|多出|少了)[了出收办]?(?:多少|几)")
EACH = re.compile(r"[人户]均|平均|每")


@dataclass(frozen=True, slots=True)
class Amount:
    """What a question of how many asks for.

    `noun` is what is asked the number of, as far as it stands behind the measure word (几个乡镇).
    `negated` are the words that stand behind a negation; `given` the figures that the question states; `of_change` and
    `of_each` tell that it asks for a change (多了多少) or an average alone.
    """

    text: str
    unit: str
    noun: str
    kinds: tuple[str, ...]
    roles: frozenset[Role]
    stages: frozenset[str]
    negated: frozenset[str]
    given: tuple[Figure, ...]
    of_change: bool
    of_each: bool


def amount_of(question: str) -> Amount:
    """Return what a question of how many asks for."""
    text = plain_form(question)
    asked = next(reversed(list(_ASKED.finditer(text))), None)
    unit = UNIT_NAMES.get(asked["unit"], asked["unit"]) or asked["of"] if asked else ""
    if asked and not asked["unit"] and (own := _COUNTS_ITSELF.match(asked["noun"])):
        unit = own["unit"]
    if _KINDS_ASKED["age"].search(text):
        unit = "岁"
    named = [kind for kind, pattern in _KINDS_ASKED.items() if pattern.search(text)]
    kinds = [kind_of(unit)] if unit and unit != "个" else []
    body = f"{text[: asked.start()]} {text[asked.start('noun') :]}" if asked else text
    return Amount(
        text=text,
        unit=unit,
        noun=_PARTICLE.sub("", asked["noun"])[:2] if asked else "",
        kinds=tuple(dict.fromkeys(kinds + named)),
        roles=frozenset(Role(role) for role, pattern in _ROLES_ASKED.items() if pattern.search(text)),
        stages=stages_of(text),
        negated=frozenset(word for word in cut(body) if len(word) > 1 and NEGATED.search(body[: body.find(word)])),
        given=figures_in(text),
        of_change=bool(_ASKS_CHANGE.search(text)),
        of_each=bool(EACH.search(text)),
    )


def stages_of(text: str) -> frozenset[str]:
    """Return the stages that a text names."""
    return frozenset(name for name, pattern in _STAGES.items() if pattern.search(text))
