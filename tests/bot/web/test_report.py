"""Reports as pages: every character of the stored text, the slice marked, and pictures of the original."""

import io
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest
from click.testing import CliRunner
from docx.shared import Cm
from PIL import Image
from starlette.testclient import TestClient

from bot.commands.index import index
from bot.web.report import Outline, paragraphs
from bot.web.services import Services
from corpus import formats
from corpus.formats import picture
from corpus.model import Span
from tests.bot.web.conftest import QUESTION, Serve, marked, visible
from tests.corpus.formats.conftest import column, pdf_of
from tests.index.samples import CHANGED, FIRST, SECOND, add, document


def reported(services: Services) -> tuple[str, str]:
    """Return the name and the text of the report that ships."""
    generation = services.engine.generation
    name = generation.reports[0].name
    return name, generation.text_of(name)


@pytest.mark.parametrize(
    ("start", "length"),
    [(487, 49), (0, 3), (10, 1), (700, 900)],
    ids=["a sentence", "a blank beginning", "a character", "several paragraphs"],
)
def test_any_slice_is_marked_as_it_stands(client: TestClient, services: Services, start: int, length: int) -> None:
    name, text = reported(services)
    page = client.get(f"/r/{name}", params={"from": start, "to": start + length}).text
    assert marked(page) == text[start : start + length].replace("\r\n", "\n")


def test_the_whole_text_is_shown(client: TestClient, services: Services) -> None:
    name, text = reported(services)
    page = client.get(f"/r/{name}").text
    shown = "".join(re.findall(r"\S", visible(page[page.index('<div class="report">') : page.index("</article>")])))
    assert shown == "".join(text.split())


def test_the_section_of_a_quote_is_lit_and_the_outline_leads_on(client: TestClient, services: Services) -> None:
    name, _ = reported(services)
    page = client.get(f"/r/{name}", params={"from": 487, "to": 536}).text
    lit = re.findall(r'class="(\w+) lit"', page)
    assert lit[0] == "heading"
    assert lit.count("item") == 3
    anchors = re.findall(r'href="#(s\d+)"', page)
    assert len(anchors) > 6
    assert all(f'id="{anchor}"' in page for anchor in anchors)


def test_a_report_is_found_by_name_file_or_hash(client: TestClient, services: Services) -> None:
    record = services.engine.generation.reports[0]
    for name in (record.name, record.file, record.sha256, record.sha256[:16]):
        page = client.get(f"/r/{name}").text
        assert "已核对" in page
        assert record.sha256[:12] in page


def test_the_stored_text_is_sent_exactly(client: TestClient, services: Services) -> None:
    name, text = reported(services)
    assert client.get(f"/r/{name}/text").content == text.encode()


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/r/没有这份", 404, "没有名为“没有这份”的报道"),
        ("/r/NAME?from=x&to=9", 400, "from 和 to 应是"),
        ("/r/NAME?from=-1&to=9", 400, "from 和 to 应是"),
        ("/r/../../etc/passwd", 404, "没有这一页"),
        ("/r/NAME/page/1", 404, "没有保存这一页原件"),
    ],
)
def test_what_is_not_there_is_said(client: TestClient, services: Services, path: str, status: int, said: str) -> None:
    response = client.get(path.replace("NAME", services.engine.generation.reports[0].name))
    assert response.status_code == status
    assert said in response.text


def test_a_pdf_that_was_added_on_the_command_line_shows_its_page_beside_the_quote(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    browser = serve()
    home = browser.services.home.layout.home  # type: ignore[attr-defined]
    monkeypatch.setenv("XUNLI_HOME", str(home))
    lines = [f"　{line}" for line in FIRST.text.splitlines() if line]
    path = tmp_path / "一.pdf"
    path.write_bytes(pdf_of([column(part, x=60, top=700) for part in (lines[:4], lines[4:])]))
    added = CliRunner().invoke(index, ["add", str(path)])
    assert added.exit_code == 0, added.output
    [link] = re.findall(r'class="open" href="([^"]+)"', browser.get("/?q=云溪县政协专题协商几次").text)[:1]
    shown = browser.get(unescape(link)).text
    [picture] = re.findall(r'<img src="(/r/[^"]+)" alt="原件第 2 页"', shown)
    assert browser.get(picture).headers["content-type"] == "image/png"
    assert (marked(shown) or "").endswith("专题协商8次。")


@pytest.fixture
def scanned(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Serve a scan whose recognised lines, with places of their own each, are those of a report."""
    lines = [line for line in FIRST.text.splitlines() if line]
    boxes = [[[100, at], [700, at], [700, at + 20], [100, at + 20]] for at in range(100, 900, 30)]
    found = SimpleNamespace(boxes=boxes[: len(lines)], txts=lines, scores=[0.99] * len(lines))
    monkeypatch.setattr(picture, "_loaded", lambda: lambda _image, **_: found)
    sheet = Image.new("RGB", (1_000, 2_000), "white")
    sheet.save(tmp_path / "一.png")
    browser = serve()
    add(browser.services.home, formats.read(tmp_path / "一.png"))  # type: ignore[attr-defined]
    return browser


def opened(browser: TestClient, question: str) -> str:
    [link] = re.findall(r'class="open" href="([^"]+)"', browser.get(f"/?q={question}").text)[:1]
    return browser.get(unescape(link)).text


def size_of(browser: TestClient, path: str) -> tuple[int, int]:
    shown = browser.get(unescape(path))
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    return Image.open(io.BytesIO(shown.content)).size


def test_the_strip_of_a_scan_stands_beside_its_quote_and_leads_to_the_page(scanned: TestClient) -> None:
    page = opened(scanned, "云溪县政协收到多少件提案")
    assert marked(page) == "全年收到提案248件。"
    [(whole, strip)] = re.findall(r'<a href="(/r/[^"]+)"><img src="([^"]+)" alt="原件第 1 页\(文字由图片识别', page)
    assert strip.startswith(f"{whole}?from=")
    assert size_of(scanned, whole) == (1_000, 2_000)
    assert size_of(scanned, strip) == (606, 92)  # the last line and two above it
    assert page.count('id="original"') == 1
    assert page.index('id="quote"') < page.index('id="original"') < page.index("</article>")


def test_the_strip_of_a_picture_in_a_word_file_stands_beside_its_quote(scanned: TestClient, tmp_path: Path) -> None:
    word = docx.Document()
    word.add_picture(str(tmp_path / "一.png"), width=Cm(10))
    word.save(tmp_path / "一.docx")
    home = scanned.services.home  # type: ignore[attr-defined]
    add(home, formats.read(tmp_path / "一.docx"))
    page = opened(scanned, "云溪县政协收到多少件提案")
    assert marked(page) == "全年收到提案248件。"
    [strip] = re.findall(r'<img src="([^"]+)" alt="原件第 1 张图片\(文字由图片识别,请对照;点图看整图\)"', page)
    assert size_of(scanned, strip) == (606, 92)


@pytest.mark.parametrize("query", ["", "?from=0&to=0", "?from=900000&to=900001"])
def test_without_a_slice_that_was_recognised_the_page_is_sent(scanned: TestClient, query: str) -> None:
    assert size_of(scanned, f"/r/一/page/1{query}") == (1_000, 2_000)
    assert scanned.get("/r/一/page/2?from=0&to=5").status_code == 404
    assert scanned.get("/r/一/page/1?from=x").status_code == 400
    assert '/page/1" alt="原件第 1 页"' in scanned.get("/r/一").text


def test_a_link_outlives_a_new_version_and_says_what_changed(serve: Serve) -> None:
    browser = serve()
    home = browser.services.home  # type: ignore[attr-defined]
    add(home, FIRST, SECOND)
    [link] = re.findall(r'class="open" href="([^"]+)"', browser.get("/?q=云溪县政协专题协商几次").text)[:1]
    [kept] = re.findall(r'class="open" href="([^"]+)"', browser.get("/?q=云溪县政协收到多少件提案").text)[:1]
    assert marked(browser.get(link.replace("&amp;", "&")).text) == "全年开展专题协商8次。"
    add(home, CHANGED)
    gone = browser.get(link.replace("&amp;", "&")).text
    assert marked(gone) is None
    assert "在新版里没有了,或者改过了" in gone
    assert "链接写下时,那段话是: 全年开展专题协商8次。" in visible(gone)
    assert "9次" in gone
    there = browser.get(kept.replace("&amp;", "&")).text
    assert marked(there) == "全年收到提案248件。"
    assert "一字未改" in there


def test_a_link_without_a_version_says_so_and_which_one_is_shown(client: TestClient, services: Services) -> None:
    record = services.engine.generation.reports[0]
    page = client.get(f"/r/{record.name}?from=487&to=536").text
    assert f"链接没有写明版本,看不出《{record.name}》在那以后改过没有。" in page
    assert f"现在这一版({record.sha256[:12]}…)" in page
    [permalink] = re.findall(r'<a href="([^"]+)#quote">固定链接', page)
    versioned = client.get(unescape(permalink)).text
    assert marked(versioned) == marked(page)
    assert 'class="changed"' not in versioned
    assert 'class="changed"' not in client.get(f"/r/{record.sha256[:16]}?from=487&to=536").text  # the hash tells it


def test_a_place_that_a_report_does_not_have_is_said(client: TestClient, services: Services) -> None:
    page = client.get(f"/r/{services.engine.generation.reports[0].name}?from=9&to=99999").text
    assert "链接指的位置不在" in page
    assert marked(page) is None


def test_every_link_that_is_handed_out_has_the_version(client: TestClient, services: Services) -> None:
    name = services.engine.generation.reports[0].name
    paths = (f"/?q={QUESTION}", "/figures", "/reports", f"/r/{name}", f"/r/{name}?from=487&to=536")
    programs = (f"/api/ask?q={QUESTION}", "/api/figures", "/api/reports")
    links = [link for path in paths for link in re.findall(r'href="(/r/[^"]+)"', client.get(path).text)]
    links += [link for path in programs for link in re.findall(r'"link":"([^"]+)"', client.get(path).text)]
    assert len(links) > 40
    pinned = re.compile(r"/r/[0-9a-f]{16}/(text|page)")  # to the hash itself
    assert [link for link in links if not pinned.match(link) and not re.search(r"[?&;]v=[0-9a-f]{8}", link)] == []


def test_a_link_to_a_report_that_came_again_under_another_name_leads_there(serve: Serve) -> None:
    browser = serve()
    home = browser.services.home  # type: ignore[attr-defined]
    add(home, FIRST)
    [link] = re.findall(r'class="open" href="([^"]+)#quote"', browser.get("/?q=云溪县政协收到多少件提案").text)[:1]
    [whole] = re.findall(r'<a href="(/r/%E4%B8%80\?[^"]+)"', browser.get("/reports").text)
    add(home, document("新", FIRST.text.replace("8次", "18次")))
    for query in (unescape(link), re.sub(r"&amp;v=\w+", "", link).replace("&amp;", "&")):
        page = browser.get(query).text
        assert marked(page) == "全年收到提案248件。"
        assert "《一》已换成《新》;这段引文一字未改,已在新版里找到它现在的位置。" in page
    assert "《一》已换成《新》。下面是新版全文。" in browser.get(whole).text
    home.remove("新")
    gone = browser.get(unescape(link))
    assert gone.status_code == 404
    assert "《一》以前收录过,现在不再收录" in gone.text


def test_a_link_by_the_hash_outlives_a_new_version_too(serve: Serve) -> None:
    browser = serve()
    home = browser.services.home  # type: ignore[attr-defined]
    add(home, FIRST)
    at = FIRST.text.index("收到提案248件")
    add(home, document("一", FIRST.text.replace("8次", "18次")))
    page = browser.get(f"/r/{FIRST.sha256[:16]}?from={at}&to={at + 8}").text
    assert marked(page) == "收到提案248件"
    assert "《一》已换成新的版本;这段引文一字未改,已在新版里找到" in page


def test_an_altered_source_is_not_shown(serve: Serve) -> None:
    browser = serve()
    home = browser.services.home  # type: ignore[attr-defined]
    record = home.current().reports[0]
    path = home.layout.source(record.sha256)
    path.write_bytes(path.read_bytes().replace("7次".encode(), "8次".encode()))
    response = browser.get(f"/r/{record.sha256}")
    assert response.status_code == 503
    assert "没有通过核对" in response.text
    assert "8次" not in response.text


def test_markup_in_a_report_is_text() -> None:
    text = "标题\n<script>alert(1)</script>\n"
    shown = paragraphs(text, Outline(document("一", text), {}, {}, ()), Span(3, 11))
    assert [one.pieces for one in shown] == [(("标题", ""),), (("<script>", "mark"), ("alert(1)</script>", ""))]
