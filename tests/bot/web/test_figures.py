"""The ledger as a page: filtered, sorted, added up, drawn and exported, each row with the link of its sentence."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook
from PIL import Image
from starlette.testclient import TestClient

from tests.bot.web.conftest import Serve, marked, visible
from tests.index.samples import add, document, page

ROW = re.compile(r'<td class="number">([^<]+)')


def rows(client: TestClient, query: str = "") -> list[str]:
    response = client.get(f"/figures?{query}")
    assert response.status_code == 200, response.text
    return [text.strip() for text in ROW.findall(response.text)]


def test_every_figure_is_listed_with_the_link_of_its_sentence(client: TestClient) -> None:
    shown = client.get("/figures").text
    links = re.findall(r'<td class="sentence"><a href="([^"]+)">(.*?)</a>', shown, re.DOTALL)
    assert len(links) == len(rows(client)) == 16
    link, sentence = links[0]
    assert marked(client.get(link.replace("&amp;", "&")).text) == re.sub(r"<[^>]+>", "", sentence)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("committee=涟水县政协", 8),
        ("committee=清江浦", 8),
        ("year=2023", 16),
        ("year=2022", 0),
        ("unit=次", None),
        ("year=2023年", 16),
        ("page=y&sort=z", 16),
    ],
)
def test_they_are_filtered(client: TestClient, query: str, count: int | None) -> None:
    found = rows(client, query)
    assert len(found) == count if count is not None else found and all(text.endswith("次") for text in found)


@pytest.mark.parametrize("name", ["value", "committee", "year", "indicator", "unit"])
def test_they_are_sorted_either_way(client: TestClient, name: str) -> None:
    upwards = [row[name] for row in client.get(f"/api/figures?sort={name}").json()["figures"]]
    downwards = [row[name] for row in client.get(f"/api/figures?sort={name}&dir=desc").json()["figures"]]
    key = (lambda one: (one is None, one or 0)) if name in ("value", "year") else (lambda one: (one is None, one or ""))
    assert upwards == sorted(upwards, key=key)
    assert downwards == sorted(upwards, key=key, reverse=True)
    assert 'aria-sort="descending"' in client.get("/figures?sort=value&dir=desc").text


@pytest.mark.parametrize("path", ["/figures", "/figures.csv", "/figures.xlsx", "/figures.png", "/api/figures"])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("committee=火星政协会", "“火星政协会”认不出是哪家政协"),
        ("committee=盱眙", "没有收录盱眙县的报道。目前收录的有:涟水县政协"),
        ("committee=涟水、盱眙", "没有收录盱眙县的报道"),
        ("year=abc", "年份“abc”不对,应是四位数字"),
        ("year=99999", "年份“99999”不对"),
    ],
)
def test_a_filter_that_is_none_is_refused(client: TestClient, path: str, query: str, said: str) -> None:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert said in response.text


def test_they_are_exported_for_spreadsheets(client: TestClient) -> None:
    table = list(csv.reader(io.StringIO(client.get("/figures.csv").content.decode("utf-8-sig"))))
    assert (len(table), table[0][0]) == (17, "数字")
    response = client.get("/figures.xlsx?committee=涟水")
    assert "filename*=UTF-8''" in response.headers["content-disposition"]
    assert load_workbook(io.BytesIO(response.content)).active.max_row == 9


def test_a_comparison_is_drawn(client: TestClient) -> None:
    assert Image.open(io.BytesIO(client.get("/figures.png?indicator=专题协商").content)).format == "PNG"
    assert client.get("/figures.png?committee=涟水&year=1999&indicator=专题协商").status_code == 404


def test_totals_name_every_summand_gaps_are_told_and_years_stand_side_by_side(serve: Serve) -> None:
    browser = serve()
    home = browser.services.home  # type: ignore[attr-defined]
    pages = [("云溪县政协", 8, 2023), ("青岚区政协", 5, 2023), ("鹤鸣区政协", None, 2023), ("云溪县政协", 6, 2022)]
    documents = []
    for number, (committee, count, year) in enumerate(pages, 1):
        item = f"开展座谈。全年开展界别座谈{count}次。" if count else "走访委员。全年走访委员30人次。"
        documents.append(document(f"{year}{committee}", page(committee, item, number=number, year=year)))
    add(home, *documents)
    shown = visible(browser.get("/figures?indicator=界别座谈&year=2023").text)
    assert "13次" in shown
    assert "界别座谈,2 处相加: 云溪县政协 8次 + 青岚区政协 5次" in shown
    assert "鹤鸣区政协(2023)" in shown[shown.index("未载") : shown.index("共 2 条")]
    series = browser.get("/figures?indicator=界别座谈").text
    assert "没有合计:这项数字分属2022、2023年,请写明是哪一年。" in series
    cells = re.findall(r">(\d次)</a>", series[series.index('class="series"') : series.index("共 3 条")])
    assert cells == ["6次", "8次", "5次"]


def test_of_several_cities_one_is_chosen_for_a_total(serve: Serve) -> None:
    browser = serve()  # with the shipped reports, of Huai'an
    pages = [
        page("云溪县政协", "开展座谈。全年开展专题协商8次。"),
        page("青岚区政协", "开展座谈。全年开展专题协商5次。"),
    ]
    add(browser.services.home, *(document(f"{number}", text) for number, text in enumerate(pages)))  # type: ignore[attr-defined]
    every = browser.get("/figures?indicator=专题协商&year=2023").text
    assert "没有合计:收录的报道不止一个市,请写明是哪个市、哪几家政协。" in every
    assert re.findall(r"<option>([^<]+市)</option>", every) == ["淮安市", "石梁市"]
    of_one = visible(browser.get("/figures?indicator=专题协商&year=2023&committee=石梁市").text)
    assert "专题协商,2 处相加: 云溪县政协 8次 + 青岚区政协 5次" in of_one


def test_two_figures_for_one_thing_are_flagged(serve: Serve) -> None:
    browser = serve()
    text = page("云溪县政协", "开展座谈。全年开展界别座谈8次。", "再开座谈。全年开展界别座谈9次。")
    add(browser.services.home, document("一", text))  # type: ignore[attr-defined]
    shown = browser.get("/figures?committee=云溪").text
    assert shown.count('<tr class="conflict">') == 2
    assert "只看说法不一的 2 条" in shown
    assert rows(browser, "committee=云溪&conflicts=1") == ["8次", "9次"]
    assert "看全部" in browser.get("/figures?conflicts=1").text
