"""`xunli figures`, in this process, over the shipped report and over samples."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from bot.commands.figures import figures
from bot.factory import HomeSettings, add_shipped, open_home
from bot.figures import as_csv, as_xlsx
from corpus import formats
from index.errors import IndexFault
from prompts.figures import HEADINGS, number_text, total_text
from tests.corpus.test_figures import LEDGER, REPORT
from tests.index.samples import document, page

EXAMPLES = Path(__file__).parents[2] / "eval" / "installments"
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("shipped")
    add_shipped(open_home(HomeSettings(home, "")))
    return home


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with four made-up committees of one city, and one of another year."""
    place = HomeSettings(tmp_path_factory.mktemp("series"), "")
    home = open_home(place)
    paths = [*EXAMPLES.glob("2023-白鹭*-3.txt"), *EXAMPLES.glob("2022-白鹭*-2.txt")]
    assert len(paths) == 2
    home.add(home.preview([formats.read(path) for path in sorted(paths)]))
    return place.home


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    def run_one(home: Path, *args: str | Path) -> Result:
        monkeypatch.setenv("XUNLI_HOME", str(home))
        return CliRunner().invoke(figures, [str(arg) for arg in args], standalone_mode=False)

    return run_one


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exception is None, result.exception
    parsed: list[dict[str, Any]] = json.loads(result.stdout)
    return parsed


def told(result: Result) -> list[tuple[str, str, int]]:
    return [(row["text"], row["committee"], row["year"]) for row in rows(result)]


def test_the_ledger_of_the_shipped_report_is_complete(run: Run, shipped: Path) -> None:
    found = rows(run(shipped, "--format", "json"))
    keys = ("text", "value", "unit", "qualifier", "indicator")
    assert [tuple(row[key] for key in keys) for row in found] == LEDGER
    assert [row["committee"] for row in found] == ["涟水县政协"] * 8 + ["清江浦区政协"] * 8
    assert {row["year"] for row in found} == {2023}


def test_every_row_has_its_quote_its_source_and_exact_offsets(run: Run, shipped: Path) -> None:
    text = REPORT.read_text(encoding="utf-8")
    for row in rows(run(shipped, "--format", "json")):
        assert text[row["start"] : row["end"]] == row["text"]
        assert text[row["quote_start"] : row["quote_end"]] == row["quote"]
        assert row["text"] in row["quote"]
        assert row["source"].startswith(f"《淮安市县市区政协工作巡礼》第1期 · 2023年 · {row['committee']} · ")
        assert (row["report"], len(row["sha256"])) == (REPORT.stem, 64)


@pytest.mark.parametrize("name", ["涟水", "涟水县", "涟水县政协", "涟水政协", "政协涟水县委员会", "lianshui", "漣水縣"])
def test_a_committee_goes_by_any_usual_name(run: Run, shipped: Path, name: str) -> None:
    assert {row["committee"] for row in rows(run(shipped, "--committee", name, "--format", "json"))} == {"涟水县政协"}


def test_a_city_stands_for_its_committees(run: Run, shipped: Path) -> None:
    assert len(rows(run(shipped, "--committee", "淮安市", "--format", "json"))) == 16


def test_filters_narrow_together(run: Run, series: Path) -> None:
    asked = ("--indicator", "专题协商", "--format", "json")
    assert told(run(series, *asked, "--year", "2022")) == [("5次", "云溪县政协", 2022)]
    assert told(run(series, *asked, "--committee", "渌水")) == [("近10次", "渌水县政协", 2023)]
    assert told(run(series, *asked, "--committee", "渌水", "--year", "2022")) == []


def test_near_indicators_are_told_apart_and_not_merged(run: Run, shipped: Path) -> None:
    found = rows(run(shipped, "--indicator", "专题协商", "--format", "json"))
    assert [(row["indicator"], row["match"]) for row in found] == [("专题协商", "same"), ("重点协商议题", "near")]


def test_part_of_an_indicator_finds_it(run: Run, shipped: Path) -> None:
    found = rows(run(shipped, "--indicator", "培训", "--format", "json"))
    assert [(row["text"], row["match"]) for row in found] == [("近600人次", "part")]


def test_words_of_the_sentence_alone_find_its_figures(run: Run, shipped: Path) -> None:
    found = rows(run(shipped, "--indicator", "县中振兴18条", "--format", "json"))
    assert [(row["text"], row["match"]) for row in found] == [("15条", "mentioned"), ("18条", "mentioned")]


def test_table_shows_figure_quote_source_and_gap(run: Run, shipped: Path) -> None:
    shown = run(shipped, "--indicator", "专题协商").stdout
    assert all(part in shown for part in ("7次", "全年围绕", "第1期", "[533", "另列,不与上面合并", "12个"))
    assert shown.endswith("未载:清江浦区政协(2023)\n")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--indicator", "人工智能"), "没有找到这样的数字。目前收录的有:涟水县政协(2023)、清江浦区政协(2023)。"),
        (("--year", "2019"), "没有找到这样的数字。"),
        (("--committee", "盱眙县"), "没有收录盱眙县的报道。"),
    ],
)
def test_not_found_is_said_kindly_and_json_is_empty(run: Run, shipped: Path, args: tuple[str, str], said: str) -> None:
    assert run(shipped, *args).stdout.startswith(said)
    as_json = run(shipped, *args, "--format", "json")
    assert (rows(as_json), as_json.stderr.startswith(said)) == ([], True)


def test_csv_opens_in_excel(run: Run, shipped: Path) -> None:
    content = run(shipped, "--format", "csv").stdout_bytes
    assert content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [(row["数字"], float(row["数值"]), row["限定词"] or None) for row in table] == [
        (text, value, qualifier) for text, value, _, qualifier, _ in LEDGER
    ]


def test_out_takes_its_format_from_the_suffix(run: Run, shipped: Path, tmp_path: Path) -> None:
    for suffix in ("xlsx", "csv", "json", "txt"):
        result = run(shipped, "--out", tmp_path / f"数字.{suffix}")
        assert result.exception is None
        assert "16 条" in result.stderr
        assert result.stdout == ""
    sheet = load_workbook(tmp_path / "数字.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == list(HEADINGS.values())
    assert [(row[0], row[1]) for row in sheet.iter_rows(min_row=2, values_only=True)] == [row[:2] for row in LEDGER]
    assert (tmp_path / "数字.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(json.loads((tmp_path / "数字.json").read_text(encoding="utf-8"))) == 16
    assert "近600人次" in (tmp_path / "数字.txt").read_text(encoding="utf-8")


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_becomes_a_formula(text: str) -> None:
    row = dict.fromkeys(HEADINGS) | {"quote": text, "value": 7.0}
    table = list(csv.reader(io.StringIO(as_csv([row]).decode("utf-8-sig"), newline="")))
    assert f"'{text}" in table[1]
    sheet = load_workbook(io.BytesIO(as_xlsx([row]))).active
    assert sheet is not None
    [cell] = [cell for cell in sheet[2] if cell.value == text]
    assert cell.data_type == "s"


def test_a_file_that_exists_is_kept_unless_told(run: Run, shipped: Path, tmp_path: Path) -> None:
    file = tmp_path / "旧.csv"
    file.write_text("旧账", encoding="utf-8")
    with pytest.raises(click.UsageError, match=r"已有这个文件,没有改动"):
        raise_from(run(shipped, "--out", file))
    assert file.read_text(encoding="utf-8") == "旧账"
    assert run(shipped, "--out", file, "--yes").exception is None
    assert "近600人次" in file.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--out", "/没有/这里.csv"), "没有这个文件夹"),
        (("--out", "/tmp"), "这是文件夹"),
        (("--out", "表.docx"), "不会写 .docx;可用的后缀有 .txt(.*)、.json、.csv、.xlsx"),
        (("--chart", "图.png"), "请加 --indicator"),
        (("--chart", "图.jpg", "--indicator", "专题协商"), "图只写成 PNG"),
        (("--total", "--format", "csv"), "--total 只能"),
        (("--year", "二〇二三"), "二〇二三"),
        (("--format", "pdf"), "pdf"),
    ],
)
def test_bad_usage_is_one_line(run: Run, shipped: Path, args: tuple[str, ...], said: str) -> None:
    with pytest.raises(click.UsageError, match=said) as caught:
        raise_from(run(shipped, *args))
    assert "\n" not in caught.value.format_message()


def test_what_names_no_committee_is_one_line(run: Run, shipped: Path) -> None:
    with pytest.raises(IndexFault, match=r"^“某处”认不出是哪家政协;目前收录的有"):
        raise_from(run(shipped, "--committee", "某处"))


def test_a_named_format_is_written_whatever_the_suffix(run: Run, shipped: Path, tmp_path: Path) -> None:
    assert run(shipped, "--format", "json", "--out", tmp_path / "数字.dat").exception is None
    assert json.loads((tmp_path / "数字.dat").read_bytes())


def test_total_quotes_each_summand_and_is_qualified(run: Run, series: Path) -> None:
    args = ("--indicator", "专题协商", "--year", "2023", "--total")
    outcome = json.loads(run(series, *args, "--format", "json").stdout)["total"]
    assert (outcome["text"], outcome["value"], outcome["qualifier"]) == ("近33次", 33.0, "近")
    assert [row["text"] for row in outcome["summands"]] == ["近10次", "9次", "6次", "8次"]
    assert all(row["text"] in row["quote"] for row in outcome["summands"])
    lines = run(series, *args).stdout.splitlines()
    assert "合计:专题协商,4 处相加,近33次" in lines


def test_total_that_would_be_wrong_is_declined(run: Run, series: Path) -> None:
    outcome = json.loads(run(series, "--total", "--format", "json").stdout)["total"]
    assert outcome["value"] is None
    assert outcome["reason"].startswith("指标或单位不同,不能相加")


def test_near_indicators_are_not_in_a_total(run: Run, shipped: Path) -> None:
    shown = run(shipped, "--indicator", "专题协商", "--total").stdout
    assert "合计:专题协商,1 处相加,7次" in shown
    assert "未载、没有计入的:清江浦区政协(2023)" in shown


@pytest.mark.parametrize(
    ("value", "qualifier", "text"),
    [
        (17, "近", "近17次"),
        (180, "多", "180多次"),
        (180, "以上", "180次以上"),
        (600, "约…余", "约600余次"),
        (21.5, None, "21.5次"),
    ],
)
def test_qualifier_of_a_total_stands_where_chinese_puts_it(value: float, qualifier: str | None, text: str) -> None:
    assert total_text(value, "次", qualifier) == text


def test_numbers_have_no_needless_decimals() -> None:
    assert [number_text(value) for value in (0.1 + 0.2, 12030.0, 1e9, 100.0)] == ["0.3", "12030", "1000000000", "100"]


def test_chart_is_written_beside_the_rows(run: Run, shipped: Path, tmp_path: Path) -> None:
    file = tmp_path / "图.png"
    result = run(shipped, "--indicator", "专题协商", "--format", "json", "--chart", file)
    assert len(rows(result)) == 2
    assert file.read_bytes().startswith(b"\x89PNG")


def test_indicators_that_a_chart_leaves_out_are_named(run: Run, tmp_path: Path) -> None:
    home = open_home(HomeSettings(tmp_path, ""))
    home.add(home.preview([formats.read(next(EXAMPLES.glob("2023-梧塘*-4.txt")))]))
    result = run(tmp_path, "--indicator", "社情民意", "--format", "json", "--chart", tmp_path / "图.png")
    assert {row["indicator"] for row in rows(result)} >= {"社情民意信息", "社情民意信息被省政协采用"}
    assert "图中只画前 3 项指标,没有画的:社情民意信息被" in result.stderr


def test_nothing_to_draw_writes_no_file(run: Run, shipped: Path, tmp_path: Path) -> None:
    file = tmp_path / "图.png"
    result = run(shipped, "--indicator", "人工智能", "--chart", file)
    assert "没有可画的数字" in result.stderr
    assert not file.exists()


def raise_from(result: Result) -> None:
    assert result.exception is not None
    raise result.exception


def test_conflicts_of_two_pages_are_listed_with_their_quotes(run: Run, tmp_path: Path) -> None:
    home = open_home(HomeSettings(tmp_path, ""))
    texts = (("一", "深化协商。全年开展专题协商8次。"), ("二", "深化协商。全年开展专题协商9次。"))
    pages = [document(name, page("云溪县政协", text, number=at)) for at, (name, text) in enumerate(texts, 1)]
    home.add(home.preview(pages))
    result = run(tmp_path, "--conflicts")
    assert result.stdout.splitlines()[0] == "云溪县政协 2023年 专题协商:2 处说法不一"
    assert "全年开展专题协商8次。" in result.stdout
    assert "全年开展专题协商9次。" in result.stdout
    assert [row["text"] for row in rows(run(tmp_path, "--conflicts", "--format", "json"))] == ["8次", "9次"]
