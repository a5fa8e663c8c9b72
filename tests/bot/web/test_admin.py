"""Maintaining, in this process: files are looked at, corrected, published, rolled back; each change is written down."""

import io
import json
import re
import time
import zipfile
from html import unescape
from threading import Event
from typing import Any

import pytest
from docx import Document as WordDocument
from starlette.testclient import TestClient

from bot.previews import name_of
from bot.state import WEB, Place
from tests.bot.web.conftest import QUESTION, Serve, log_in, marked, token_of, visible
from tests.index.samples import CHANGED, FIRST, SECOND, page

ADMIN = {"admin_password": "admin-secret"}
Files = list[tuple[str, str | bytes]]


@pytest.fixture
def maintainer(serve: Serve) -> TestClient:
    browser = serve(**ADMIN)
    log_in(browser, "admin-secret")
    return browser


def post(browser: TestClient, path: str, data: dict[str, str] | None = None, **more: Any) -> Any:
    token = token_of(browser.get("/admin").text)
    return browser.post(path, data={"token": token, **(data or {})}, **more)


def send(browser: TestClient, *files: tuple[str, str | bytes]) -> str:
    """Upload files and return the path of their preview."""
    sent = [("files", (name, content if isinstance(content, bytes) else content.encode())) for name, content in files]
    response = post(browser, "/admin/add", files=sent)
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def publish(browser: TestClient, batch: str, **fields: str) -> str:
    assert post(browser, f"{batch}/publish", fields).status_code == 303
    for _ in range(300):
        shown = browser.get(batch).text
        if "正在发布" not in shown:
            return visible(shown)
        time.sleep(0.02)
    raise AssertionError(shown)


def names(browser: TestClient) -> list[str]:
    return [report["name"] for report in browser.get("/api/reports").json()["reports"]]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/admin"),
        ("POST", "/admin/add"),
        ("GET", "/admin/batch/x"),
        ("POST", "/admin/batch/x/publish"),
        ("POST", "/admin/rollback"),
        ("POST", "/admin/remove/x"),
        ("POST", "/admin/verify"),
        ("GET", "/admin/misses"),
        ("GET", "/admin/feedback"),
        ("POST", "/admin/feedback/1"),
    ],
)
def test_without_a_log_in_nothing_is_maintained(serve: Serve, method: str, path: str) -> None:
    response = serve(**ADMIN).request(method, path)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/login?next=%2Fadmin")


@pytest.mark.parametrize("path", ["/admin/add", "/admin/rollback", "/admin/verify", "/admin/remove/2023"])
def test_without_the_token_of_the_session_nothing_is_changed(maintainer: TestClient, path: str) -> None:
    assert maintainer.post(path, data={"token": "0" * 64}).status_code == 403
    assert maintainer.post(path).status_code == 403


def test_a_file_is_looked_at_then_published_and_serves(maintainer: TestClient) -> None:
    batch = send(maintainer, ("一.txt", FIRST.text))
    shown = visible(maintainer.get(batch).text)
    for part in ("一.txt", "新的一份", "1 篇文章,1 节,2 条,2 处数字", "读到的是:云溪县政协", "读到的是:2023"):
        assert part in shown
    assert names(maintainer) == ["2023-淮安市县市区政协工作巡礼-1"]
    assert "已收录 一。现在是第 2 代索引。" in publish(maintainer, batch)
    assert names(maintainer) == ["2023-淮安市县市区政协工作巡礼-1", "一"]
    assert maintainer.get("/api/ask?q=云溪县政协专题协商几次").json()["answers"][0]["lead"] == "8次"


def test_several_files_are_published_at_once_and_one_that_cannot_be_read_is_named(maintainer: TestClient) -> None:
    batch = send(maintainer, ("一.txt", FIRST.text), ("二.txt", SECOND.text), ("坏.docx", b"no word file"))
    shown = visible(maintainer.get(batch).text)
    assert "读不了的文件" in shown
    assert "坏.docx" in shown
    publish(maintainer, batch)
    assert names(maintainer)[1:] == ["一", "二"]


def test_every_report_of_a_zip_file_is_read(maintainer: TestClient) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in (("甲/一.txt", FIRST.text), ("二.txt", SECOND.text), ("表.xlsx", "x")):
            archive.writestr(name, text)
    batch = send(maintainer, ("期刊.ZIP", content.getvalue()))
    assert "压缩包内:表.xlsx" in visible(maintainer.get(batch).text)
    publish(maintainer, batch)
    assert names(maintainer)[1:] == ["二", "一"]


def test_a_zip_file_of_many_reports_is_corrected_as_one(maintainer: TestClient) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for number in range(110):
            archive.writestr(f"{number}.txt", page("云溪县政协", f"开展专题协商。全年开展专题协商{number}次。"))
    shown = maintainer.get(batch := send(maintainer, ("多.zip", content.getvalue()))).text
    fields = dict.fromkeys(re.findall(r'<input name="([a-z]+-\d+)"', shown), "")
    assert len(fields) == 440
    response = post(maintainer, f"{batch}/correct", {**fields, "year-109": "2021"})
    assert "读到的是:2021" in visible(maintainer.get(response.headers["location"]).text)


def test_a_damaged_source_is_put_right_by_its_file(maintainer: TestClient) -> None:
    publish(maintainer, send(maintainer, ("一.txt", FIRST.text)))
    path = maintainer.services.home.layout.source(FIRST.sha256)  # type: ignore[attr-defined]
    path.write_text("damaged", encoding="utf-8")
    send(maintainer, ("一.txt", FIRST.text))
    assert path.read_bytes() == FIRST.text.encode()


def test_too_many_files_at_once_are_refused_with_a_remedy(maintainer: TestClient) -> None:
    files = [("files", (f"{number}.txt", b"x")) for number in range(21)]
    response = post(maintainer, "/admin/add", files=files)
    assert response.status_code == 400
    assert "一次最多 20 份文件" in response.text


def test_the_progress_of_publishing_is_shown_and_what_serves_goes_on(maintainer: TestClient) -> None:
    services = maintainer.services  # type: ignore[attr-defined]
    going, seen = Event(), Event()
    add = services.home.add

    def slowly(previews: Any, *, progress: Any) -> Any:
        progress(3, 8)
        seen.set()
        going.wait(60)
        return add(previews, progress=progress)

    batch = send(maintainer, ("一.txt", FIRST.text))
    services.home.add = slowly
    assert post(maintainer, f"{batch}/publish").status_code == 303
    assert seen.wait(60)
    shown = maintainer.get(batch).text
    assert '<progress value="3" max="8">' in shown
    assert maintainer.get(f"/api/ask?q={QUESTION}").json()["status"] == "answered"
    going.set()
    while "正在发布" in (shown := maintainer.get(batch).text):
        time.sleep(0.02)
    assert "已收录 一。" in shown


def test_a_word_file_is_read(maintainer: TestClient) -> None:
    document, content = WordDocument(), io.BytesIO()
    for line in FIRST.text.splitlines():
        document.add_paragraph(line)
    document.save(content)
    shown = visible(maintainer.get(send(maintainer, ("稿.docx", content.getvalue()))).text)
    assert "读到的是:云溪县政协" in shown


def test_what_is_wrong_is_corrected_before_it_is_published(maintainer: TestClient) -> None:
    batch = send(maintainer, ("一.txt", FIRST.text))
    response = post(maintainer, f"{batch}/correct", {"year-0": "2022年", "installment-0": "7", "committee-0": "涟水"})
    corrected = str(response.headers["location"])
    shown = visible(maintainer.get(corrected).text)
    for part in ("读到的是:涟水县政协", "读到的是:2022", "读到的是:7"):
        assert part in shown
    publish(maintainer, corrected)
    report = maintainer.get("/api/reports").json()["reports"][1]
    assert (report["year"], report["installment"], report["committees"]) == (2022, 7, ["涟水县政协"])
    assert maintainer.get(batch).status_code == 404


def test_what_was_filled_in_is_not_lost_by_publishing_at_once(maintainer: TestClient) -> None:
    batch = send(maintainer, ("一.txt", FIRST.text))
    response = post(maintainer, f"{batch}/publish", {"year-0": "2022"})
    corrected = str(response.headers["location"])
    shown = visible(maintainer.get(corrected).text)
    assert "已按所填的改正,还没有发布" in shown
    assert "读到的是:2022" in shown
    publish(maintainer, corrected, **{"year-0": "2022"})
    assert maintainer.get("/api/reports").json()["reports"][1]["year"] == 2022


def test_a_doubt_is_asked_with_its_reason(maintainer: TestClient) -> None:
    text = page("云溪县政协", "开展专题协商。2021年开展专题协商8次。2022年开展专题协商9次。").replace("2023年", "")
    shown = maintainer.get(send(maintainer, ("年份不明.txt", text))).text
    assert shown.count('class="doubt"') == 1
    doubted = visible(shown[shown.index('class="doubt"') :])
    for part in ("年份 · 请核对", "读到的是:2022", "文中不止一个年份", "也可能是:2021"):
        assert part in doubted


@pytest.mark.parametrize(
    ("field", "value"), [("year-0", "去年"), ("year-0", "1800"), ("installment-0", "x"), ("committee-0", "不知道")]
)
def test_a_correction_that_makes_no_sense_is_refused(maintainer: TestClient, field: str, value: str) -> None:
    batch = send(maintainer, ("一.txt", FIRST.text))
    response = post(maintainer, f"{batch}/correct", {field: value})
    assert response.status_code == 400
    assert value in response.text


def test_a_report_that_changed_shows_the_differences(maintainer: TestClient) -> None:
    publish(maintainer, send(maintainer, ("一.txt", FIRST.text)))
    shown = maintainer.get(send(maintainer, ("一.txt", CHANGED.text))).text
    assert "将替换《一》" in shown
    assert re.search(r"<del>[^<]*8次。</del><br><ins>[^<]*9次。</ins>", shown)


def test_what_is_known_is_not_published_again(maintainer: TestClient) -> None:
    publish(maintainer, send(maintainer, ("一.txt", FIRST.text)))
    shown = maintainer.get(send(maintainer, ("一.txt", FIRST.text))).text
    assert "早已收录" in shown
    assert "/publish" not in shown


def test_a_dropped_batch_is_gone(maintainer: TestClient) -> None:
    batch = send(maintainer, ("一.txt", FIRST.text))
    assert post(maintainer, f"{batch}/drop").status_code == 200
    assert maintainer.get(batch).status_code == 404
    assert len(names(maintainer)) == 1


def test_rolling_back_names_what_goes_first(maintainer: TestClient) -> None:
    publish(maintainer, send(maintainer, ("一.txt", FIRST.text)))
    shown = visible(maintainer.get("/admin/rollback").text)
    assert "退回第 1 代索引?" in shown
    assert "不再收录: 一" in shown
    assert "已退回上一代索引。" in post(maintainer, "/admin/rollback").text
    assert len(names(maintainer)) == 1
    assert "不能回退" in maintainer.get("/admin/rollback").text


def test_rolling_back_names_what_changes_back(maintainer: TestClient) -> None:
    publish(maintainer, send(maintainer, ("一.txt", FIRST.text)))
    publish(maintainer, send(maintainer, ("一.txt", CHANGED.text), ("二.txt", SECOND.text)))
    shown = visible(maintainer.get("/admin/rollback").text)
    assert "不再收录: 二 换回以前的版本: 一 退回上一代" in shown


def test_a_report_is_removed_after_a_confirmation(maintainer: TestClient) -> None:
    publish(maintainer, send(maintainer, ("一.txt", FIRST.text)))
    assert "移除《一》?" in visible(maintainer.get("/admin/remove/一").text)
    post(maintainer, "/admin/remove/一")
    assert len(names(maintainer)) == 1


def test_the_original_is_kept_with_its_report(maintainer: TestClient) -> None:
    publish(maintainer, send(maintainer, ("一.txt", FIRST.text)))
    path = maintainer.services.home.sources.original(FIRST.sha256)  # type: ignore[attr-defined]
    assert path.read_bytes() == FIRST.text.encode()


def test_every_change_is_written_down_with_who_made_it(maintainer: TestClient) -> None:
    publish(maintainer, send(maintainer, ("一.txt", FIRST.text)))
    post(maintainer, "/admin/rollback")
    publish(maintainer, send(maintainer, ("二.txt", SECOND.text)))
    post(maintainer, "/admin/remove/二")
    path = maintainer.services.home.layout.home / "audit.jsonl"  # type: ignore[attr-defined]
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(entry["who"], entry["action"], entry["detail"]) for entry in entries] == [
        ("10.1.1.1", "login", ""),
        ("10.1.1.1", "publish", "一"),
        ("10.1.1.1", "rollback", "一"),
        ("10.1.1.1", "publish", "二"),
        ("10.1.1.1", "remove", "二"),
    ]
    assert path.stat().st_mode & 0o077 == 0
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d 10.1.1.1 移除 二", visible(maintainer.get("/admin").text))


def test_every_file_is_checked_on_request(maintainer: TestClient) -> None:
    assert "全部完好" in post(maintainer, "/admin/verify").text
    home = maintainer.services.home  # type: ignore[attr-defined]
    home.layout.source(home.current().reports[0].sha256).unlink()
    assert "已损坏" in post(maintainer, "/admin/verify").text


def test_misses_and_remarks_are_shown_and_settled(maintainer: TestClient) -> None:
    state = maintainer.services.state  # type: ignore[attr-defined]
    state.keep(WEB, "<b>食堂</b>有几个厨师?", generation=1)
    state.keep(Place(7, 0), "图书馆有几个?", generation=1)
    shown = maintainer.get("/admin/misses").text
    assert "&lt;b&gt;食堂&lt;/b&gt;有几个厨师?" in shown
    assert "图书馆有几个?" in shown  # asked in Telegram
    asked = maintainer.get("/?q=涟水县政协专题协商几次").text
    form = asked[asked.index('action="/wrong"') :]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))
    maintainer.post("/wrong", data=fields)
    listed = maintainer.get("/admin/feedback").text
    assert "专题协商7次。" in listed
    [link] = re.findall(r'href="(/r/[^"]+)"', listed)
    assert (marked(maintainer.get(unescape(link)).text) or "").endswith("专题协商7次。")
    assert "&amp;v=" in link
    [number] = re.findall(r'action="/admin/feedback/(\d+)"', listed)
    post(maintainer, f"/admin/feedback/{number}")
    assert "没有标为有误的引文" in maintainer.get("/admin/feedback").text


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd.txt", ("passwd", ".txt")),
        ("C:\\稿件\\一.TXT", ("一", ".txt")),
        ("<script>alert(1)</script>.md", ("script_", ".md")),
        ("\u202etxt.一", ("txt", ".一")),
        ("..", ("未命名", ".")),
        ("", ("未命名", "")),
        ("a" * 300 + ".html", ("a" * 80, ".html")),
    ],
)
def test_the_name_of_a_file_is_never_a_path(given: str, name: tuple[str, str]) -> None:
    assert name_of(given) == name


def test_no_script_of_a_file_runs(maintainer: TestClient) -> None:
    text = FIRST.text.replace("开展专题协商。", "<script>alert(1)</script>开展专题协商。")
    batch = send(maintainer, ('"><img src=x onerror=alert(1)>.txt', text))
    publish(maintainer, batch)
    shown = [
        maintainer.get(path).text for path in (batch, "/admin", "/reports", "/figures", "/?q=云溪县政协专题协商几次")
    ]
    [link] = re.findall(r'<li><a href="(/r/[^"]+)"', maintainer.get("/reports").text)[1:]
    for page_text in (*shown, maintainer.get(link).text):
        assert "<script>alert" not in page_text
        assert "<img src=x" not in page_text


def test_a_file_that_is_too_large_is_refused(maintainer: TestClient) -> None:
    token = token_of(maintainer.get("/admin").text)
    large = maintainer.post("/admin/add", data={"token": token}, files={"files": ("大.txt", b"x" * (65 * 1024 * 1024))})
    assert large.status_code == 413
    batch = send(maintainer, ("大.txt", b"x" * (20 * 1024 * 1024 + 1)))
    assert "大.txt" in visible(maintainer.get(batch).text)
    assert "/publish" not in maintainer.get(batch).text


def test_nothing_is_uploaded_without_a_file(maintainer: TestClient) -> None:
    assert "请先选择文件" in post(maintainer, "/admin/add").text
