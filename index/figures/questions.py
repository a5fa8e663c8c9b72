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
from index.terms import words as cut

_ASKED = re.compile(
    rf"(?:多少|几多|几(?!乎)|好多|多大|多(?=[高长久远重深宽]))[十百千万亿]*(?P<of>个?)(?P<unit>{UNIT})?(?P<noun>[\u4e00-\u9fff]{{0,4}})"
)
# Kinds of measure that are asked for without their units.
_KINDS_ASKED = {
    "money": r"钱|金额|资金|经费|投资|花.{0,4}[多几]|掏|赚|挣|省下|"
    r"[补贴]多少|罚|造价|补贴|工资|租金|[单票房]价|费用|成本|"
    r"善款|产值|收入|拨款|捐款",
    "share": r"百分|率|占比|比例|几成|占了?.{0,4}[多几]|[几多]少?倍",
    "time": r"多久|多长时间|时长|工期|[多几]少?个?钟头",
    "age": r"多大(?:岁数|年纪|了)|年龄|高龄",
    "area": r"面积|多大地",
    "length": r"多[长远宽高深](?!时)|里路",
    "weight": r"多重|产量|打多少",
    "people": r"人数|多少(?:委员|群众|学生|老人|党员|代表|干部|居民|村民|职工|专家|孩子|老师)",
}
_ROLES_ASKED = {
    Role.CHANGE: r"增|加了|减|[多少]了|降|涨|提[高升]|上升|多[出收办]|比.{0,10}[多少高低]|差多少|变化|幅度|"
    r"多[打挣赚卖交来花].{0,2}多少",
    Role.BASE: r"原来|之前|以前|原先|本来|从前|[上去前]年|上一年|最初|起初|当初|过去|上[届次]|头年|同期",
    Role.EACH: r"平均|人均|户均|每|一[年月天次户人个家亩件场期位名张吨斤]",
}
ASKS_CHANGE = re.compile(r"(?:比.{0,12}[多少高低]|增加|减少|下降|提高|增长|上升|多出|少了)[了出收办]?(?:多少|几)")
ASKS_EACH = re.compile(r"[人户]均|平均|每")
_COUNTS_ITSELF = re.compile(r"[\u4e00-\u9fff]{1,3}?(?P<unit>[户人])")  # 多少贫困户 are counted in 户
NOW = re.compile(r"现在|如今|今年|目前|后来|改.{0,3}后|最后|达到|到了?多少")
MOST, LEAST = re.compile(r"最[多高大长好]|第一|头一|居首|冠"), re.compile(r"最[少低小短]|垫底")
OF_GROUP = re.compile(r"[里其当]中|里[头面]|的.{0,3}[里中]|[里中](?=[^，,]{0,8}(?:多少|几))")
NEGATED = re.compile(r"(?:不|未|没|无法?|非|拒绝?)(?:有|予|给|能|曾|被|得到|获|再){0,2}$")
# What becomes of a proposal, an opinion or a report, one stage after the other: a figure of one is none of another.
_STAGE_WORDS = {
    "received": r"收到|收集|征集|提交|递交|提出|[交收报递](?:了|上|来)",
    "filed": r"(?:立案|立[上了](?!门)|立得)",
    "assigned": r"交办|承办|主办|会办|转办|领办",
    "answered": r"办复|答复|面复|回复",
    "done": r"办结|办完|办成|办好|解决|结案",
    "adopted": r"[采录刊引]用|采纳|被用",
    "realised": r"落了?[实地]|兑现",
    "praised": r"[获得]奖|奖项|表彰",
    "instructed": r"批示",
    "satisfied": r"满意",
}
_STAGES = {name: re.compile(pattern) for name, pattern in _STAGE_WORDS.items()}
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
    text = plain_form(question)[0]
    asked = next(reversed(list(_ASKED.finditer(text))), None)
    unit = UNIT_NAMES.get(asked["unit"], asked["unit"]) or asked["of"] if asked else ""
    if asked and not asked["unit"] and (own := _COUNTS_ITSELF.match(asked["noun"])):
        unit = own["unit"]
    if re.search(_KINDS_ASKED["age"], text):
        unit = "岁"
    named = [kind for kind, pattern in _KINDS_ASKED.items() if re.search(pattern, text)]
    kinds = [kind_of(unit)] if unit and unit != "个" else []
    body = f"{text[: asked.start()]} {text[asked.start('noun') :]}" if asked else text
    tokens = dict(_tokens(body))
    return Ask(
        text=text,
        unit=unit,
        noun=_PARTICLE.sub("", asked["noun"])[:2] if asked else "",
        kinds=tuple(dict.fromkeys(kinds + named)),
        roles=frozenset(role for role, pattern in _ROLES_ASKED.items() if re.search(pattern, text)),
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
