"""Years: the year of the work is told from the year of publication, of a plan, and of a beginning."""

import pytest

from corpus.formats.assembly import document_of_text
from corpus.parse import parse

HEAD = "洪山区政协召开会议\n\n"


@pytest.mark.parametrize(
    ("file", "text", "year", "others"),
    [
        ("会", "2023年，区政协开展调研12次。", 2023, ()),
        ("会", "发布日期：2024-01-09\n2023年，区政协开展调研12次。", 2023, (2024,)),
        ("会", "发布日期：2022-06-14 来源：本站\n区政协开展调研12次。", 2022, ()),
        ("2021洪山区政协", "区政协开展调研12次。", 2021, ()),
        ("早读20240219", "区政协开展调研12次。", 2024, ()),
        ("会", "政协工作简报\n旗政协办公室编    2O17年7月l8日\n区政协开展调研12次。", 2017, ()),
        ("县区动态_202404", "区政协开展调研12次。", 2024, ()),
        ("会", "首页 要闻 履职 县区 影像 | 2020年第九期 | 导出PDF\n区政协开展调研12次。委员提出建议。\n", 2020, ()),
        ("会", "区政协开展调研12次。", None, ()),
        ("会", "区政协2016第十届、十三届二次会议召开。", None, ()),
        ("会", "自2016年以来，区政协开展调研12次。", None, ()),
        ("会", "2023年以来，区政协开展调研12次。", 2023, (2024,)),
        ("会", "（区政协办公室整理　2022年1月）\n2021年，区政协开展调研12次。", 2021, (2022,)),
        ("会", "（2023年12月25日向主席会议述职）\n2023年，开展调研12次。2024年打算：2024年计划调研9次。", 2023, ()),
        ("会", "2023年，区政协开展调研12次。2024年计划调研9次，2024年打算视察3次。", 2023, ()),
        ("2023会", "从2016年到现在，区政协开展调研12次。", 2023, ()),
        ("会", "发布时间：2012年12月07日\n12月5日，区政协部署2013年文史征编任务。", 2012, ()),
        ("会", "（1988年3月12日）\n时间：2013/08/07\n本届政协的首次会议于1984年11月举行。", 1988, ()),
        ("洪山年鉴2014", "2016-11-08 来源：洪山\n7月24日，区政协召开会议。", 2013, (2014,)),
        ("会", "区政协听取2020年工作要点的修改意见。", 2020, (2019,)),
        ("会", "2019年，办理提案126件。今年，办理提案115件。", 2019, (2020,)),
        ("会", "发布时间：2023-01-03\n12月28日，区政协召开会议。", 2022, (2023,)),
        ("会", "发布时间：2023-02-05\n过去的一年，区政协开展调研12次。", 2022, (2023,)),
        ("会", "发布时间：2023-02-05\n2月3日，区政协听取一年来工作情况。", 2023, ()),
        ("会", "二〇二三年以来，区政协开展调研12次。", 2023, (2024,)),
        ("会", "·118·  洪山年鉴（2021）\n7月24日，区政协召开会议。", 2020, (2021,)),
        (
            "会",
            "★区政协召开会议 [2020-10-16]\n10月14日，区政协召开会议，委员发言9人。\n"
            "会议指出，提案办理质量有了提高，42件提案已经办结。",
            2020,
            (),
        ),
        ("会", "洪山乡音（侨刊）   二〇二三年秋季号   第二十七页\n九月，区政协委员坐到树下。", 2023, ()),
        ("会", "《洪山区志》\n1981年、1984年、1987年和1990年先后换届。", None, (1981, 1984, 1987, 1990)),
    ],
)
def test_the_year_of_the_work_and_what_else_it_may_be(
    file: str, text: str, year: int | None, others: tuple[int, ...]
) -> None:
    report = parse(document_of_text(HEAD + text, name=file, file=f"{file}.txt"))
    doubts = [doubt for doubt in report.doubts if doubt.field == "year"]
    assert (report.year, doubts[0].alternatives if doubts else ()) == (year, others)
    assert year or doubts, "a page of no year is in doubt"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("常务委员会工作报告\n——2022年2月20日在区政协十届二次会议上\n\n一、2021年工作回顾\n\n开展调研12次。", 2021),
        ("常务委员会工作报告\n——2022年2月20日在区政协十届二次会议上\n\n过去一年，开展调研12次。", 2021),
        ("关于提案办理情况的通报\n（2019年1月8日区政协主席会议通过）\n\n开展调研12次。", 2018),
        ("在闭幕会上的讲话\n（2022年2月22日）\n\n大会选举产生常务委员31名。", 2022),
        ("半年工作情况通报\n（2022年7月5日区政协主席会议通过）\n\n开展调研12次。", 2022),
    ],
)
def test_what_is_reported_early_in_a_year_is_the_work_of_the_last(text: str, year: int) -> None:
    assert parse(document_of_text("洪山区政协" + text, name="会", file="会.txt")).year == year


def test_a_year_before_another_in_which_something_began_is_a_history_in_passing() -> None:
    text = "扇子一抖\n——记泗阳县政协委员石秀\n2003年她第一次上台。2012年起她担任县政协委员,去年领着徒弟排新戏。\n"
    report = parse(document_of_text(text, name="委员风采", file="委员风采.txt"))
    assert report.year is None
    assert {2012, 2003} <= {year for doubt in report.doubts for year in doubt.alternatives}


@pytest.mark.parametrize(
    ("file", "text", "written"),
    [
        ("会", "洪山区政协召开会议\n来源：洪山日报 2022-07-05\n\n7月4日，区政协召开会议，去年立案60件。", 2022),
        ("会", "洪山区政协召开会议\n来源：洪山日报 2022-01-05\n\n12月28日，区政协召开会议，去年立案60件。", 2021),
        ("会", "关于提案办理情况的通报\n（2019年1月8日区政协主席会议通过）\n\n过去一年，立案60件。", 2019),
        ("日报20220705A3", "洪山区政协召开会议\n\n区政协召开会议，去年立案60件。", 2022),
        ("2021工作总结", "洪山区政协工作总结\n\n一年来，立案60件。", None),
        ("会", "洪山区政协召开会议\n来源：洪山日报 2022-07-05\n\n2015年，区政协召开会议，去年立案60件。", 2022),
        ("洪山年鉴2016", "政协洪山区委员会\n2017-03-02\n\n2015年，区政协立案60件。", None),
    ],
)
def test_the_year_in_which_a_page_was_written_is_that_of_its_date(file: str, text: str, written: int | None) -> None:
    assert parse(document_of_text(f"{text}\n", name=file, file=f"{file}.txt")).written == written
