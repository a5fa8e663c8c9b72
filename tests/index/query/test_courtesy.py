"""Courtesy: set phrases alone are courteous, whatever asks something is not."""

import pytest

from index.query.courtesy import Courtesy, courtesy


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("你好", Courtesy.GREETING),
        ("您好呀!", Courtesy.GREETING),
        ("老师,早上好~", Courtesy.GREETING),
        ("hello", Courtesy.GREETING),
        ("谢谢", Courtesy.THANKS),
        ("太感谢了,辛苦!", Courtesy.THANKS),
        ("謝謝您", Courtesy.THANKS),
        ("不错不错", Courtesy.THANKS),
        ("Thank you very much!", Courtesy.THANKS),
        ("好的", Courtesy.AGREEMENT),
        ("嗯嗯,知道了", Courtesy.AGREEMENT),
        ("对", Courtesy.AGREEMENT),
        ("没错了", Courtesy.AGREEMENT),
        ("OK", Courtesy.AGREEMENT),
        ("不对", Courtesy.DISAGREEMENT),
        ("不对吧,错了", Courtesy.DISAGREEMENT),
        ("再见", Courtesy.FAREWELL),
        ("好的,谢谢,拜拜", Courtesy.FAREWELL),
        ("不好意思,打错了", Courtesy.APOLOGY),
        ("你是谁?", Courtesy.IDENTITY),
        ("你好,请问你叫什么名字", Courtesy.IDENTITY),
        ("你是真人还是机器", Courtesy.IDENTITY),
        ("who are you?", Courtesy.IDENTITY),
        ("你能做什么", Courtesy.CAPABILITY),
        ("我可以问些什么?", Courtesy.CAPABILITY),
        ("怎么提问呀", Courtesy.CAPABILITY),
        ("😀", Courtesy.REACTION),
        ("👍🏻👍🏻", Courtesy.REACTION),
        ("哈哈哈", Courtesy.REACTION),
        ("???", Courtesy.REACTION),
        ("噔噔噔噔噔", Courtesy.REACTION),
        ("你吃饭了没", Courtesy.CHAT),
    ],
)
def test_set_phrases_are_known_for_what_they_do(text: str, kind: Courtesy) -> None:
    assert courtesy(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "那祁门县呢?",
        "谢谢,那祁门县呢?",
        "好的做法有哪些",
        "还有吗",
        "有什么用",
        "怎么用的",
        "多少",
        "是什么时候的事",
        "2023",
        "2024年呢",
        "委员",
        "谁说的",
        "你们县开了几次会",
        "你知道祁门县的提案吗",
        "你们政协有多少委员",
        "感谢信是谁写的",
        "对口帮扶",
    ],
)
def test_what_may_ask_something_is_no_courtesy(text: str) -> None:
    assert courtesy(text) is None


def test_words_that_only_stand_between_are_no_courtesy() -> None:
    assert courtesy("那你呢") is None
