"""The page in a real browser (Debian's chromium), against a server that is a process of its own.

Skipped where chromium or Playwright is not installed: `apt-get install chromium`.
"""

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from corpus.formats import picture
from corpus.formats.reading import PICTURES
from tests.corpus.formats.conftest import column, docx_of, pdf_of
from tests.corpus.formats.ofd_files import ofd_of
from tests.index.samples import CHANGED, FIRST, SECOND, THIRD, page

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests/corpus/formats/cases"
SHOTS = os.environ.get("XUNLI_SCREENSHOTS")  # a folder to keep pictures in
QUESTION, MORE = "涟水县政协开展了几次专题协商?", "那清江浦区呢?"
REPORT = "/r/2023-淮安市县市区政协工作巡礼-1"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Open = Callable[..., Any]
# The lowest contrast of any visible text with what lies behind it, and that text (WCAG 2.1, 1.4.3).
CONTRAST = """() => {
  const parse = value => (value.match(/[\\d.]+/g) || []).map(Number);
  const light = rgb => { const [r, g, b] = rgb.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const behind = element => { for (let one = element; one; one = one.parentElement) {
    const c = parse(getComputedStyle(one).backgroundColor); if (c.length === 3 || c[3] > 0) return c.slice(0, 3); }
    return [255, 255, 255]; };
  let lowest = [99, ""];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.getClientRects().length || element.closest(".sr, .skip, option")) continue;
    const ink = light(parse(getComputedStyle(element).color).slice(0, 3)), ground = light(behind(element));
    const ratio = (Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05);
    if (ratio < lowest[0]) lowest = [ratio, element.textContent.trim().slice(0, 40)];
  }
  return lowest;
}"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = {
        "XUNLI_HOME": str(tmp_path_factory.mktemp("e2e") / "home"),
        "XUNLI_WEB_PORT": "0",
        "XUNLI_WEB_ADMIN_PASSWORD": "admin-secret",
        "XUNLI_WEB_QUESTIONS_PER_MINUTE": "0",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "bot.cli", "web"]
    with subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        yield next(match[0] for line in server.stderr if (match := re.search(r"http://[\d.:]+", line)))
        server.terminate()
        server.stderr.read()
        assert server.wait(60) in (0, -signal.SIGTERM)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any, base: str) -> Iterator[Open]:
    """Open pages in browsers of their own; none may load from elsewhere, run a foreign script, or log an error."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def open_one(path: str = "/", **options: Any) -> Any:
        context = chromium.new_context(locale="zh-CN", **{"viewport": {"width": 1280, "height": 860}, **options})
        contexts.append(context)
        shown = context.new_page()
        shown.set_default_timeout(180_000)
        shown.on("request", lambda sent: None if sent.url.startswith(base) else wrong.append(sent.url))
        shown.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
        shown.on("pageerror", lambda error: wrong.append(str(error)))
        shown.goto(f"{base}{path}")
        return shown

    yield open_one
    for context in contexts:
        context.close()
    assert wrong == []


def ask(shown: Any, question: str) -> None:
    count = shown.locator(".turn").count()
    shown.fill("#q", question)
    shown.press("#q", "Enter")
    shown.locator(".turn").nth(count).wait_for()


def is_in_view(shown: Any, selector: str) -> bool:
    """Whether something is in view, as soon as the page has come and has scrolled there."""
    for _ in range(50):
        box = shown.locator(selector).bounding_box()
        if box is not None and box["y"] >= 0 and box["y"] + min(box["height"], 40) <= shown.viewport_size["height"]:
            return True
        shown.wait_for_timeout(100)
    return False


def keep(shown: Any, name: str) -> None:
    """Keep a picture where that is asked, in few colours, so that it is small."""
    if SHOTS:
        with Image.open(io.BytesIO(shown.screenshot())) as picture:
            picture.convert("RGB").quantize(64).save(f"{SHOTS}/{name}.png", optimize=True)


def looks_right(shown: Any) -> None:
    """Check contrast in light and dark, and the width on a telephone."""
    for scheme in ("dark", "light"):
        shown.emulate_media(color_scheme=scheme)
        ratio, text = shown.evaluate(CONTRAST)
        assert ratio >= 4.5, (scheme, text)
    size = shown.viewport_size
    shown.set_viewport_size({"width": 360, "height": 740})
    assert shown.evaluate("document.documentElement.scrollWidth") == 360
    shown.set_viewport_size(size)


def test_ask_follow_up_and_read_the_source_beside_the_answer(open_page: Open) -> None:
    shown = open_page()
    ask(shown, QUESTION)
    assert shown.locator(".lead strong").first.inner_text() == "7次"
    ask(shown, MORE)
    assert "清江浦区" in shown.locator(".turn").nth(1).inner_text()
    shown.locator(".turn").nth(0).locator(".open").first.click()
    shown.locator("#quote").wait_for()
    shown.wait_for_timeout(500)
    assert shown.locator("#quote").inner_text().endswith("专题协商7次。")
    assert is_in_view(shown, "#quote")
    assert "已核对" in shown.locator("#reader").inner_text()
    assert shown.locator(".turn").count() == 2
    keep(shown, "desktop")
    looks_right(shown)
    shown.keyboard.press("Escape")
    assert not shown.locator("#reader").is_visible()


def test_the_picture_of_the_readme(open_page: Open) -> None:
    """It is docs/page.png: `XUNLI_SCREENSHOTS=docs pytest tests/e2e/test_web.py -k readme`."""
    shown = open_page(f"/?q={QUESTION}", viewport={"width": 1120, "height": 640})
    shown.locator(".open").first.click()
    assert is_in_view(shown, "#quote")
    assert is_in_view(shown, ".lead")
    keep(shown, "page")


def test_it_works_from_the_keyboard(open_page: Open) -> None:
    shown = open_page(f"/?t={QUESTION}&q={MORE}")
    shown.keyboard.press("j")
    assert shown.locator(".cite.current .open").evaluate("one => one === document.activeElement")
    shown.keyboard.press("j")
    shown.keyboard.press("k")
    assert shown.locator(".turn").nth(0).locator(".cite.current").count() == 1
    shown.keyboard.press("Enter")
    shown.locator("#quote").wait_for()
    shown.keyboard.press("Escape")
    shown.keyboard.press("/")
    assert shown.locator("#q").evaluate("one => one === document.activeElement")


def test_the_address_of_a_conversation_shows_it_again(open_page: Open) -> None:
    shown = open_page()
    ask(shown, QUESTION)
    ask(shown, MORE)
    again = open_page(shown.url[shown.url.index("/?") :])
    assert again.locator(".turn").count() == 2
    shown.go_back()
    shown.locator(".turn").nth(1).wait_for(state="detached")
    assert shown.locator(".turn").count() == 1


def test_a_quote_is_copied_with_its_source(open_page: Open) -> None:
    shown = open_page(f"/?q={QUESTION}")
    shown.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown.click("[data-copy]")
    shown.locator("text=已复制").wait_for()
    quote, source, link = shown.evaluate("navigator.clipboard.readText()").split("\n")
    assert quote.endswith("专题协商7次。”")
    assert "第1期" in source
    shown.goto(link)
    assert shown.locator("#quote").inner_text() == quote.strip("“”")


def test_an_answer_is_announced_to_screen_readers(open_page: Open) -> None:
    shown = open_page()
    ask(shown, QUESTION)
    log = shown.locator("[role=log][aria-live=polite]")
    assert log.locator(".turn").count() == 1
    assert shown.get_by_role("textbox").or_(shown.get_by_role("searchbox")).get_attribute("id") == "q"


def test_without_scripts_all_of_it_works_as_pages(open_page: Open) -> None:
    shown = open_page(java_script_enabled=False)
    shown.fill("#q", QUESTION)
    shown.click("#composer button")
    shown.fill("#q", MORE)
    shown.click("#composer button")
    assert shown.locator(".turn").count() == 2
    assert not shown.locator("[data-copy]").first.is_visible()
    shown.locator(".turn").nth(0).locator(".open").first.click()
    assert shown.locator("#quote").inner_text().endswith("专题协商7次。")
    assert is_in_view(shown, "#quote")


@pytest.mark.parametrize("path", ["/", f"/?t={QUESTION}&q={MORE}", "/figures", "/reports", "/login", REPORT])
def test_nothing_is_wider_than_a_telephone(open_page: Open, path: str) -> None:
    shown = open_page(path, viewport={"width": 360, "height": 740})
    assert shown.evaluate("document.documentElement.scrollWidth") == 360
    keep(shown, f"phone-{len(path)}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", f"/?q={QUESTION}", "/?q=食堂", "/figures", f"{REPORT}?from=487&to=536"])
def test_every_text_has_the_contrast_of_level_aa(open_page: Open, path: str, scheme: str) -> None:
    ratio, text = open_page(path, color_scheme=scheme).evaluate(CONTRAST)
    assert ratio >= 4.5, text


def on_paper(shown: Any) -> list[str]:
    """Return the text of each sheet, without spaces."""
    printed = shown.pdf(format="A4")
    if SHOTS:
        Path(SHOTS, "paper.pdf").write_bytes(printed)
    # A PDF's font may tell a character by the radical of the same shape.
    sheets = [unicodedata.normalize("NFKC", one.extract_text()) for one in PdfReader(io.BytesIO(printed)).pages]
    return [re.sub(r"\s", "", text) for text in sheets]


def test_on_paper_there_is_the_report_without_what_only_a_screen_needs(open_page: Open) -> None:
    text = "".join(on_paper(open_page(f"{REPORT}?from=487&to=536")))
    assert "等主题开展专题协商7次。" in text
    assert "已核对" in text
    for part in ("固定链接", "纯文本", "本期目录", "不改一字"):
        assert part not in text


def test_on_paper_there_is_the_answer_and_its_full_source(open_page: Open) -> None:
    [text] = on_paper(open_page(f"/?q={QUESTION}"))
    for part in ("7次", "专题协商", "《淮安市县市区政协工作巡礼》第1期", "王玉峰"):
        assert part in text
    assert "看原文" not in text
    assert text.count("履职为本") == 1  # the source stands there once, in full


def test_figures_are_filtered_and_lead_to_their_sentence(open_page: Open) -> None:
    shown = open_page("/figures")
    shown.select_option("select[name=committee]", "涟水县政协")
    shown.fill("input[name=indicator]", "专题协商")
    shown.click(".filters button")
    assert shown.locator(".number").all_inner_texts() == ["7次"]
    keep(shown, "figures")
    looks_right(shown)
    shown.click(".chart summary")
    chart = shown.locator(".chart img").element_handle()
    shown.wait_for_function("one => one.complete && one.naturalWidth > 300", arg=chart)
    shown.click(".sentence a")
    assert is_in_view(shown, "#quote")


def log_in(shown: Any) -> None:
    shown.fill("input[name=password]", "admin-secret")
    shown.click("main button")
    shown.locator("input[type=file]").wait_for()


def upload(shown: Any, base: str, *files: tuple[str, bytes]) -> None:
    shown.goto(f"{base}/admin")
    sent = [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    shown.set_input_files("input[type=file]", sent)
    shown.click("text=看看读到了什么")
    shown.locator("text=读到了什么").first.wait_for()


def publish(shown: Any) -> str:
    shown.click("button:has-text('发布')")
    shown.locator("text=回到维护").wait_for()
    return str(shown.locator("#job").inner_text())


def test_a_maintainer_adds_corrects_publishes_and_rolls_back(open_page: Open, base: str) -> None:
    shown = open_page("/admin")
    log_in(shown)
    html = "<html><body>" + "".join(f"<p>{line}</p>" for line in SECOND.text.splitlines() if line) + "</body></html>"
    upload(shown, base, ("一.txt", FIRST.text.encode()), ("二.html", html.encode()))
    keep(shown, "preview")
    looks_right(shown)
    assert "已收录 一、二" in publish(shown)
    upload(shown, base, ("一.docx", docx_of(CHANGED.text.splitlines())))
    assert "将替换《一》" in shown.locator("main").inner_text()
    publish(shown)
    doubtful = page("鹤鸣区政协", "建设议事厅。2021年议事105场。2022年议事98场。").replace("2023年", "")
    upload(shown, base, ("三.md", doubtful.encode()))
    assert shown.locator(".doubt").count() == 1
    looks_right(shown)
    shown.fill("input[name=year-0]", "2021")
    shown.click("button:has-text('改正')")
    shown.locator("text=读到的是:2021").wait_for()
    publish(shown)
    shown.goto(f"{base}/admin/rollback")
    assert "不再收录" in shown.locator("main").inner_text()
    looks_right(shown)
    shown.click("main button")
    shown.locator("text=已退回上一代索引").wait_for()
    shown.goto(f"{base}/admin")
    keep(shown, "admin")
    looks_right(shown)
    reports = shown.locator(".reports").inner_text()
    assert "三" not in [line.split()[0] for line in reports.splitlines() if line.strip()]


def test_without_scripts_it_is_maintained_too(open_page: Open, base: str) -> None:
    shown = open_page("/admin", java_script_enabled=False)
    log_in(shown)
    upload(shown, base, ("五.txt", page("白鹭区政协", "办好提案。收到提案77件。", number=5).encode()))
    assert "已收录 五" in publish(shown)


def case(name: str) -> bytes:
    return (CASES / name).read_bytes()


def of_every_kind() -> dict[str, bytes]:
    """Return a file of each kind that is read, all of one page."""
    lines = [line for line in case("base.txt").decode().splitlines() if line.strip()]
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("甲/报.txt", case("base.txt"))
    return {
        "txt": case("base.txt"),
        "md": case("md-lists.md"),
        "html": case("html-open-p.html"),
        "htm": case("html-open-p.html"),
        "mht": case("html-is-mht.html"),
        "mhtml": case("html-is-mht.html"),
        "docx": case("docx-hidden.docx"),
        "doc": case("writer-hidden.doc"),
        "wps": case("writer-hidden.doc"),
        "pdf": case("pdf-plain.pdf"),
        "ofd": ofd_of([[(20.0, 20 + 7.0 * row, 3.5, line) for row, line in enumerate(lines)]]),
        "zip": zipped.getvalue(),
    }


def test_a_file_of_each_kind_is_uploaded_and_read(open_page: Open, base: str) -> None:
    shown = open_page("/admin")
    log_in(shown)
    offered = shown.get_attribute("input[type=file]", "accept").split(",")
    files = of_every_kind()
    assert set(offered) == {f".{kind}" for kind in files} | set(PICTURES)
    for kind, content in files.items():
        upload(shown, base, (f"报.{kind.upper()}", content))
        told = shown.locator("main").inner_text()
        assert "读到的是:汀溪县政协、柳堰区政协" in told, (kind, told)
        shown.click("text=放弃")
        shown.locator("text=没有发布").wait_for()


def test_a_picture_is_read_or_the_remedy_is_named(open_page: Open, base: str) -> None:
    shown = open_page("/admin")
    log_in(shown)
    with pypdfium2.PdfDocument(case("pdf-plain.pdf")) as document:
        sheet = document[0].render(scale=2.0).to_pil().convert("L")
    scan = sheet.crop((0, 0, sheet.width, sheet.height // 3))
    for suffix in PICTURES:
        content = io.BytesIO()
        scan.save(content, Image.registered_extensions()[suffix])
        upload(shown, base, (f"扫描{suffix}", content.getvalue()))
        told = shown.locator("main").inner_text()
        assert ("汀溪县政协" if picture.is_installed() else "pip install 'xunli[ocr]'") in told, told


def test_the_page_of_an_uploaded_pdf_stands_beside_its_quote(open_page: Open, base: str) -> None:
    shown = open_page("/admin")
    log_in(shown)
    lines = [f"　{line}" for line in THIRD.text.splitlines() if line]
    upload(shown, base, ("议事.pdf", pdf_of([column(part, x=60, top=700) for part in (lines[:4], lines[4:])])))
    assert "已收录 议事" in publish(shown)
    asked = open_page("/?q=鹤鸣区政协全年议事多少场?")
    asked.locator(".open").first.click()
    original = asked.locator("#reader .original img")
    original.scroll_into_view_if_needed()
    asked.wait_for_function("one => one.complete && one.naturalWidth > 500", arg=original.element_handle())
    assert original.get_attribute("alt") == "原件第 2 页"
    assert asked.locator("#quote").inner_text().endswith("全年议事105场。")
    keep(asked, "original")


@pytest.mark.skipif(not picture.is_installed(), reason="rapidocr is not installed")
def test_the_strip_of_an_uploaded_scan_stands_beside_its_quote_and_leads_to_the_page(
    open_page: Open, base: str
) -> None:
    shown = open_page("/admin")
    log_in(shown)
    lines = [f"　{line}" for line in page("澄江县政协", "办好提案。收到提案319件。", number=6).splitlines() if line]
    filler = [f"　{at}月召开主席会议,讨论年度工作安排。" for at in range(1, 13)]
    with pypdfium2.PdfDocument(pdf_of([column([*lines, *filler], x=60, top=780, size=16, leading=26)])) as document:
        sheet = document[0].render(scale=2.5).to_pil().convert("L")
    scan = io.BytesIO()
    sheet.save(scan, "JPEG")
    upload(shown, base, ("履职.jpg", scan.getvalue()))
    assert "已收录 履职" in publish(shown)
    asked = open_page("/?q=澄江县政协收到多少件提案?")
    asked.locator(".open").first.click()
    strip = asked.locator("#reader .original img")
    strip.scroll_into_view_if_needed()
    asked.wait_for_function("one => one.complete && one.naturalWidth > 300", arg=strip.element_handle())
    assert str(strip.get_attribute("alt")).startswith("原件第 1 页(文字由图片识别")
    assert strip.evaluate("one => one.naturalHeight") < sheet.height / 4
    assert "提案319件" in asked.locator("#quote").inner_text()
    keep(asked, "strip")
    looks_right(asked)
    strip.click()
    asked.wait_for_url("**/page/1")
    assert asked.locator("img").evaluate("one => one.naturalHeight") == pytest.approx(sheet.height, abs=2)


ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>'


def test_no_script_of_a_question_a_file_or_its_name_runs(open_page: Open, base: str) -> None:
    shown = open_page("/admin")
    log_in(shown)
    text = FIRST.text.replace("开展专题协商。", f"{ATTACK}开展专题协商。").replace("云溪县", "涟水县")
    upload(shown, base, (f"{ATTACK}.txt", text.encode()))
    publish(shown)
    asked = (f"/?q={ATTACK}", f"/figures?indicator={ATTACK}&committee=涟水", f"/login?next={ATTACK}")
    for path in ("/reports", "/figures", "/admin", *asked):
        shown.goto(f"{base}{path}")
        shown.wait_for_timeout(100)
    ask_page = open_page()
    ask(ask_page, ATTACK)
    assert "alert(1)" in ask_page.locator(".question").inner_text()
