"""Courtesy: turns that greet, thank, agree, take leave or ask who answers. They ask nothing of the reports.

A closed list of set phrases, such as every textbook of Chinese has; a turn is courteous when it is made of them alone,
whatever their order and number. The Chinese words here are grammar, not sentences that a user reads.
"""

import re

from index.normal import simplified
from index.query.tables import rows

_BOT = r"(?:机器人?|真人|人工智能|智能助手|助手|模型|程序|软件|ai|人|东西|哪位|哪个|哪家的?)"
_MADE = r"(?:开发|制作|研发|设计|创造|训练|做|写|造|搞)"
_BETWEEN = r"请问|[你您们啊呀吧呢啦了的很太真非常十分都就那请哟喽嘛咯我老师大家各位朋友一下机器人小助手亲先]"
# The weightiest first: 好的,谢谢,再见 is a farewell.
_PHRASES = [(kind, each.replace("<bot>", _BOT).replace("<made>", _MADE)) for kind, each in rows("courtesy.tsv")]
_BY_KIND = {kind: "|".join(each for name, each in _PHRASES if name == kind) for kind, _ in _PHRASES}
_PART = re.compile("|".join(f"(?P<{kind}>{phrases})" for kind, phrases in _BY_KIND.items()))
_COURTEOUS = re.compile(rf"(?:{_PART.pattern}|{_BETWEEN}|\s)+")
# Said to whoever answers, and of nobody else: 你吃饭了没. 你知道…, 帮我查… may begin a question of the reports.
_CHAT = re.compile(r"(?:那|请问)?[你您](?!们|知道|晓得|能|可以|帮|给|说|查|看|找|听|告诉|懂|觉得|认为)\w{1,8}")
_COVERED = re.compile(r"[县区市旗]|政协|委员|报道|\d")
_HELD_DOWN = re.compile(r"(\w)\1{3,}")


def courtesy(text: str) -> str | None:
    """Return what a turn does that asks nothing of the reports: 谢谢, 你是谁, 👍; None where it may ask something.

    What there is stands in `courtesy.tsv`, beside small talk ("chat").
    """
    # Letters and digits in one width, case and script, other characters as spaces.
    plain = simplified(text).casefold()
    words = " ".join("".join(char if char.isalnum() else " " for char in plain).split())
    if not words or _HELD_DOWN.sub("", words.replace(" ", "")) == "":
        return "reaction"
    if _COURTEOUS.fullmatch(words):
        done = {part.lastgroup for part in _PART.finditer(words)}
        return next((kind for kind in _BY_KIND if kind in done), None)
    is_chat = _CHAT.fullmatch(words.replace(" ", "")) and not _COVERED.search(words)
    return "chat" if is_chat else None
