"""Passages: what is indexed of a page, where it stands, and that it is all of the page."""

from itertools import pairwise
from pathlib import Path

import pytest

from corpus.formats import read
from corpus.formats.assembly import document_of_text
from corpus.model import Kind
from corpus.parse import parse
from index.normal import normalise
from index.passages import Passage, analysed, passages_of

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "corpus/reports", ROOT / "tests/eval/installments", ROOT / "tests/corpus/installments")
PAGES = sorted(page for folder in FOLDERS for page in folder.glob("*.txt"))


@pytest.fixture(scope="module")
def shipped() -> list[Passage]:
    return passages_of(parse(read(ROOT / "corpus/reports/2023-淮安市县市区政协工作巡礼-1.txt")))


def of(text: str) -> list[Passage]:
    return passages_of(parse(document_of_text(text, name="页", file="页.txt")))


def test_the_shipped_page_has_forty_passages_of_eight_kinds(shipped: list[Passage]) -> None:
    kinds = [passage.source.kind for passage in shipped]
    assert {kind: kinds.count(kind) for kind in Kind} == {
        Kind.ITEM: 25,
        Kind.LEAD: 3,
        Kind.CAPTION: 4,
        Kind.BYLINE: 2,
        Kind.TITLE: 2,
        Kind.BANNER: 2,
        Kind.PREFACE: 1,
        Kind.CREDITS: 1,
    }


def test_an_item_knows_its_source(shipped: list[Passage]) -> None:
    passage = next(passage for passage in shipped if "专题协商7次" in passage.text)
    source = passage.source
    assert (source.series, source.installment, source.year) == ("淮安市县市区政协工作巡礼", 1, 2023)
    assert (source.report_title, source.article) == ("砥砺前行新征程 实干笃行新时代", "奋力书写新时代政协履职新答卷")
    assert (source.committee, source.region, source.authors) == ("涟水县政协", "涟水县", ("王玉峰", "王荣荣"))
    assert (source.kind, source.section, source.item) == (Kind.ITEM, "履职为本 在建言资政上高质量", "协商视察求“精”")
    assert (passage.article, passage.section, passage.page) == (0, 1, None)
    assert passage.context == "涟水县政协 2023年 履职为本 在建言资政上高质量"


def test_each_sentence_has_its_text_its_normal_form_and_its_figures(shipped: list[Passage]) -> None:
    passage = analysed(next(passage for passage in shipped if "专题协商7次" in passage.text))
    sentences = [passage.sentence(number) for number in range(len(passage.sentences))]
    assert [one.text for one in sentences] == [
        passage.text[span.start - passage.start : span.end - passage.start] for span in passage.sentences
    ]
    assert [one.normal for one in sentences] == [normalise(one.text) for one in sentences]
    assert [figure for one in sentences for figure in one.figures] == list(passage.figures)
    assert "专题协商7次" in next(one.text for one in sentences if "7次" in [figure.text for figure in one.figures])


def test_what_belongs_to_the_page_knows_no_article(shipped: list[Passage]) -> None:
    page = [passage for passage in shipped if passage.article is None]
    assert [passage.source.kind for passage in page] == [Kind.BANNER, Kind.BANNER, Kind.PREFACE, Kind.CREDITS]
    assert {(passage.source.committee, passage.source.article, passage.source.authors) for passage in page} == {
        (None, None, ())
    }


def test_a_byline_is_found_by_the_words_a_reader_asks_with(shipped: list[Passage]) -> None:
    byline = next(passage for passage in shipped if passage.source.kind is Kind.BYLINE)
    assert byline.context == "涟水县政协 2023年 作者 通讯员 记者"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_passages_and_subheads_are_the_whole_page_in_order(page: Path) -> None:
    report = parse(read(page))
    text = report.document.text
    passages = passages_of(report)
    heads = [section.heading for article in report.articles for section in article.sections]
    spans = sorted([(p.start, p.end) for p in passages] + [(head.start, head.end) for head in heads])
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert [passage.start for passage in passages] == sorted(passage.start for passage in passages)
    assert all(passage.text == text[passage.start : passage.end] for passage in passages)
    assert {passage.sha256 for passage in passages} == {report.document.sha256}


TITLE = "云溪新事\n通讯员 张三\n2023年,云溪县政协扎实履职,成效显著。\n强基固本\n"


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ("强化学习。全年学习9次。", "强化学习"),
        ("(一)强化学习。全年学习9次。", "(一)强化学习"),
        ("推行“111”工程。全年推进。", "推行“111”工程"),
        ("开门协商,共话发展。全年协商7次。", "开门协商,共话发展"),
        ("委员工作室：在18个村建成工作室。", "委员工作室"),
        ("县政协主席李四说：“要干就干好。”大家都赞成。", None),
        ("全年开展专题协商5次。提出建议8条。", None),
        ("“有事好商量。”村民说。大家都来。", None),
        ("全年学习9次,培训委员380人次。", None),
    ],
)
def test_an_item_is_named_by_its_lead(item: str, name: str | None) -> None:
    assert [passage.source.item for passage in of(TITLE + item) if passage.source.kind is Kind.ITEM] == [name]


@pytest.mark.parametrize(
    ("second", "name"),
    [("在此基础上,又办班3期,覆盖全体委员。", "强化学习"), ("全年立案提案186件,办复率100%。", None)],
)
def test_a_paragraph_has_the_name_of_the_item_above_only_if_it_goes_on_from_it(second: str, name: str | None) -> None:
    passages = of(f"{TITLE}强化学习。全年学习9次。\n{second}")
    assert passages[-1].source.item == name


def test_a_paragraph_below_a_numbered_item_is_of_that_item() -> None:
    passages = of(f"{TITLE}1.强化学习。全年学习9次。\n县农业农村局提高了奖补标准。")
    assert passages[-1].source.item == "1.强化学习"


@pytest.mark.parametrize(
    ("above", "committee"),
    [
        ("委员风采｜洪山区政协两位委员的2022\n2022年，全区184名委员提交提案146件。\n", "洪山区政协"),
        ("2022年江城市县区政协工作巡礼（三）\n全市各级政协提交提案146件。\n", None),
    ],
)
def test_what_stands_before_the_only_article_of_a_page_is_of_its_committee(above: str, committee: str | None) -> None:
    page = f"{above}洪山区政协：把茶车开上山\n洪山区政协委员罗绍勤，48岁，茶厂负责人。\n"
    [opening] = [one for one in of(page) if "146件" in one.text]
    assert opening.source.committee == committee
