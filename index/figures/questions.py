"""Questions of figures: what a question of how many asks, as the ranking of figures needs it.

The Chinese words here are the grammar of questions, not sentences that a user reads.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from corpus.figures import figures_in
from corpus.measures import UNIT, kind_of
from corpus.model import Figure, Role
from corpus.quantities import UNIT_NAMES, plain_form
from corpus.wordlists import words
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
HAN = re.compile(r"[\u4e00-\u9fff]+")
YEAR = re.compile(r"((?:19|20)[0-9]{2})年?")
# Characters and words that say nothing of what is asked.
EMPTY = frozenset(
    "的了是有在一共总吗呢啊呀请问帮我查下想知道那这个年到底就都给去来过和与跟把被让里上中得着也还又几多少大小要哪谁什么怎会们"
    "你他她它其以为于及等能可以不没未人家边份件条次名位"
)
_EMPTY_WORDS = words("多少 一共 总共 请问 一下 知道 到底 这个 那个 那边 这边 他们 拢共 合计 究竟 一个 大概 几个")
WORD, PAIR, _ACROSS, _CHARACTER = 1.0, 0.5, 0.3, 0.35  # weights of what is looked for


@dataclass(frozen=True, slots=True)
class Ask:
    """What a question of how many asks: `tokens` are its words, pairs and characters with their weights.

    `noun` is what is asked the number of, as far as it stands behind the measure word (几个乡镇).
    `negated` are the tokens that stand behind a negation; `given` the figures that the question states.
    """

    text: str
    unit: str
    noun: str
    kinds: tuple[str, ...]
    roles: frozenset[Role]
    stages: frozenset[str]
    tokens: Mapping[str, float]
    negated: frozenset[str]
    given: tuple[Figure, ...]
    years: frozenset[str]

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern stands in the question."""
        return bool(pattern.search(self.text))


@lru_cache(maxsize=256)
def ask_of(question: str) -> Ask:
    """Return what a question asks."""
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
    tokens = dict(_tokens(body))
    return Ask(
        text=text,
        unit=unit,
        noun=_PARTICLE.sub("", asked["noun"])[:2] if asked else "",
        kinds=tuple(dict.fromkeys(kinds + named)),
        roles=frozenset(Role(role) for role, pattern in _ROLES_ASKED.items() if pattern.search(text)),
        stages=stages_of(text),
        tokens=tokens,
        negated=frozenset(one for one in tokens if NEGATED.search(body[: body.find(one)])),
        given=figures_in(text),
        years=frozenset(YEAR.findall(text)),
    )


def _tokens(body: str) -> Iterator[tuple[str, float]]:
    """Yield what is looked for: single characters, then pairs, then words, so that the heaviest weight stays.

    A pair across two words weighs less: it may be of a name that no dictionary has.
    """
    found = [word for word in cut(body) if word not in _EMPTY_WORDS and not word.isdigit()]
    yield from ((char, _CHARACTER) for word in found for char in word if HAN.match(char) and char not in EMPTY)
    pairs = {run[at : at + 2] for run in HAN.findall(body) for at in range(len(run) - 1)}
    within = {word[at : at + 2] for word in found for at in range(len(word) - 1)}
    for pair in sorted(pairs):
        if not EMPTY.issuperset(pair):
            yield pair, PAIR if pair in within else _ACROSS
    yield from ((word, WORD) for word in found if len(word) > 1)


def stages_of(text: str) -> frozenset[str]:
    """Return the stages that a text names."""
    return frozenset(name for name, pattern in _STAGES.items() if pattern.search(text))
