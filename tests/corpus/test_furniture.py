"""Furniture: what stands around an article belongs to the page, and is neither its title nor lost."""

import pytest

from corpus.formats.assembly import document_of_text
from corpus.model import Report
from corpus.parse import parse

TITLE, TEXT = "洪山区政协召开会议", "洪山区政协召开会议，听取提案办理情况的通报。"


def read(*lines: str) -> Report:
    return parse(document_of_text("\n".join(lines), name="页", file="页.txt"))


def of_the_page(report: Report) -> list[str]:
    return [block.span.of(report.document.text) for block in (*report.unplaced, *report.credits)]


@pytest.mark.parametrize(
    "line",
    [
        "> 今日衢州 > 县市区 > 江山市",
        "您现在访问的位置： 首页>历史资料>历届报告",
        "2021-12-24 09:18:07 编辑： 方惠 审核人：朱雄 阅读次数：1634 |",
        "湘声报 2021-04-16 08:50 大字",
        "发布日期：2022-06-17 10:12 信息来源：《今日江山》 浏览次数：",
        "• 发布时间 :2018-02-09 04:21",
        "云溪日报报业集团主办",
        "云溪市政务信息网",
        "政协南京市秦淮区委员会办公室编    2024年5月20日",
        "政协嘉祥县委员会文件",
        "嘉协发〔2023〕3号",
        "大字 小字 标准",
        "点击上方蓝字关注我们",
        "第03版：要闻 上一版 下一版",
        "首 页 政协概况 政协要闻 提案在线 委员天地",
        "[首页] [政协要闻] [通知公告] [留言板]",
        "洪山乡音（侨刊）   二〇二三年秋季号   第二十七页",
        "索 引 号 000218877/2021-00416 主题分类 教育",
        TITLE,
    ],
)
def test_a_line_above_the_title_is_of_the_page(line: str) -> None:
    report = read(line, TITLE, TEXT)
    [article] = report.articles
    assert article.title is not None
    assert article.title.span.of(report.document.text) == TITLE
    assert of_the_page(report) == [line]


@pytest.mark.parametrize(
    "tail",
    [("猜你喜欢", "别处的新闻"), ("编辑：张三",), ("云溪ICP备10006421号 版权所有",), ("往期推荐", "▶别处的新闻")],
)
def test_what_leads_elsewhere_or_says_who_printed_is_of_the_page(tail: tuple[str, ...]) -> None:
    report = read(TITLE, TEXT * 3, *tail)
    assert of_the_page(report) == list(tail)


def test_authors_of_recommended_articles_are_not_the_authors() -> None:
    report = read(TITLE, TEXT * 3, "通讯员 张大山", "新闻推荐", "江边赛龙舟", "邻县新闻两则（记者李小川）")
    assert [article.authors for article in report.articles] == [("张大山",)]


def test_the_fields_of_a_record_about_the_page_are_of_the_page() -> None:
    fields = ("索引号：014312/2023-00012", "信息分类：工作动态")
    assert of_the_page(read(*fields, TITLE, TEXT)) == list(fields)


def test_what_stands_above_a_row_of_links_is_the_site_and_no_title() -> None:
    links = "网站首页┊走进政协┊工作动态┊提案之窗┊在线投稿"
    around = ("洪山政协网", links, "1.委员捐赠图书", "2.委员考察古镇")
    report = read(*around, TITLE, TEXT, "会议指出，提案办理质量有了提高，42件提案已经办结。")
    assert [article.name for article in report.articles] == [TITLE]
    assert of_the_page(report) == list(around)


@pytest.mark.parametrize(
    "note", ["（新华社洪山记者站供稿，2022年12月30日刊发；义安区政协公众号转载）", "原载《洪山日报》"]
)
def test_where_else_an_article_stands_is_no_headline(note: str) -> None:
    report = read(TITLE, TEXT, note)
    assert [article.committee for article in report.articles] == ["洪山区政协"]
    assert of_the_page(report) == [note]


def test_a_menu_of_short_lines_is_of_the_page() -> None:
    menu = ("首页", "新闻中心", "机构设置", "提案工作", "委员风采")
    texts = [TEXT * 2, "会议指出，提案办理质量有了提高，42件提案已经办结。"]
    assert of_the_page(read(*menu, TITLE, "2022-03-04 来源：本站", *texts)) == [*menu, "2022-03-04 来源：本站"]


def test_a_page_whose_line_ends_are_lost_is_cut_into_its_articles() -> None:
    first = "同心同行答好民生卷2023年4月12日,汀溪县政协组织委员视察河埠头。"
    first += "通讯员 乔望野 温子衿2023年以来,汀溪县政协围绕中心。全年开展专题协商6次。"
    second = "以务实之举书写新篇2023年8月21日,柳堰区政协召开协商会。通讯员 侯江云一年来,柳堰区政协坚持双向发力。"
    second += "全年开展专题协商9次,提出意见64条,被采纳41条。"
    report = read(f"{first}二〇二三年潞川市县市区政协工作巡礼(四){second}")
    assert [(article.committee, article.authors) for article in report.articles] == [
        ("汀溪县政协", ("乔望野", "温子衿")),
        ("柳堰区政协", ("侯江云",)),
    ]
    assert (report.series, report.installment) == ("潞川市县市区政协工作巡礼", 4)


@pytest.mark.parametrize(
    "line",
    [
        "3 要闻·政协       某某日报        2021年4月6日 星期二",
        "某某日报 第二版 要闻",
        "责编 葛长河 版式 冉小满 电话 0527-84xxxx",
        "政务公开 / 建议提案办理 / 正文",
        "区级政协 → 动态 → 详情",
        "某某年鉴·2021　　　　　　　　　　人民团体·政协　　97",
        "政 协 简 报",
        "护渡口 …… 2",
        "👇点个“在看”，让更多人看见",
        "（下转B2版）",
        "责任编辑｜石一帆",
    ],
)
def test_the_head_of_a_printed_page_or_the_foot_of_a_post_is_no_title(line: str) -> None:
    report = read(line, "渡口有了新灯", "3月2日，泗阳县政协组织委员12人视察渡口，提出意见8条。")
    assert [article.name for article in report.articles] == ["渡口有了新灯"]


def test_titles_below_a_label_of_links_are_no_articles() -> None:
    titles = read(TITLE, TEXT * 3, "相关链接", "邻县政协办结提案41件", "邻县政协视察渡口")
    assert [article.name for article in titles.articles] == [TITLE]


def test_minutes_are_text_whose_heads_name_no_author() -> None:
    report = read(
        "泗水流域两县政协联席会议", "会 议 纪 要", "时　间：2024年4月9日", "主　持：葛长河（泗阳县政协主席）",
        "出　席：冉小满（泗洪县政协副主席），共28人", "记　录：石一帆", "会议认为，一年来两县政协联合巡河96次。",
    )  # fmt: skip
    [article] = report.articles
    assert (article.name, article.authors) == ("泗水流域两县政协联席会议会议纪要", ())
    assert article.committees == ("泗阳县政协", "泗洪县政协")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ("泗阳县农业农村局", "泗农函〔2023〕8号　　　　（B类）", "关于县政协第8号提案", "答复的函"),
            "关于县政协第8号提案答复的函",
        ),
        (
            ("政协泗阳县第十四届委员会常务委员会", "工 作 报 告（摘要）"),
            "政协泗阳县第十四届委员会常务委员会工作报告（摘要）",
        ),
        (("渡口有了新灯文丨葛长河　图丨冉小满",), "渡口有了新灯"),
    ],
)
def test_a_title_is_whole_and_without_what_stands_around_it(lines: tuple[str, ...], title: str) -> None:
    assert [article.name for article in read(*lines, TEXT).articles] == [title]
