"""Who may read and maintain, how often, and what a browser is told, in this process."""

import base64
from typing import Any

import click
import pytest

from bot.web.settings import WebSettings
from tests.bot.web.conftest import QUESTION, Serve, log_in, token_of

ADMIN = {"admin_password": "admin-secret"}


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({}, id="on loopback"),
        pytest.param({"host": "::1"}, id="on IPv6 loopback"),
        pytest.param({"host": "0.0.0.0", "password": "p"}, id="with a password"),
        pytest.param({"host": "0.0.0.0", "open": True}, id="open on purpose"),
        pytest.param({"hosts": "a.example", "user_header": "X-User", "proxies": "127.0.0.1"}, id="behind a log-in"),
    ],
)
def test_it_serves_where_somebody_said_who_may_read(settings: dict[str, Any]) -> None:
    WebSettings(**settings).check()


def test_by_default_it_listens_to_this_machine_alone() -> None:
    assert WebSettings().host == "127.0.0.1"


def test_without_the_password_of_maintainers_nobody_maintains(serve: Serve) -> None:
    browser = serve(host="0.0.0.0", password="read-secret", base_url="http://10.0.0.9:8000")
    assert "XUNLI_WEB_ADMIN_PASSWORD" in browser.get("/login?next=/admin").text
    for password in ("read-secret", ""):
        log_in(browser, password)
        assert browser.get("/admin").status_code == 303


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"host": "0.0.0.0"}, "请先设 XUNLI_WEB_PASSWORD"),
        ({"host": "192.168.1.5", "admin_password": "a"}, "请先设 XUNLI_WEB_PASSWORD"),
        ({"hosts": "xunli.example"}, "请先设 XUNLI_WEB_PASSWORD"),
        ({"user_header": "X-User"}, "XUNLI_WEB_PROXIES"),
    ],
)
def test_it_does_not_serve_others_by_mistake(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(click.UsageError, match=said):
        WebSettings(**settings).check()


def test_a_wrong_setting_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNLI_WEB_PORT", "hunter2")
    with pytest.raises(click.UsageError) as caught:
        WebSettings()
    assert "XUNLI_WEB_PORT" in caught.value.message
    assert "hunter2" not in caught.value.message


def test_every_answer_carries_the_headers_that_keep_scripts_out(serve: Serve) -> None:
    browser = serve()
    for path in ("/", "/figures", "/nowhere", "/api/ask?q=x", "/static/web.js"):
        headers = browser.get(path).headers
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert browser.get("/").headers["cache-control"] == "no-store"


def test_the_cookie_is_for_this_site_and_out_of_the_reach_of_scripts(serve: Serve) -> None:
    cookie = serve().get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


def test_behind_https_the_cookie_is_only_for_https(serve: Serve) -> None:
    browser = serve(open=True, hosts="xunli.example", proxies="10.1.1.1", base_url="http://xunli.example")
    assert "secure" in browser.get("/", headers={"X-Forwarded-Proto": "https"}).headers["set-cookie"].lower()


def test_on_loopback_another_host_name_is_refused(serve: Serve) -> None:
    browser = serve()
    assert browser.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert browser.get("/api/ask?q=x", headers={"Host": "evil.example"}).status_code == 400
    assert browser.get("/", headers={"Host": "localhost:8000"}).status_code == 200


def test_with_a_password_nothing_is_read_without_it(serve: Serve) -> None:
    browser = serve(host="0.0.0.0", password="read-secret", base_url="http://10.0.0.9:8000")
    for path in ("/", f"/?q={QUESTION}", "/figures", "/reports", "/r/x", "/answer.docx?q=x", "/figures.csv"):
        response = browser.get(path)
        assert response.status_code == 303
        assert response.headers["location"].startswith("/login?next=")
    for path in ("/api", f"/api/ask?q={QUESTION}", "/api/figures", "/api/reports", "/mcp"):
        response = browser.get(path)
        assert response.status_code == 401
        assert response.json()["remedy"]
    assert browser.get("/healthz").status_code == 200
    assert log_in(browser, "wrong").status_code == 403
    assert log_in(browser, "read-secret").status_code == 303
    assert browser.get(f"/?q={QUESTION}").status_code == 200
    assert browser.get("/admin").status_code == 303


def test_a_program_sends_the_password(serve: Serve) -> None:
    browser = serve(host="0.0.0.0", password="read-secret", base_url="http://10.0.0.9:8000")
    basic = base64.b64encode(b"anybody:read-secret").decode()
    wrong = base64.b64encode(b"anybody:guess").decode()
    for header, status in (
        (f"Basic {basic}", 200),
        ("Bearer read-secret", 200),
        (f"Basic {wrong}", 401),
        ("Basic !!", 401),
    ):
        assert browser.get("/api/reports", headers={"Authorization": header}).status_code == status
    assert browser.get("/", headers={"Authorization": f"Basic {basic}"}).status_code == 303


def test_a_trusted_proxy_names_the_user_and_nobody_else_can(serve: Serve) -> None:
    settings = {"hosts": "xunli.example", "user_header": "X-User", "proxies": "10.1.1.1", "admins": "王敏"}
    proxy = serve(**settings, base_url="http://xunli.example")
    assert proxy.get("/").status_code == 303
    assert proxy.get("/", headers={"X-User": "li"}).status_code == 200
    assert proxy.get("/admin", headers={"X-User": "li"}).status_code == 303
    assert proxy.get("/admin", headers={"X-User": "王敏".encode()}).status_code == 200
    outsider = serve(address="10.9.9.9", base_url="http://xunli.example")
    assert outsider.get("/", headers={"X-User": "li"}).status_code == 303


def test_the_session_after_a_log_in_is_a_new_one_and_ends_with_the_password(serve: Serve) -> None:
    browser = serve(**ADMIN)
    browser.get("/")
    before = browser.cookies["xunli"]
    assert log_in(browser, "admin-secret").headers["location"] == "/admin"
    after = browser.cookies["xunli"]
    assert before != after
    assert browser.get("/admin").status_code == 200
    browser.post("/logout", data={"token": token_of(browser.get("/admin").text)})
    assert browser.get("/admin").status_code == 303
    changed = serve(admin_password="another")
    changed.cookies.set("xunli", after)
    assert changed.get("/admin").status_code == 303


def test_a_tampered_cookie_is_none(serve: Serve) -> None:
    browser = serve(**ADMIN)
    log_in(browser, "admin-secret")
    good = browser.cookies["xunli"]
    for bad in (good[:-2] + "xx", "x", "", good.split(".")[0]):
        browser.cookies.clear()
        browser.cookies.set("xunli", bad)
        assert browser.get("/admin").status_code == 303


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_a_log_in_leads_nowhere_else(serve: Serve, back: str) -> None:
    browser = serve(**ADMIN)
    token = token_of(browser.get("/login").text)
    response = browser.post("/login", data={"token": token, "password": "admin-secret", "next": back})
    assert response.headers["location"] == "/"


def test_guessing_is_throttled_for_an_address_and_not_for_others(serve: Serve) -> None:
    browser = serve(**ADMIN)
    assert [log_in(browser, "guess").status_code for _ in range(6)] == [403] * 5 + [429]
    response = log_in(browser, "admin-secret")
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) > 60


def test_logging_in_rightly_does_not_count(serve: Serve) -> None:
    browser = serve(**ADMIN)
    assert [log_in(browser, "admin-secret").status_code for _ in range(7)] == [303] * 7


def test_questions_are_limited_for_each_address(serve: Serve) -> None:
    browser = serve(questions_per_minute=3)
    statuses = [browser.get("/api/reports").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    response = browser.get("/?q=x")
    assert response.status_code == 429
    assert "请过" in response.text
    assert browser.get("/static/web.css").status_code == 200


def test_a_forwarded_address_counts_only_from_a_trusted_proxy(serve: Serve) -> None:
    browser = serve(questions_per_minute=1, open=True, hosts="xunli.example", base_url="http://xunli.example")
    headers = [{"X-Forwarded-For": f"10.2.2.{number}"} for number in range(3)]
    assert [browser.get("/api/reports", headers=one).status_code for one in headers] == [200, 429, 429]
    trusted = serve(
        questions_per_minute=1, open=True, hosts="xunli.example", proxies="10.1.1.1", base_url="http://xunli.example"
    )
    assert [trusted.get("/api/reports", headers=one).status_code for one in headers] == [200, 200, 200]
    forged = [{"X-Forwarded-For": f"10.8.8.{number}, 10.2.2.9"} for number in range(2)]
    assert [trusted.get("/api/reports", headers=one).status_code for one in forged] == [200, 429]


def test_a_form_from_another_site_is_refused(serve: Serve) -> None:
    browser = serve(**ADMIN)
    token = token_of(browser.get("/login").text)
    data = {"token": token, "password": "admin-secret"}
    assert browser.post("/login", data=data, headers={"Origin": "https://evil.example"}).status_code == 403
    assert browser.post("/login", data={**data, "token": "0" * 64}).status_code == 403
    assert browser.post("/login", data=data, headers={"Origin": "http://127.0.0.1:8000"}).status_code == 303


def test_a_large_request_is_refused_whatever_its_headers_say(serve: Serve) -> None:
    browser = serve()
    assert browser.post("/login", content=b"x" * 300_000).status_code == 413

    def streamed() -> Any:
        yield from (b"x" * 10_000 for _ in range(40))

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.post("/login", content=streamed(), headers=kind).status_code == 413
