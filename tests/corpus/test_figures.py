import hashlib
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.figures import VERSION, figures_in
from corpus.model import Figure, Span
from corpus.sentences import split

REPORT = Path("corpus/reports/2023-淮安市县市区政协工作巡礼-1.txt")
Row = tuple[str, float, str, str | None, str | None]


def table() -> Iterator[tuple[str, list[Row]]]:
    """Read figures.txt: a sentence, then a line for each of its figures."""
    sentence, rows = "", []
    lines = (Path(__file__).parent / "figures.txt").read_text(encoding="utf-8").splitlines()
    for line in [*(line for line in lines if line and not line.startswith("#")), ""]:
        if line.startswith("  "):
            text, value, *rest = (cell.strip() for cell in line.split(" | "))
            unit, qualifier, indicator = (None if cell == "-" else cell for cell in rest)
            rows.append((text, float(value), unit or "", qualifier, indicator))
            continue
        if sentence:
            yield sentence, rows
        sentence, rows = line, []


TABLE = list(table())


def row(figure: Figure) -> Row:
    return figure.text, round(figure.value, 10), figure.unit, figure.qualifier, figure.indicator


@pytest.mark.parametrize(("sentence", "rows"), TABLE, ids=[sentence[:24] for sentence, _ in TABLE])
def test_a_sentence_has_the_figures_that_a_careful_reader_lists(sentence: str, rows: list[Row]) -> None:
    assert [row(figure) for figure in figures_in(sentence)] == rows


def test_the_table_holds_two_hundred_sentences_and_many_without_a_figure() -> None:
    assert len(TABLE) == len({sentence for sentence, _ in TABLE}) >= 200
    assert sum(not rows for _, rows in TABLE) >= 80


LEDGER: list[Row] = [
    ("21次", 21, "次", None, "参加政协活动"),
    ("22次", 22, "次", None, "作出批示指示"),
    ("150多篇", 150, "篇", "多", "稿件"),
    ("25个", 25, "个", None, "调研课题"),
    ("7次", 7, "次", None, "专题协商"),
    ("15条", 15, "条", None, "建议"),
    ("18条", 18, "条", None, "建议"),
    ("三年", 3, "年", None, "举办履职成果发布活动"),
    ("6次", 6, "次", None, "集中学习辅导"),
    ("4次", 4, "次", None, "专题学习研讨"),
    ("12个", 12, "个", None, "重点协商议题"),
    ("三项", 3, "项", None, "举措"),
    ("10篇", 10, "篇", None, "《清江浦社情民意专报》"),
    ("四支", 4, "支", None, "队伍"),
    ("一个", 1, "个", None, "特色化、情境式文化文史教育阵地"),
    ("近600人次", 600, "人次", "近", "教育培训"),
]


def test_the_ledger_of_the_shipped_report_is_complete() -> None:
    text = REPORT.read_text(encoding="utf-8")
    found = [
        figure
        for sentence in split(text, 0, len(text))
        for figure in figures_in(sentence.of(text), start=sentence.start, year=2023)
    ]
    assert [row(figure) for figure in found] == LEDGER
    assert {figure.year for figure in found} == {2023}
    for figure in found:
        assert text[figure.start : figure.end] == figure.text
        assert figure.sentence is not None
        assert figure.text in figure.sentence.of(text)


def test_stored_text_gives_absolute_offsets_the_sentence_and_the_committee() -> None:
    (figure,) = figures_in("全年召开党组会议16次。", start=100, year=2023, committee="青岚区政协")
    assert (figure.start, figure.end) == (108, 111)
    assert figure.sentence == Span(100, 112)
    assert (figure.year, figure.committee) == (2023, "青岚区政协")


def test_the_row_of_a_table_is_of_the_committee_that_heads_it() -> None:
    assert [one.committee for one in figures_in("涟水县:专题协商9次,调研报告21篇。")] == ["涟水县政协"] * 2
    assert [one.committee for one in figures_in("全县:专题协商9次。")] == [None]
    row = figures_in("鹤鸣区政协:专题协商9次,调研报告21篇。", committee="青岚区政协")
    assert [(one.text, one.indicator, one.committee) for one in row] == [
        ("9次", "专题协商", "鹤鸣区政协"),
        ("21篇", "调研报告", "鹤鸣区政协"),
    ]


@pytest.mark.parametrize(
    ("sentence", "roles"),
    [
        ("常委会会议由3次增至5次。", ["base", "whole"]),
        ("参与率从85%提高到92%。", ["base", "whole"]),
        ("收到提案287件,比上年增加12件。", ["whole", "change"]),
        ("建成议事室38个(其中镇级12个、村级26个)。", ["whole", "part", "part"]),
        ("每季度协商3次,每次参加20人。", ["each", "each"]),
        ("计划视察6次,实际视察5次。", ["plan", "whole"]),
        ("在8个街道设立19个联系点。", ["whole", "whole"]),
    ],
)
def test_a_figure_tells_whether_it_is_a_whole(sentence: str, roles: list[str]) -> None:
    assert [str(figure.role) for figure in figures_in(sentence)] == roles


@pytest.mark.parametrize(
    ("sentence", "indicators"),
    [
        ("常委会会议由3次增至5次。", ["常委会会议", "常委会会议"]),
        ("建成议事室38个(其中镇级12个、村级26个)。", ["议事室", "镇级议事室", "村级议事室"]),
        ("未办结提案8件。", ["未办结提案"]),
        ("甲类、乙类分别为7件、5件。", ["甲类", "乙类"]),
        ("在8个街道设立19个联系点。", ["街道", "联系点"]),
    ],
)
def test_each_figure_has_an_indicator_of_its_own(sentence: str, indicators: list[str]) -> None:
    assert [figure.indicator for figure in figures_in(sentence)] == indicators


def test_a_question_has_neither_sentence_nor_year() -> None:
    (figure,) = figures_in("7次专题协商的主题")
    assert (figure.start, figure.end, figure.sentence, figure.year, figure.committee) == (0, 2, None, None, None)


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("2022年开展视察8次。", [2022]),
        ("二〇二二年开展视察8次。", [2022]),
        ("开展视察8次,比2021年增加2次。", [2024, 2024]),
        ("2022年立案164件,2023年立案186件。", [2022, 2023]),
        ("印发《2021年协商计划》,开展协商7次。", [2024]),
        ("共2000万元。", [2024]),
    ],
)
def test_a_year_named_before_the_figure_wins(sentence: str, years: list[int]) -> None:
    assert [figure.year for figure in figures_in(sentence, year=2024)] == years


@pytest.mark.parametrize("sentence", [sentence for sentence, rows in TABLE if rows])
def test_half_width_text_has_the_same_figures(sentence: str) -> None:
    plain = unicodedata.normalize("NFKC", sentence)
    assert [(one.value, one.unit) for one in figures_in(plain)] == [
        (one.value, one.unit) for one in figures_in(sentence)
    ]


PIECES = (
    st.sampled_from("一二两三四五六七八九十百千万亿零〇○几数多余近约超个次名家年月日号届大级成半点第翻番元人")
    | st.sampled_from("%％‰至到—-~/.,，。、；：“”‘’《》（）() \n")
    | st.sampled_from(
        ["2023年", "12345678901234567890", "百分之", "三分之", "开展", "专题协商", "一个", "以上", "第3", "1 2"]
    )
    | st.characters()
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_figures_are_slices_in_order_without_overlap_and_of_finite_value(text: str) -> None:
    end = 0
    for figure in figures_in(text):
        assert text[figure.start : figure.end] == figure.text
        assert end <= figure.start < figure.end
        assert 0 <= figure.value < 1e40
        assert figure.indicator != ""
        end = figure.end


@given(st.text(max_size=40), st.sampled_from(["近600人次", "150多篇", "1.2万余件", "不少于80人", "95%以上", "约500名"]))
def test_a_qualifier_is_not_lost_between_any_clauses(text: str, quantity: str) -> None:
    found = [figure for figure in figures_in(f"{text}。办理{quantity}。") if figure.end > len(text)]
    assert [figure.text for figure in found] == [quantity] or "《" in text or "“" in text
    assert all(figure.qualifier for figure in found if figure.text == quantity)


def test_jieba_gives_the_same_ledger_where_there_is_no_rjieba() -> None:
    code = (
        "import sys, warnings; warnings.simplefilter('ignore'); sys.modules['rjieba'] = None\n"
        "from pathlib import Path; from corpus.figures import figures_in\n"
        f"found = figures_in(Path({str(REPORT)!r}).read_text(encoding='utf-8'))\n"
        "print(*(f'{one.text}:{one.indicator}' for one in found), sep='\\n')"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    lines = out.splitlines()
    assert [line.split(":")[0] for line in lines] == [text for text, *_ in LEDGER]
    assert "近600人次:教育培训" in lines
    assert "7次:专题协商" in lines


def test_reading_a_long_list_of_numbers_takes_no_more_than_linear_time() -> None:
    assert len(figures_in("1、" * 20_000)) == 0
    assert len(figures_in("一" * 50_000)) == 0
    assert len(figures_in("3条建议，" * 2_000)) == 2_000


def test_an_index_does_not_go_on_with_figures_that_would_be_found_otherwise() -> None:
    """Fails when other figures are found in the same text: raise `corpus.figures.VERSION`, then write both here."""
    folder = Path(__file__).parents[1] / "eval" / "installments"
    cities = ("朔宁", "石梁", "沅锦")
    texts = [REPORT, *(path for city in cities for path in sorted(folder.glob(f"2023-{city}市*.txt")))]
    lines = [line for text in texts for line in text.read_text(encoding="utf-8").splitlines()]
    found = repr([figures_in(line) for line in lines]).encode()
    assert (VERSION, hashlib.sha256(found).hexdigest()[:16]) == (6, "1afa86d1f5823062")


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("去年收到提案91件，今年收到97件。", [2021, 2022]),
        ("前年种瓜3万亩，上年种了4万亩，明年要种5万亩。", [2020, 2021, 2023]),
        ("收到提案97件，比去年增加6件。", [2000, 2000]),
        ("2019年办结40件，去年办结52件。", [2019, 2021]),
        ("去年以来已办结52件；2020年3月以来走访30次。", [2000, 2000]),
        ("去年同期为40件。", [2000]),
        ("上年纪的委员有9名。", [2000]),
    ],
)
def test_a_year_that_is_counted_from_the_day_of_writing_is_told(text: str, years: list[int]) -> None:
    assert [figure.year for figure in figures_in(text, year=2000, written=2022)] == years


def test_where_nothing_tells_when_it_was_written_last_year_is_left_open() -> None:
    assert [figure.year for figure in figures_in("2019年40件，去年收到提案91件。", year=2000)] == [2019, 2000]
