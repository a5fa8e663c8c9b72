"""Courtesy: turns that greet, thank, agree, take leave or ask who answers. They ask nothing of the reports.

A closed list of set phrases, such as every textbook of Chinese has; a turn is courteous when it is made of them alone,
whatever their order and number. The Chinese words here are grammar, not sentences that a user reads.
"""

import re
from enum import StrEnum

from index.normal import simplified


class Courtesy(StrEnum):
    """What a courteous turn does, the weightiest first: 好的,谢谢,再见 is a farewell."""

    IDENTITY = "identity"
    CAPABILITY = "capability"
    FAREWELL = "farewell"
    APOLOGY = "apology"
    THANKS = "thanks"
    DISAGREEMENT = "disagreement"
    AGREEMENT = "agreement"
    GREETING = "greeting"
    CHAT = "chat"
    REACTION = "reaction"


_BOT = r"(?:机器人?|真人|人工智能|智能助手|助手|模型|程序|软件|ai|人|东西|哪位|哪个|哪家的?)"
_MADE = r"(?:开发|制作|研发|设计|创造|训练|做|写|造|搞)"
_PHRASES = r"""
identity [你您](?:到底|究竟)?是(?:谁|啥|什么|个?什么<bot>|<bot>(?:还是<bot>)?)(?:<made>出?来?的?)?[吗吧]?
identity [你您](?:叫|姓)(?:做)?(?:什么|啥)(?:名字?)?|[你您](?:的)?名字(?:是|叫)?(?:什么|啥)?
identity 谁<made>(?:出来?)?了?的?[你您]|(?:请|麻烦)?(?:自我介绍|介绍)(?:一?下)?(?:[你您]自己|自己|[你您])?
identity who\s*are\s*you|what\s*are\s*you
capability [你您](?:都|还|到底)?(?:能|会|可以|懂)(?:够)?(?:帮我|给我|替我)?(?:做|干|回答|查|问)?(?:些|点)?(?:什么|啥|嘛|哪些)(?:事情?|问题|的)?
capability [你您](?:都)?有(?:什么|啥|哪些)(?:功能|用处|用|本事|本领)
capability (?:我|这里|这儿)?(?:都|还)?(?:能|可以|该|应该)(?:问|查)[你您]?(?:些|点)?(?:什么|啥|哪些)(?:问题)?
capability (?:我)?(?:该|应该|要)?(?:怎么|如何|咋)(?:问|提问)[你您]?(?:问题)?|(?:怎么|如何|咋)(?:使用|用)[你您]
capability [你您](?:是)?(?:怎么|如何|咋)(?:使用|用)的?|(?:使用)?(?:帮助|说明书?|教程|指南|用法)|help(?:\s*me)?
capability what\s*can\s*you\s*do|how\s*to\s*use
farewell 再见|拜+|回见|回头见|明天见|下次见|晚安|先走了?|先这样|先忙|回聊|改天聊|good\s*bye|bye|good\s*night|see\s*you
farewell zaijian
apology 不好意思|对不起|抱歉|打扰了?|(?:我)?(?:打|写|问|说|发)错了?|手滑了?|sorry
thanks 谢谢|谢了|谢|多谢|感谢|感激|辛苦|麻烦|劳驾|费心|厉害|真?不错|[真好很太]?棒|给力|点赞|赞|优秀|漂亮|真行|完美|牛
thanks 佩服|thank\s*you|thanks|thank|thx|many|so|much|very|great|good\s*job|good|nice|xiexie
disagreement 不对|错了|答错|有误|不准|不是(?:的|这样|这个|吧)?|不行|不好|胡说|瞎说|乱说|不正确|wrong|no
agreement 好的|好吧|好嘞|好|行|可以|中|成|对的?|是的?|没错|正确|嗯|恩|哦|噢|喔|唔|昂|收到|明白|清楚|知道|了解|懂|晓得
agreement 原来如此|原来是这样|这样|没事|没关系|没问题|不客气|不用谢|不用|不必|不要|算|够|没有|没|ok(?:ay)?|yes|yeah|yep
agreement sure|got\s*it|fine
greeting [你您]们?好|大家好|老师好|各位好|好久不见|早上好|上午好|中午好|下午好|晚上好|早安|午安|早|在吗|在不在|在么
greeting 有人吗|有人在吗|有人么|哈喽|哈啰|嗨|喂|新年好|新年快乐|节日快乐|春节快乐|过年好|hello|hi|hey
greeting good\s*(?:morning|afternoon|evening)|nihao
reaction 哈+|呵+|嘿+|嘻+|呜+|唉+|哎+|哇+|咦+|啊+|呀+|哼+|666+|233+|lol|haha
"""
_BETWEEN = r"请问|[你您们啊呀吧呢啦了的很太真非常十分都就那请哟喽嘛咯我老师大家各位朋友一下机器人小助手亲先]"
_ROWS = [row.split() for row in _PHRASES.replace("<bot>", _BOT).replace("<made>", _MADE).strip().splitlines()]
_BY_KIND = {kind: "|".join(phrases for name, phrases in _ROWS if name == kind) for kind in dict(_ROWS)}
_PART = re.compile("|".join(f"(?P<{kind}>{phrases})" for kind, phrases in _BY_KIND.items()))
_COURTEOUS = re.compile(rf"(?:{_PART.pattern}|{_BETWEEN}|\s)+")
# Said to whoever answers, and of nobody else: 你吃饭了没. 你知道…, 帮我查… may begin a question of the reports.
_CHAT = re.compile(r"(?:那|请问)?[你您](?!们|知道|晓得|能|可以|帮|给|说|查|看|找|听|告诉|懂|觉得|认为)\w{1,8}")
_COVERED = re.compile(r"[县区市旗]|政协|委员|报道|\d")
_HELD_DOWN = re.compile(r"(\w)\1{3,}")


def courtesy(text: str) -> Courtesy | None:
    """Return what a turn does that asks nothing of the reports: 谢谢, 你是谁, 👍; None where it may ask something."""
    words = _words(text)
    if not words or _HELD_DOWN.sub("", words.replace(" ", "")) == "":
        return Courtesy.REACTION
    if _COURTEOUS.fullmatch(words):
        done = {part.lastgroup for part in _PART.finditer(words)}
        return next((kind for kind in Courtesy if kind in done), None)
    is_chat = _CHAT.fullmatch(words.replace(" ", "")) and not _COVERED.search(words)
    return Courtesy.CHAT if is_chat else None


def _words(text: str) -> str:
    """Return the letters and digits of a text in one width, case and script, other characters as spaces."""
    plain = simplified(text).casefold()
    return " ".join("".join(char if char.isalnum() else " " for char in plain).split())
