"""The normal form of questions and sentences."""

import pytest

from index.normal import CLAUSE_END, normalise, simplified


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("ＣＰＰＣＣ　２０２３年，提案", "CPPCC 2023年,提案"),
        ("縣政協委員", "县政协委员"),
        ("云 溪 县 开 了 会", "云溪县开了会"),
        ("二○二三年", "二〇二三年"),
        ("提案👍多少\u200b件", "提案 多少 件"),
        ("好多个委员,好多了", "多少个委员,好多了"),
        ("@xunli_bot 云溪县政鞋", "云溪县政协"),
        ("when 开会", "什么时候 开会"),
    ],
)
def test_what_means_the_same_is_written_alike(text: str, normal: str) -> None:
    assert normalise(text) == normal
    assert normalise(normal) == normal


def test_characters_are_simplified_and_nothing_else() -> None:
    assert simplified("Thank ＹＯＵ，謝謝") == "Thank YOU,谢谢"


def test_clauses_end_at_commas_and_stops_and_not_within_a_list() -> None:
    assert CLAUSE_END.split("视察、调研5次,提出建议8条。") == ["视察、调研5次", "提出建议8条", ""]
