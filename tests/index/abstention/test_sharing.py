"""Sharing: how much of a word stands in a text."""

import pytest

from index.abstention.sharing import SAME_SOUND, share_of


@pytest.mark.parametrize(
    ("word", "text", "share"),
    [
        ("提案", "收到提案312件。", 1.0),
        ("厂子", "追查排污企业4家。", SAME_SOUND),
        ("提按", "收到提案312件。", SAME_SOUND),
        ("慰员", "委员312名。", SAME_SOUND),
        ("清江埔", "清江浦区", SAME_SOUND),
        ("提暗", "案提", 0.0),
        ("提案", "提", 0.0),
        ("文化馆", "文化站", 0.4),
        ("GDP", "GDQ", 0.4),
        ("件", "312件", 1.0),
        ("渔", "鱼", 0.0),
    ],
    ids=[
        "as written",
        "synonym",
        "same sound behind",
        "same sound before",
        "same sound in three",
        "the other half is missing",
        "cut off",
        "half of the pairs",
        "letters have no sound",
        "one character",
        "one character of the same sound",
    ],
)
def test_share(word: str, text: str, share: float) -> None:
    assert share_of(word, text) == pytest.approx(share)
