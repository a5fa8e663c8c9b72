"""Courtesy: set phrases alone are courteous, whatever asks something is not."""

import pytest

from index.query.courtesy import courtesy


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("你好", "greeting"),
        ("您好呀!", "greeting"),
        ("老师,早上好~", "greeting"),
        ("hello", "greeting"),
        ("谢谢", "thanks"),
        ("太感谢了,辛苦!", "thanks"),
        ("謝謝您", "thanks"),
        ("不错不错", "thanks"),
        ("Thank you very much!", "thanks"),
        ("好的", "agreement"),
        ("嗯嗯,知道了", "agreement"),
        ("对", "agreement"),
        ("没错了", "agreement"),
        ("OK", "agreement"),
        ("不对", "disagreement"),
        ("不对吧,错了", "disagreement"),
        ("再见", "farewell"),
        ("好的,谢谢,拜拜", "farewell"),
        ("不好意思,打错了", "apology"),
        ("你是谁?", "identity"),
        ("你好,请问你叫什么名字", "identity"),
        ("你是真人还是机器", "identity"),
        ("who are you?", "identity"),
        ("你能做什么", "capability"),
        ("我可以问些什么?", "capability"),
        ("怎么提问呀", "capability"),
        ("😀", "reaction"),
        ("👍🏻👍🏻", "reaction"),
        ("哈哈哈", "reaction"),
        ("???", "reaction"),
        ("噔噔噔噔噔", "reaction"),
        ("你吃饭了没", "chat"),
    ],
)
def test_set_phrases_are_known_for_what_they_do(text: str, kind: str) -> None:
    assert courtesy(text) == kind


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
