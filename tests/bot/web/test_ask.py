"""The first page, in this process: what a browser is shown of an answer."""

import io
import re
from dataclasses import replace
from html import unescape
from urllib.parse import unquote_plus

import pytest
from docx import Document
from starlette.testclient import TestClient

from bot.state import WEB, State
from bot.web.services import Services
from bot.web.templating import STATIC
from index.answer import Answer, Status
from index.errors import IndexFault
from prompts.answers import CHOOSE, COURTESIES
from prompts.web import NEAR_MISS
from tests.bot.web.conftest import ADDRESS, QUESTION, Serve, marked, token_of, visible
from tests.index.samples import FIRST, add


def ask(client: TestClient, *turns: str) -> str:
    response = client.get("/", params={"t": list(turns[:-1]), "q": turns[-1]})
    assert response.status_code == 200
    return response.text


def test_the_first_page_offers_questions_that_are_answered(client: TestClient) -> None:
    page = client.get("/").text
    examples = re.findall(r'<a href="/\?(q=[^"]+)">', page)
    assert len(examples) == 3
    assert all('class="turn answered"' in client.get(f"/?{query}").text for query in examples)


def test_the_first_page_with_its_style_and_script_is_under_60_kb(client: TestClient) -> None:
    page = client.get("/")
    parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert len(parts) == 4
    sent = [int(client.get(part).headers["content-length"]) for part in parts]
    assert sum(sent) + len(page.content) < 60_000


def test_nothing_comes_from_outside(client: TestClient) -> None:
    page = ask(client, QUESTION)
    loaded = re.findall(r'<(?:script|link|img|iframe|source)[^>]+(?:src|href)="([^"]+)"', page)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", page)


def test_the_one_script_from_elsewhere_is_as_its_licence_file_says() -> None:
    [version] = re.findall(r"htmx ([\d.]+)", (STATIC / "LICENSE.htmx.txt").read_text(encoding="utf-8"))
    assert f'version:"{version}"' in (STATIC / "htmx.min.js").read_text(encoding="utf-8")


def test_browsers_some_years_old_know_all_of_the_style_and_script() -> None:
    style, script = ((STATIC / name).read_text(encoding="utf-8") for name in ("web.css", "web.js"))
    assert not re.search(r":has\(|color-mix|oklch|@layer|@container|@scope|\d[dsl]v[hw]\b|&[ :.]|light-dark", style)
    assert not re.search(r"\b(?:let|const|async|await|class)\b|=>|\?\.|\?\?|`", script)


def test_a_question_that_leaves_open_whose_it_is_offers_whose(serve: Serve) -> None:
    browser = serve()
    add(browser.services.home, FIRST)  # type: ignore[attr-defined]
    page = ask(browser, "开展了几次专题协商?")
    assert CHOOSE in page
    assert [unquote_plus(one) for one in re.findall(r'href="/\?q=([^"]+)">\S+政协<', page)] == [
        "云溪县政协开展了几次专题协商?",
        "涟水县政协开展了几次专题协商?",
    ]


def test_the_figure_stands_before_the_quote_and_the_source_behind_it(client: TestClient) -> None:
    text = visible(ask(client, QUESTION))
    places = [text.index(part) for part in ("7次 · 专题协商", "全年围绕", "涟水县政协 · 2023年 · 履职为本")]
    assert places == sorted(places)


def test_what_one_of_two_tells_is_its_answer_beside_who_tells_nothing(client: TestClient) -> None:
    page = ask(client, "涟水县和清江浦区各开展了几次专题协商?")
    text = visible(page)
    assert text.index("清江浦区政协:未载") < text.index("7次 · 专题协商 · 涟水县政协(2023)") < text.index("等主题开展")
    assert NEAR_MISS not in text
    assert 'class="turn answered"' in page


def test_what_answers_is_marked_in_the_quote(client: TestClient) -> None:
    page = ask(client, QUESTION)
    quoted = re.search(r"<blockquote>(.*?)</blockquote>", page, re.DOTALL)
    assert quoted
    assert re.findall(r"<mark>(.*?)</mark>", quoted[1]) == ["7次"]


def test_a_quote_leads_to_its_place_in_the_report(client: TestClient) -> None:
    link = re.search(r'class="open" href="([^"]+)"', ask(client, QUESTION))
    assert link
    found = marked(client.get(link[1].replace("&amp;", "&")).text)
    assert found is not None
    assert found.startswith("全年围绕")
    assert found.endswith("专题协商7次。")


def test_a_follow_up_goes_on_from_the_questions_in_the_form(client: TestClient) -> None:
    page = ask(client, QUESTION)
    assert f'<input type="hidden" name="t" value="{QUESTION}">' in page
    more = ask(client, QUESTION, "那清江浦区呢?")
    assert more.count("<article") == 2
    assert "清江浦区" in visible(more[more.rindex("<article") :])
    assert "理解为:" in more


@pytest.mark.parametrize(
    ("status", "said"),
    [(Status.NEAR_MISS, "相近,但不是所问"), (Status.NOT_FOUND, "没有找到")],
)
def test_what_is_no_answer_looks_different_and_is_kept_for_maintainers(
    client: TestClient, services: Services, monkeypatch: pytest.MonkeyPatch, status: Status, said: str
) -> None:
    answered = services.engine.answer(QUESTION)
    quotes = answered.quotes if status is Status.NEAR_MISS else ()

    def answer(text: str, **_: object) -> Answer:
        return replace(answered, question=text, understood=text, status=status, quotes=quotes, further=())

    monkeypatch.setattr(services.engine, "answer", answer)
    question = f"火星上的土豆亩产多少?({status})"
    page = ask(client, question)
    assert f'class="turn {status}"' in page
    assert f"<strong>{said}</strong>" in page
    assert 'class="lead"' not in page
    assert page.count("<blockquote>") == len(quotes)
    assert question in [miss.question for miss in services.state.misses()]


def test_thanks_are_answered_warmly_and_are_no_miss(client: TestClient, services: Services) -> None:
    page = ask(client, QUESTION, "谢谢")
    last = visible(page[page.rindex("<article") : page.rindex("</article>")])
    assert last == f"问: 谢谢 {COURTESIES['thanks']}"
    assert "谢谢" not in [miss.question for miss in services.state.misses()]


def test_a_question_that_is_answered_by_now_is_no_miss(client: TestClient, services: Services) -> None:
    services.state.keep(WEB, QUESTION, generation=0)
    ask(client, QUESTION)
    assert QUESTION not in [miss.question for miss in services.state.misses()]


def test_an_answer_is_shown_where_nothing_can_be_kept(
    client: TestClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise IndexFault("locked")

    monkeypatch.setattr(State, "settle", locked)
    assert "7次" in ask(client, QUESTION)


def test_the_script_gets_the_new_turn_and_a_fresh_form(client: TestClient) -> None:
    part = client.get("/", params={"t": QUESTION, "q": "那清江浦区呢?"}, headers={"HX-Request": "true"}).text
    assert part.count("<article") == 1
    assert part.count('<input type="hidden" name="t"') == 2
    assert "<html" not in part


def test_an_empty_or_a_long_question_is_refused_in_one_line(client: TestClient) -> None:
    response = client.get("/", params={"q": "问" * 501})
    assert response.status_code == 400
    assert "请控制在 500 字以内" in response.text
    assert client.get("/", params={"t": "几次", "q": " "}).status_code == 400


def test_a_question_is_shown_as_text_whatever_it_holds(client: TestClient) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    page = ask(client, attack, f"{attack}?")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_answer_is_handed_out_as_a_word_file(client: TestClient) -> None:
    response = client.get("/answer.docx", params={"q": QUESTION})
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(response.content)).paragraphs)
    for part in (QUESTION, "7次", "专题协商7次。", "——《淮安市县市区政协工作巡礼》第1期", f"{ADDRESS}/r/"):
        assert part in text


def test_a_quote_is_copied_with_its_source_and_its_link(client: TestClient) -> None:
    copied = re.search(r'data-copy="([^"]+)"', ask(client, QUESTION))
    assert copied
    quote, source, link = unescape(copied[1]).split("\n")
    assert quote.endswith("专题协商7次。”")
    assert source.startswith("——《淮安市县市区政协工作巡礼》第1期")
    assert marked(client.get(link).text) == quote.strip("“”")


def test_a_quote_that_is_called_wrong_is_kept(client: TestClient, services: Services) -> None:
    page = ask(client, QUESTION)
    form = page[page.index('action="/wrong"') :]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))
    response = client.post("/wrong", data=fields)
    assert "已记下" in response.text
    [remark] = services.feedback.remarks()
    assert (remark.question, remark.quote.start) == (QUESTION, int(fields["start"]))
    services.feedback.settle(remark.id)
    assert services.feedback.remarks() == []


def test_a_remark_without_the_token_of_the_session_is_refused(client: TestClient) -> None:
    token = token_of(ask(client, QUESTION))
    client.cookies.clear()
    fields = {"token": token, "question": "问", "sha256": "0" * 64, "start": "1", "end": "2"}
    assert client.post("/wrong", data=fields).status_code == 403


def test_reports_are_listed_with_a_link_to_each(client: TestClient) -> None:
    page = client.get("/reports").text
    link = re.search(r'<li><a href="(/r/[^"]+)"', page)
    assert link
    assert client.get(link[1]).status_code == 200


def test_an_unknown_page_says_so(client: TestClient) -> None:
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert "没有这一页" in response.text
