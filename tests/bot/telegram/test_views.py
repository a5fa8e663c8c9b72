"""Answers as a chat shows them."""

from bot.answers import Content
from bot.telegram.views import first_quotes
from index.answer import Answer, Status
from tests.bot.telegram.test_render import quote


def test_of_many_quotes_the_first_five_are_shown_and_the_others_a_button_away() -> None:
    quotes = tuple(quote(f"甲{number}次。") for number in range(9))
    shown, said = first_quotes(Answer("各家?", "各家?", Status.ANSWERED, quotes, 1.0))
    assert (shown.quotes, shown.further) == (quotes[:5], quotes[5:])
    assert said == "另有 4 处,按“下一条”接着看。"
    assert first_quotes(shown) == (shown, "")


def test_why_there_is_no_answer_is_kept_with_it_and_no_total_is_counted_again() -> None:
    answer = Answer("几次?", "几次?", Status.NEAR_MISS, (quote("甲7次。"),), 1.0, reason="没有写到")
    content = Content.from_json(Content.of(answer).to_json())
    assert (content.reason, content.is_sum) == ("没有写到", False)
