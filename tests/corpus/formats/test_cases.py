"""Cases: small files on which readers failed, each written by some program or person, against the right text."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus import formats
from corpus.errors import CorpusError
from corpus.model import Document, Left

CASES = Path(__file__).parent / "cases"
SERIES = "二〇二三年潞川市县市区政协工作巡礼(四)"
CONSULTED = "专题协商有深度。全年围绕“古桥保护”等议题开展专题协商6次,提出建议83条。"


def lines_of(document: Document) -> list[str]:
    return [paragraph.span.of(document.text) for paragraph in document.paragraphs]


def base(name: str = "base.txt") -> list[str]:
    return [line for line in (CASES / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def notes_of(document: Document) -> list[tuple[str, str, str]]:
    return [(note.kind, note.where, note.text) for note in document.left_out]


WHOLE = [
    *("txt-hard-wrapped.txt", "txt-hard-wrapped-noblank.txt", "txt-kangxi.txt", "txt-spaced.txt"),
    *("html-gbk-says-latin1.html", "html-is-mht.html", "html-linked-item.html", "html-open-p.html"),
    *("html-second-article-related.html", "md-hash-no-space.md", "md-indented.md"),
    *("docx-altchunk.docx", "docx-hidden.docx", "docx-null-rel.docx", "pdf-vertical.pdf"),
]
WHOLE_PDF = ["pdf-owner-locked.pdf", "pdf-plain.pdf", "pdf-running-header.pdf", "pdf-watermark.pdf"]


@pytest.mark.parametrize("name", WHOLE)
def test_the_text_is_the_right_one(name: str) -> None:
    assert lines_of(formats.read(CASES / name)) == base()


@pytest.mark.parametrize("name", WHOLE_PDF)
def test_the_text_of_a_longer_pdf_is_the_right_one(name: str) -> None:
    assert lines_of(formats.read(CASES / name)) == base("base-pdf.txt")


# What the file says differently from the base: the line of the base, and what stands there instead.
REPLACED: dict[str, list[tuple[str, Sequence[str]]]] = {
    "html-nbsp-zerowidth.html": [(CONSULTED, [CONSULTED.replace("6", " 6 ")])],
    "docx-tracked.docx": [(CONSULTED, [CONSULTED.replace("6", "8")])],
    "docx-footnote.docx": [(CONSULTED, [CONSULTED, "其中被县政府采纳71条,采纳率85.5%。"])],
    "docx-header-series.docx": [
        ("同心同行答好民生卷", [SERIES, "同心同行答好民生卷"]),
        (SERIES, []),
        (
            "委员行动暖民心。开展义诊18场,服务群众2700人次。",
            ["委员行动暖民心。开展义诊18场,服务群众2700人次。", "本版责任编辑 薛听澜"],
        ),
    ],
    "md-front.md": [("同心同行答好民生卷", [SERIES, "同心同行答好民生卷"]), (SERIES, [])],
    "pdf-enc-gbkp.pdf": [(SERIES, [SERIES.replace("〇", "○")])],
    "pdf-superscript.pdf": [
        (
            "主题活动抓在手。开展“访民情、送温暖”活动,走访困难家庭327户。",
            [
                "主题活动抓在手。开展“访民情、送温暖”活动,走访困难家庭327户。",
                "整治有成效。全年整治河道3.5万m2,清理垃圾120吨。",
            ],
        )
    ],
}


@pytest.mark.parametrize("name", REPLACED)
def test_what_the_file_says_otherwise_is_kept(name: str) -> None:
    replaced = dict(REPLACED[name])
    expected = [kept for line in base() for kept in replaced.get(line, [line])]
    assert lines_of(formats.read(CASES / name)) == expected


def test_words_of_buttons_within_prose_drop_no_paragraph() -> None:
    found = lines_of(formats.read(CASES / "html-boilerplate-words.html"))
    assert len(found) == len(base())
    assert [line[:6] for line in found if line not in base()] == [
        "学习教育走在",
        "分享履职故事",
        "放大“有事好",
        "收藏展示文史",
        "默认加载“民",
    ]


def test_numbers_and_marks_of_a_list_are_as_written() -> None:
    assert lines_of(formats.read(CASES / "md-lists.md"))[len(base()) + 1 :] == [
        "3. 委员联系界别群众",
        "5. 重点提案督办",
        "7. 协商成果转化",
        "全年走访3*2*1户,投入5~8万元,参加人数<50人,a_b_c;占比>30%。",
        "2024. 年计划开展协商10次。",
    ]


def test_automatic_numbers_are_kept() -> None:
    found = lines_of(formats.read(CASES / "docx-auto-numbers.docx"))
    assert [line for line in found if line.startswith(("一、", "四、", "(二)"))] == [
        "一、党建为先 在凝心铸魂上下功夫",
        "四、服务群众 在为民解忧上见真情",
        "(二)重点提案督办机制",
    ]


def test_a_cell_carries_the_head_of_its_column() -> None:
    assert lines_of(formats.read(CASES / "docx-merged-table.docx"))[-4:] == [
        "单位 协商议政 立案提案(件)",
        "专题协商(次) 调研报告(篇)",
        "汀溪县政协:专题协商6次,调研报告17篇,立案提案152件。",
        "柳堰区政协:专题协商9次,调研报告21篇,立案提案188件。",
    ]


def test_a_line_is_joined_where_the_next_word_did_not_fit() -> None:
    found = lines_of(formats.read(CASES / "pdf-chromium-leftlatin.pdf"))
    assert [line[:9] for line in found] == [
        *("同心同行答好民生卷", "通讯员 乔望野", "2023年以来,汀", "协商为要 在建言献", "专题协商有深度。全"),
        *("提案办理有力度。全", "二〇二三年潞川市县"),
    ]


def test_figures_of_vertical_lines_stand_in_their_place() -> None:
    """A browser lays them on their side, but for 12, which is set upright in the place of one character."""
    assert lines_of(formats.read(CASES / "chromium-vertical.pdf")) == [base()[1], base()[9]]


def test_narrow_characters_of_a_font_without_widths_do_not_stand_apart() -> None:
    assert lines_of(formats.read(CASES / "chromium-narrow.pdf")) == ["今日自己走访出口企业一户。"]


def test_traditional_text_is_decoded() -> None:
    assert (
        lines_of(formats.read(CASES / "txt-big5.txt"))[2]
        == "2023年以來,汀溪縣政協圍繞中心、服務大局,把協商搬到群眾身邊。"
    )


def test_mojibake_is_refused() -> None:
    with pytest.raises(CorpusError, match=r"^txt-mojibake.txt 第 1 行起:是乱码"):
        formats.read(CASES / "txt-mojibake.txt")


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("docx-hidden.docx", (Left.HIDDEN, "第 9 段之后", "(原稿为125件,待核)")),
        ("docx-tracked.docx", (Left.DELETED, "第 8 段之后", "6")),
        ("html-half-image.html", (Left.PICTURE, "第 11 段之后", "art2.png")),
        ("html-open-p.html", (Left.NAVIGATION, "网页标题", "潞川日报")),
        ("pdf-headfont-no-tounicode.pdf", (Left.FONT, "第 1 页", "字体 MPDFAA+HeadFont,114 字")),
        ("pdf-watermark.pdf", (Left.WATERMARK, "第 1 页", "内部资料")),
        (
            "pdf-running-header.pdf",
            (
                Left.RUNNING_HEAD,
                "各页上下边",
                "潞川日报 2024年1月9日 星期二 要闻 | 责任编辑 薛听澜 版式 纪山月 | A01 | A02 | A03",
            ),
        ),
    ],
)
def test_what_is_left_out_is_told(name: str, note: tuple[Left, str, str]) -> None:
    assert notes_of(formats.read(CASES / name)) == [note]


def test_of_a_font_that_cannot_be_read_nothing_is_stored() -> None:
    unreadable = {line for line in base() if not line.endswith("。")}
    found = lines_of(formats.read(CASES / "pdf-headfont-no-tounicode.pdf"))
    assert found == [line for line in base() if line not in unreadable]


def test_a_table_printed_in_a_pdf_carries_its_heads_too() -> None:
    found = lines_of(formats.read(CASES / "writer-table.pdf"))
    assert found[: len(base())] == base()
    assert found[len(base()) :] == [
        "2023年潞川市各县区政协履职情况一览",
        "单位 协商议政 立案提案(件)",
        "专题协商(次) 调研报告(篇)",
        "汀溪县政协:专题协商6次,调研报告17篇,立案提案152件。",
        "柳堰区政协:专题协商9次,调研报告21篇,立案提案188件。",
    ]


def test_quotation_marks_that_are_drawn_after_the_text_stand_in_their_place() -> None:
    consulted = CONSULTED + "[1]"
    expected = [consulted if line == CONSULTED else line for line in base()]
    assert lines_of(formats.read(CASES / "writer-footnote.pdf")) == [*expected, "1其中被县政府采纳71条,采纳率85.5%。"]


@pytest.mark.parametrize("name", ["writer-numbers.docx", "writer-numbers.html"])
def test_lists_of_an_office_program_keep_their_numbers(name: str) -> None:
    found = lines_of(formats.read(CASES / name))
    first = "一、" if name.endswith("docx") else "1. "
    assert [line for line in found if "凝心" in line] == [f"{first}党建为先 在凝心铸魂上下功夫"]


def test_a_table_of_an_office_program_carries_its_heads() -> None:
    assert lines_of(formats.read(CASES / "writer-table.html"))[-2:] == [
        "汀溪县政协:专题协商6次,调研报告17篇,立案提案152件。",
        "柳堰区政协:专题协商9次,调研报告21篇,立案提案188件。",
    ]
