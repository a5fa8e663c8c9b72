"""The program interface: what `xunli ask --json` prints, with links, and errors that say what to do."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.web.api import MOST_QUOTES
from bot.web.app import application
from bot.web.services import Services
from index.answer import to_json
from index.errors import Damaged
from prompts.answers import COURTESIES
from tests.bot.web.conftest import ADDRESS, QUESTION, Serve, marked


def get(client: TestClient, path: str, **params: Any) -> Any:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    return response.json()


def test_ask_gives_the_object_of_the_command_with_a_link_in_each_answer(client: TestClient, services: Services) -> None:
    found = get(client, "/api/ask", q=QUESTION, top=3)
    expected = json.loads(json.dumps(to_json(services.engine.answer(QUESTION, top=3))))
    links = [one.pop("link") for one in found["answers"]]
    for one in (found, expected):
        one.pop("elapsed_ms")
    assert found == expected
    for link, answer in zip(links, found["answers"], strict=True):
        assert link.startswith(f"{ADDRESS}/r/")
        assert marked(client.get(link).text) == answer["quote"]


@pytest.mark.parametrize("previous", [[QUESTION], [QUESTION, "谢谢"]], ids=["at once", "after thanks"])
def test_ask_follows_up(client: TestClient, previous: list[str]) -> None:
    found = get(client, "/api/ask", q="那清江浦区呢?", previous=previous)
    assert found["understood"].startswith("清江浦区政协")
    assert len(found["understood"]) > len("清江浦区政协呢?")


@pytest.mark.parametrize(("said", "kind"), [("谢谢", "thanks"), ("你好!", "greeting"), ("你是谁?", "identity")])
def test_a_courtesy_is_not_found_with_a_warm_reason(client: TestClient, said: str, kind: str) -> None:
    found = get(client, "/api/ask", q=said)
    assert (found["status"], found["answers"], found["reason"]) == ("not_found", [], COURTESIES[kind])


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/ask", "请先写上问题"),
        ("/api/ask?q=%20", "请先写上问题"),
        (f"/api/ask?q={'问' * 501}", "500 字以内"),
        ("/api/ask?q=几次&top=0", "1 至 20"),
        ("/api/ask?q=几次&top=x", "1 至 20"),
        ("/api/ask?q=几次&top=21", "1 至 20"),
        ("/api/figures?committee=火星政协会", "认不出是哪家政协"),
    ],
)
def test_bad_input_is_json_with_a_remedy(client: TestClient, path: str, said: str) -> None:
    response = client.get(path)
    assert response.status_code == 400
    assert said in response.json()["error"]
    assert response.json()["remedy"]


def test_an_unknown_path_is_json_too(client: TestClient) -> None:
    response = client.get("/api/nothing")
    assert (response.status_code, set(response.json())) == (404, {"error", "remedy"})
    assert client.post("/api/ask").json().keys() == {"error", "remedy"}


@pytest.mark.parametrize(
    ("fault", "status"), [(Damaged("/srv/x: damaged"), 503), (RuntimeError("secret"), 500)], ids=["damage", "fault"]
)
def test_a_fault_is_json_and_tells_nothing_of_the_inside(
    services: Services, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(services.asker, "ask", fail)
    with TestClient(application(services), base_url=ADDRESS, raise_server_exceptions=False) as browser:
        response = browser.get("/api/ask", params={"q": QUESTION})
    assert (response.status_code, set(response.json())) == (status, {"error", "remedy"})
    assert str(fault) not in response.text


def test_too_many_requests_are_told_as_json(serve: Serve) -> None:
    browser = serve(questions_per_minute=1)
    assert [browser.get("/api/reports").status_code for _ in range(2)] == [200, 429]
    assert set(browser.get("/api/reports").json()) == {"error", "remedy"}


def test_figures_are_listed_with_links_and_a_total_or_its_reason(client: TestClient) -> None:
    every = get(client, "/api/figures")
    assert (len(every["figures"]), every["total"], every["gaps"]) == (16, None, [])
    asked = get(client, "/api/figures", indicator="专题协商")
    first = asked["figures"][0]
    assert first["text"] == "7次"
    assert marked(client.get(first["link"]).text) == first["quote"]
    assert "value" in asked["total"]
    assert [row["committee"] for row in get(client, "/api/figures", committee="涟水")["figures"]] == ["涟水县政协"] * 8


def test_reports_are_listed(client: TestClient, services: Services) -> None:
    found = get(client, "/api/reports")
    [report] = found["reports"]
    assert found["generation"] == services.engine.generation.number
    assert report["committees"] == ["涟水县政协", "清江浦区政协"]
    assert client.get(report["link"]).status_code == 200


def test_the_description_names_every_path_and_parameter(client: TestClient) -> None:
    described = get(client, "/api")
    assert described["openapi"].startswith("3.1")
    for path, operation in described["paths"].items():
        assert operation["get"]["summary"]
        assert client.get(path, params={"q": QUESTION}).status_code == 200
    asking = described["paths"]["/api/ask"]["get"]
    assert asking["parameters"][2]["schema"]["maximum"] == MOST_QUOTES
    answer = asking["responses"]["200"]["content"]["application/json"]["schema"]
    found = get(client, "/api/ask", q=QUESTION)
    assert set(answer["required"]) == set(found)
    assert set(answer["properties"]["answers"]["items"]["required"]) == set(found["answers"][0])


def test_health_names_the_generation(client: TestClient, services: Services) -> None:
    assert client.get("/healthz").text == f"ok\ngeneration {services.engine.generation.number}\n"
