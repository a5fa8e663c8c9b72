"""`xunli index`, in this process, with an encoder whose vectors can be worked out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.commands.index import index
from bot.factory import SHIPPED_REPORTS, open_home
from index.errors import IndexFault
from tests.conftest import FakeEncoder
from tests.index.samples import CHANGED, FIRST, SECOND, THIRD, page

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("bot.factory.load_encoder", lambda _: FakeEncoder())

    def run_one(*args: str | Path, input: str | None = None) -> Result:
        return CliRunner().invoke(index, [str(arg) for arg in args], input=input)

    return run_one


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    texts = {"一": FIRST.text, "二": SECOND.text, "三": THIRD.text, "改/一": CHANGED.text}
    paths = {name: tmp_path / f"{name}.txt" for name in texts}
    (tmp_path / "改").mkdir()
    for name, path in paths.items():
        path.write_text(texts[name], encoding="utf-8")
    return paths


def parsed(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_add_says_what_it_read_then_publishes(run: Run, files: dict[str, Path]) -> None:
    result = run("add", files["一"])
    assert result.stdout == (
        "一.txt:新的一份\n"
        "  《石梁市县区政协工作巡礼》第1期,2023年\n"
        "  云溪县政协;1 篇文章,1 节,2 条,2 处数字\n"
        "已收录 一。\n"
        "现在是第 1 代索引。\n"
    )


def test_the_file_itself_is_kept_beside_its_text(run: Run, files: dict[str, Path]) -> None:
    run("add", files["一"], files["二"])
    kept = open_home().sources.original(FIRST.sha256)
    assert kept is not None
    assert kept.read_bytes() == files["一"].read_bytes()
    assert parsed(run("verify", "--json"))["sound"]


def test_a_dry_run_publishes_nothing(run: Run, files: dict[str, Path]) -> None:
    result = run("add", files["一"], "--dry-run")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "只是预览,没有发布。")
    with pytest.raises(IndexFault, match=r"还没有索引"):
        raise_from(run("list"))


def raise_from(result: Result) -> None:
    assert result.exception is not None
    raise result.exception


def test_a_change_is_shown_and_needs_yes(run: Run, files: dict[str, Path]) -> None:
    run("add", files["一"])
    refused = run("add", files["改/一"])
    assert refused.stdout.splitlines() == [
        "一.txt:将替换已收录的《一》,有 1 段不同",
        "  《石梁市县区政协工作巡礼》第1期,2023年",
        "  云溪县政协;1 篇文章,1 节,2 条,2 处数字",
        "  - …商。全年开展专题协商8次。",
        "  + …商。全年开展专题协商9次。",
        "    数字:专题协商8次 → 9次",
    ]
    with pytest.raises(IndexFault, match=r"^一.txt:已收录而内容有变,没有改动;确认要替换,请加 --yes。$"):
        raise_from(refused)
    assert parsed(run("list", "--json"))[0]["sha256"] == FIRST.sha256
    assert run("add", files["改/一"], "--yes").exit_code == 0
    assert parsed(run("list", "--json"))[0]["sha256"] == CHANGED.sha256


def test_a_known_file_is_told_and_publishes_nothing(run: Run, files: dict[str, Path]) -> None:
    run("add", files["一"])
    assert run("add", files["一"]).stdout == "一.txt:早已收录,没有变化\n没有新内容。\n现在是第 1 代索引。\n"


NAMELESS = "区政协召开常委会议\n\n4月11日，区政协召开常委会议，审议通过了提案立案情况说明。\n"


@pytest.fixture
def nameless(tmp_path: Path) -> Path:
    path = tmp_path / "常委会议.txt"
    path.write_text(NAMELESS, encoding="utf-8")
    return path


def test_a_page_of_no_committee_is_refused_with_the_remedy(run: Run, nameless: Path) -> None:
    with pytest.raises(IndexFault, match=r"^常委会议.txt:没有认出是哪家政协,没有收录;请加 --committee 指明,或加 --yes"):
        raise_from(run("add", nameless))


def test_with_yes_a_page_of_no_committee_is_taken_and_told_and_the_others_are_kept(
    run: Run, files: dict[str, Path], nameless: Path
) -> None:
    lines = run("add", files["一"], nameless, "--yes").stdout.splitlines()
    assert lines[-2:] == [
        "常委会议.txt:没有认出是哪一年的,照样收录了;要指明,请加 --year 重新收录。",
        "常委会议.txt:没有认出是哪家政协,照样收录了;要指明,请加 --committee 重新收录。",
    ]
    assert [one["committees"] for one in parsed(run("list", "--json"))] == [["云溪县政协"], []]


def test_what_the_maintainer_says_settles_it_for_good(run: Run, nameless: Path) -> None:
    options = ("--committee", "顺德", "--year", "2019", "--series", "政协简讯", "--installment", "3")
    [fields] = parsed(run("add", nameless, *options, "--json"))["files"]
    said = ("committees", "regions", "year", "series", "installment", "doubts")
    settled = [["顺德区政协"], ["顺德区"], 2019, "政协简讯", 3]
    assert [fields[name] for name in said] == [*settled, []]
    run("add", nameless, "--yes")
    run("rebuild")
    [record] = parsed(run("list", "--json"))
    assert [record[name] for name in said[:-1]] == settled


def test_what_the_maintainer_says_otherwise_than_the_page_is_told(run: Run, files: dict[str, Path]) -> None:
    options = ("--committee", "涟水", "--year", "2021", "--series", "政协简讯", "--installment", "1")
    assert run("add", files["一"], *options).stdout.splitlines()[1:6] == [
        "  《政协简讯》第1期,2021年",
        "  涟水县政协;1 篇文章,1 节,2 条,2 处数字",
        "  指明的是年份 2021:文中写的是2023,照指明的收录",
        "  指明的是系列 政协简讯:文中写的是石梁市县区政协工作巡礼,照指明的收录",
        "  指明的是涟水县政协:文中写的是云溪县政协,照指明的收录",
    ]
    [record] = parsed(run("list", "--json"))
    assert (record["committees"], record["year"], record["series"]) == (["涟水县政协"], 2021, "政协简讯")


def test_a_committee_that_does_not_change_a_page_of_several_is_told_each_time(run: Run) -> None:
    [path] = SHIPPED_REPORTS.iterdir()
    told = "  指明的是盱眙县政协:文中写明是涟水县政协、清江浦区政协的文章没有改;要改,请把各家的文章分成几份文件收录"
    for standing in ("新的一份", "早已收录,没有变化"):
        lines = run("add", path, "--committee", "盱眙").stdout.splitlines()
        assert (lines[0], told in lines) == (f"{path.name}:{standing}", True)
    [fields] = parsed(run("add", path, "--committee", "盱眙", "--json"))["files"]
    assert fields["committees"] == ["涟水县政协", "清江浦区政协"]
    assert [(one["field"], one["value"]) for one in fields["doubts"]] == [("committee", "盱眙县政协")]


def test_a_known_page_can_be_settled_later(run: Run, nameless: Path) -> None:
    run("add", nameless, "--yes")
    [fields] = parsed(run("add", nameless, "--committee", "顺德区", "--yes", "--json"))["files"]
    assert (fields["standing"], fields["replaces"]) == ("changed", "常委会议")
    assert parsed(run("list", "--json"))[0]["committees"] == ["顺德区政协"]


def test_a_doubt_is_told_with_its_reason_and_alternatives(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "常委会.txt"
    text = "洪山区政协召开常委会\n\n发布日期：2024-01-09\n\n2023年，洪山区政协开展调研12次。2024年，区政协再出发。\n"
    path.write_text(text, encoding="utf-8")
    [fields] = parsed(run("add", path, "--json", "--dry-run"))["files"]
    assert [(one["field"], one["value"], one["alternatives"]) for one in fields["doubts"]] == [("year", 2024, [2023])]
    assert "  拿不准:年份 2024(文中不止一个年份;也可能是 2023)" in run("add", path, "--dry-run").stdout.splitlines()


@pytest.mark.parametrize(
    ("name", "said"),
    [("吉林", "“吉林”可以是吉林省、吉林市,请写全名。"), ("没有这个县", "“没有这个县”认不出是哪里的政协")],
)
def test_a_committee_that_cannot_be_told_is_refused(run: Run, nameless: Path, name: str, said: str) -> None:
    result = run("add", nameless, "--committee", name)
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_on_a_terminal_what_is_unsure_is_asked(run: Run, nameless: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.commands.index.may_ask", lambda: True)
    result = run("add", nameless, input="没有这个县\n顺德\n2023\n")
    assert "常委会议.txt 写的是哪家政协?" in result.stdout
    assert "常委会议.txt 是哪一年的工作?" in result.stdout
    [record] = parsed(run("list", "--json"))
    assert (record["committees"], record["year"]) == (["顺德区政协"], 2023)


def test_a_region_that_no_list_has_is_accepted_where_the_page_names_it(run: Run, files: dict[str, Path]) -> None:
    [fields] = parsed(run("add", files["一"], "--committee", "云溪县", "--json"))["files"]
    assert fields["committees"] == ["云溪县政协"]


def test_several_files_are_one_generation(run: Run, files: dict[str, Path]) -> None:
    fields = parsed(run("add", files["一"], files["二"], files["三"], "--json"))
    assert fields["generation"] == 1
    assert [(one["name"], one["standing"], one["counts"]["items"]) for one in fields["files"]] == [
        ("一", "new", 2),
        ("二", "new", 2),
        ("三", "new", 1),
    ]


def test_two_different_files_of_one_name_are_refused(run: Run, files: dict[str, Path]) -> None:
    with pytest.raises(IndexFault, match=r"内容不同的文件同名"):
        raise_from(run("add", files["一"], files["改/一"]))


def test_json_of_a_change_without_yes_is_refused_too(run: Run, files: dict[str, Path]) -> None:
    run("add", files["一"])
    with pytest.raises(IndexFault, match=r"--yes"):
        raise_from(run("add", files["改/一"], "--json"))


def test_json_of_a_dry_run_shows_the_changes(run: Run, files: dict[str, Path]) -> None:
    run("add", files["一"])
    fields = parsed(run("add", files["改/一"], "--json", "--dry-run"))
    assert fields["generation"] is None
    assert fields["files"][0]["replaces"] == "一"
    assert fields["files"][0]["changes"] == [
        {
            "before": "开展专题协商。全年开展专题协商8次。",
            "after": "开展专题协商。全年开展专题协商9次。",
            "figures": [{"before": "8次", "after": "9次", "indicator": "专题协商"}],
        }
    ]


def test_many_changes_are_cut_short(run: Run, tmp_path: Path) -> None:
    for folder, word in (("旧", "次"), ("新", "场")):
        (tmp_path / folder).mkdir()
        items = [f"抓好第{at}件。全年协商{at}{word}。" for at in range(12)]
        (tmp_path / folder / "多.txt").write_text(page("云溪县政协", *items), encoding="utf-8")
    run("add", tmp_path / "旧" / "多.txt")
    lines = run("add", tmp_path / "新" / "多.txt", "--yes").stdout.splitlines()
    assert lines[0].endswith("有 12 段不同")
    assert sum(line.startswith("  - ") for line in lines) == 8
    assert "  ……另有 4 段不同" in lines


def test_what_cannot_be_placed_and_what_is_known_elsewhere_is_told(run: Run, files: dict[str, Path]) -> None:
    run("add", files["一"])
    other = files["一"].with_name("摘编.txt")
    text = FIRST.text.replace("(一)", "(八)").replace("2023年石", "2024年石")
    other.write_text(text, encoding="utf-8")
    assert "  《云溪县政协交出新答卷》一文,《一》中已有" in run("add", other).stdout.splitlines()


def test_status_says_what_serves(run: Run, files: dict[str, Path], tmp_path: Path) -> None:
    run("add", files["一"], files["三"])
    assert parsed(run("status", "--json")) == {
        "home": str(tmp_path / "xunli"),
        "generation": 1,
        "kept": [1],
        "reports": 2,
        "passages": 11,
        "encoder": "fake",
        "dimension": 12,
        "vectors": "faiss Flat",
        "coverage": {"云溪县政协": [2023], "鹤鸣区政协": [2022]},
    }
    assert run("status").stdout.splitlines()[-1] == "收录:云溪县政协(2023)、鹤鸣区政协(2022)"


def test_list_has_a_line_for_each_report(run: Run, files: dict[str, Path]) -> None:
    run("add", files["一"], files["二"])
    assert run("list").stdout.splitlines() == [
        "一:云溪县政协(2023);1 篇文章,1 节,2 条,6 段",
        "二:青岚区政协(2023);1 篇文章,1 节,2 条,6 段",
    ]


def test_remove_and_rollback(run: Run, files: dict[str, Path]) -> None:
    run("add", files["一"], files["二"])
    assert run("remove", "一.txt").stdout == "已移除 一。\n现在是第 2 代索引。\n"
    assert parsed(run("rollback", "--json")) == {"generation": 1}
    assert [one["name"] for one in parsed(run("list", "--json"))] == ["一", "二"]


def test_verify_names_what_is_damaged_and_the_remedy(run: Run, files: dict[str, Path], tmp_path: Path) -> None:
    run("add", files["一"])
    assert run("verify").stdout == "全部完好(共 1 代)。\n"
    assert parsed(run("verify", "--json")) == {"sound": True, "damage": []}
    vectors = tmp_path / "xunli/generations/1/vectors.faiss"
    vectors.write_bytes(b"")
    result = run("verify")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "共 1 处损坏;请照各行所说修复。")
    damaged = run("verify", "--json")
    assert damaged.exit_code == 1
    assert json.loads(damaged.stdout)["damage"][0].startswith(f"{vectors}:已损坏(大小应为")


def test_rebuild_makes_the_index_anew(run: Run, files: dict[str, Path]) -> None:
    run("add", files["一"], files["二"])
    assert run("rebuild").stdout == "已重建索引。\n现在是第 2 代索引。\n"
    assert parsed(run("status", "--json"))["reports"] == 2


def test_rebuild_of_nothing_starts_with_the_shipped_reports(run: Run) -> None:
    assert parsed(run("rebuild", "--json")) == {"generation": 1}
    assert parsed(run("list", "--json"))[0]["committees"] == ["涟水县政协", "清江浦区政协"]


@pytest.mark.parametrize("command", [("remove", "无"), ("rollback",), ("status",), ("list",), ("verify",)])
def test_with_nothing_there_every_command_says_so(run: Run, command: tuple[str, ...]) -> None:
    with pytest.raises(IndexFault, match=r"还没有索引"):
        raise_from(run(*command))


def test_what_is_left_out_is_told_in_words_and_as_fields(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "四.html"
    path.write_text(f"<p>{FIRST.text}</p><div style='display:none'>原稿为125件。</div>", encoding="utf-8")
    assert "未收入正文:隐藏的文字 1 处:第 1 段之后“原稿为125件。”" in run("add", path, "--dry-run").output
    [fields] = parsed(run("add", path, "--dry-run", "--json"))["files"]
    assert fields["left_out"] == [{"kind": "hidden", "where": "第 1 段之后", "text": "原稿为125件。"}]


def test_a_folder_is_added_as_one_generation(run: Run, files: dict[str, Path], tmp_path: Path) -> None:
    files["改/一"].unlink()
    (tmp_path / "改").rmdir()
    result = run("add", tmp_path, "--json")
    assert [fields["name"] for fields in parsed(result)["files"]] == sorted(["一", "二", "三"])
