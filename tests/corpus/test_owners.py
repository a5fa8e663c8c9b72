"""Owners: whose a page is, where many bodies and places are named, for any county."""

import pytest

from corpus.formats.assembly import document_of_text
from corpus.formats.reading import read_bytes
from corpus.model import Report
from corpus.parse import parse
from corpus.regions import full_name, full_names


def read(text: str, file: str = "页") -> Report:
    return parse(document_of_text(text, name=file, file=f"{file}.txt"))


def committees(report: Report) -> list[str | None]:
    return [article.committee for article in report.articles]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (
            "报纸",
            "重庆政协报\n2023年5月12日 星期五 第3版\n奉节：院坝协商解民忧\n本报记者 刘江\n"
            "去年以来，奉节县政协建成协商驿站33个。重庆市政协主席到奉节调研时给予肯定。\n",
            ["奉节县政协"],
        ),
        (
            "走访",
            "通州区政协：民生实事委员来督\n今年以来，区政协组织委员走访社区广泛协商，收集意见87条。"
            "县政府主要领导和县政协领导参加。会议通过了县政协章程。\n",
            ["通州区政协"],
        ),
        (
            "乡村振兴",
            "委员下沉一线\n石城县政协以“委员挂点联村”为抓手，2022年185名委员挂点131个村。\n",
            ["石城县政协"],
        ),
        ("双城_区政协", "委员读书\n5月4日，区政协举办读书会。\n", ["双城区政协"]),
        (
            "双城记",
            "携手同行\n重庆市万州区政协2023年开展协商4次，提出建议28条。\n",
            ["万州区政协"],
        ),
        (
            "图片新闻",
            "9月13日，衢州市衢江区政协组织委员视察高标准农田建设情况。（王芳 摄）\n",
            ["衢江区政协"],
        ),
        (
            "来人学习",
            "如东县政协“微协商”解民忧\n2023年，如东县政协开展“微协商”活动126场。\n"
            "如皋市政协、海安市政协先后来如东考察学习。\n",
            ["如东县政协"],
        ),
        (
            "市里登载",
            "委员“码”上履职\n发布时间：2022-11-03  来源：连云港政协  作者：徐进\n"
            "近日，东海县政协上线“码上商量”平台，收集建议98条。\n连云港市政协副主席到东海调研。\n",
            ["东海县政协"],
        ),
        (
            "听取通报",
            "市政协听取市政府工作情况通报\n9月18日，昆山市政协召开会议，听取市政府关于经济社会发展情况的通报。\n",
            ["昆山市政协"],
        ),
        (
            "政府工作报告",
            "政府工作报告\n——2024年1月10日在如皋市第十八届人民代表大会第三次会议上\n如皋市人民政府市长 王一鸣\n"
            "办理政协提案281件。请市政协各位委员提出意见。\n",
            [None],
        ),
        (
            "市里来人",
            "盐城市政协视察射阳县人居环境整治\n6月3日，盐城市政协组织委员赴射阳县视察。射阳县政协主席王海陪同。\n",
            ["盐城市政协"],
        ),
        (
            "出访",
            "滨海县政协赴浙江学习考察\n4月10日，滨海县政协主席李明率队赴海宁市、桐乡市考察。海宁市政协、桐乡市政协"
            "介绍了经验。海宁市政协的做法是建立协商驿站。\n",
            ["滨海县政协"],
        ),
        ("洪山_区政协常委会", "区政协召开常委会\n1月5日，区政协召开常委会。武汉市政协副主席到会。\n", ["洪山区政协"]),
        ("县政协会议", "4月11日，县政协召开常委会议。会议学习了省政协会议精神。\n", [None]),
        (
            "射阳县人大常委会工作报告",
            "射阳县人民代表大会常务委员会工作报告\n一年来，县人大常委会召开会议8次。县政协主席列席会议。\n",
            [None],
        ),
        (
            "动态",
            "建邺区政协召开主席会议\n近日，建邺区政协召开主席会议。（周明）\n"
            "高淳区政协开展视察\n近日，高淳区政协视察螃蟹产业。（赵亮）\n",
            ["建邺区政协", "高淳区政协"],
        ),
        ("視察", "淮安區政協開展視察活動\n8月3日，淮安區政協組織委員視察學校，提出建議15條。\n", ["淮安区政协"]),
        (
            "学习先进",
            "学习先进\n5月4日，沭阳县政协组织委员赴泗阳县政协、泗洪县政协考察学习。泗阳县政协的做法是建点。"
            "泗洪县政协建成驿站60个。\n",
            ["沭阳县政协"],
        ),
        (
            "市县动态",
            "各地政协动态\n盱眙县：召开主席会议\n4月3日，县政协召开主席会议，审议提案18件。\n"
            "金湖县：视察荷藕产业\n4月5日，县政协组织委员视察荷藕产业。\n",
            ["盱眙县政协", "金湖县政协"],
        ),
        (
            "基层动态",
            "基层动态\n【盱眙】4月3日，县政协召开主席会议，审议提案18件。\n【金湖】4月5日，县政协视察荷藕产业。\n",
            ["盱眙县政协", "金湖县政协"],
        ),
        (
            "政协简讯",
            "政协简讯\n1.盱眙县政协召开主席会议。4月3日，会议审议提案18件。\n"
            "2.金湖县政协视察荷藕产业。4月5日，提出建议6条。\n3.洪泽区政协举办读书会。4月7日，42名委员参加。\n",
            ["盱眙县政协", "金湖县政协", "洪泽区政协"],
        ),
        ("全国", "调研组到县\n5月4日，全国政协调研组到沭阳县调研，省、市、县政协负责人陪同。\n", ["沭阳县政协"]),
        ("报道", "提案办理提速\n沭阳讯（记者 李振）2023年，县政协立案提案186件。\n", ["沭阳县政协"]),
        ("陪同", "慰问困难职工\n春节前，睢宁县政协主席王强一行到双沟镇慰问。\n", ["睢宁县政协"]),
        (
            "领导下",
            "2023年，在中共睢宁县委领导下，在徐州市政协指导下，县政协常委会开展协商16次。\n",
            ["睢宁县政协"],
        ),
        ("数字", "郑州市二七区政协视察\n郑州市二七区政协视察学校6所。徐州市九县区政协观摩。\n", ["二七区政协"]),
        ("联络组", "联络组活动\n5月4日，沭阳县庙头镇政协联络组组织委员视察。\n", ["沭阳县政协"]),
        ("杂志", "江苏政协\n协商在一线\n近年来，邳州市政协建成议事室480个。\n", ["邳州市政协"]),
        (
            "名单",
            "中国人民政治协商会议第十届江苏省睢宁县委员会常务委员名单\n王强 李明 赵丽\n",
            ["睢宁县政协"],
        ),
        (
            "执法检查",
            "沭阳县人大常委会开展执法检查\n5月4日，沭阳县人大常委会开展检查，县政协副主席应邀参加。\n",
            [None],
        ),
        ("城市与区", "淮安：县区政协亮点纷呈\n全市各县区政协协商3200次。市政协主席会议给予肯定。\n", ["淮安市政协"]),
        (
            "北镇一周",
            "锦州市政协来我市督查提案\n12月2日，锦州市政协副主席邱艳一行来督查，市政协主席宁海波陪同。\n",
            ["北镇市政协"],
        ),
        (
            "漳平茶山",
            "茶乡来了律师团\n10月11日，市政协律师团审合同431份。来自永安市政协的客人连声称赞。\n",
            ["漳平市政协"],
        ),
        (
            "红绿灯",
            "菜场门口的红绿灯\n如皋市政协今年开展协商1126场。\n南通市政协新闻网、海安市政协网站同步转载\n",
            ["如皋市政协"],
        ),
        (
            "专刊",
            "子洲县政协十届三次会议专刊　第5期\n委员风采：一双红薯窖里的布鞋\n郑秀霞，女，49岁，2018年提交提案3件。\n",
            ["子洲县政协"],
        ),
        (
            "通报",
            "关于县政协十四届一次会议以来提案办理情况的通报\n——2022年11月18日在县政协常委会会议上\n"
            "临朐县人民政府副县长　倪海涛\n各位常委：\n县政府系统承办提案180件。\n",
            ["临朐县政协"],
        ),
        (
            "图片",
            "委员视察学校\n2023年5月4日，涟水县政协委员视察学校。\n市政协领导到会指导。委员提出建议12条。\n",
            ["涟水县政协"],
        ),
        (
            "汇编",
            "远安县政协各专委会2022年工作总结汇编（摘）\n一、提案委员会\n县政协十届一次会议以来收提案196件。\n",
            ["远安县政协"],
        ),
        (
            "大事记",
            "隆德县政协2023年大事记\n【7月】\n4日，县政协召开常委会会议。\n【8月】\n福建省闽侯县政协代表团来访，续签协议。\n",
            ["隆德县政协"],
        ),
        (
            "乡村",
            "屏南县政协：一纸提案留住四平戏\n林若岚是上海来的。她在县政协全会上提交提案。据悉，下月县政协将组织视察。\n",
            ["屏南县政协"],
        ),
        (
            "连载",
            "三十年参政议政（连载二）\n一件提案和一座桥\n1991年，平和县政协委员提出修桥。（作者系平和县政协原委员）\n",
            ["平和县政协"],
        ),
        (
            "学校",
            "县一中举行开学典礼\n9月1日,清涧县第一中学举行开学典礼。县政协副主席李明、县教育局局长王强出席。"
            "校长说,今年招收新生860名。\n",
            [None],
        ),
        ("省里", "江苏省政协召开会议\n3月12日,江苏省政协召开常委会会议,审议提案工作情况。\n", ["江苏省政协"]),
        (
            "州里",
            "临夏州政协视察河道\n5月8日,州政协组织委员视察大夏河河道,看了12处排口。临夏县政协、和政县政协负责人参加。\n",
            ["临夏回族自治州政协"],
        ),
        ("兵团", "阿拉尔市政协视察\n5月4日，第一师阿拉尔市政协视察节水灌溉。\n", ["阿拉尔市政协"]),
    ],
)
def test_a_page_is_of_whom_it_is_about(file: str, text: str, expected: list[str | None]) -> None:
    assert committees(read(text, file)) == expected


def test_a_committee_bears_the_name_that_its_page_gives_it() -> None:
    [article] = read("政协科左后旗委员会召开会议\n1月12日，政协科左后旗委员会召开会议，审议提案18件。\n").articles
    assert (article.committee, article.region) == ("科左后旗政协", "科尔沁左翼后旗")


@pytest.mark.parametrize("region", ["和县", "会同县", "南部县", "文县", "敖汉旗", "双江县", "临夏州", "市南区", "芒市"])
def test_any_region_of_the_list_is_recognised_in_the_same_page(region: str) -> None:
    text = f"{region}政协召开全会\n1月12日，{region}政协十一届一次会议闭幕，选举常委39人。会议通过各项决议。\n"
    [article] = read(text).articles
    listed = {"双江县": "双江拉祜族佤族布朗族傣族自治县", "临夏州": "临夏回族自治州"}
    assert article.region == listed.get(region, region)


@pytest.mark.parametrize(
    ("said", "region"),
    [
        ("科左后旗", "科尔沁左翼后旗"),
        ("土右旗", "土默特右旗"),
        ("莫旗", "莫力达瓦达斡尔族自治旗"),
        ("喀左县", "喀喇沁左翼蒙古族自治县"),
        ("大厂县", "大厂回族自治县"),
        ("阜蒙县", "阜新蒙古族自治县"),
    ],
)
def test_a_long_name_may_be_cut_down(said: str, region: str) -> None:
    text = f"{said}政协召开会议\n1月12日，{said}政协召开会议，审议提案18件。\n"
    [article] = read(text).articles
    assert article.region == region
    assert article.committee == f"{region if said in full_names(region) else said}政协"
    [article] = read(f"{text}地址：{region}\n").articles
    assert article.committee == f"{region}政协"
    assert full_name(said) == [region]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5月6日，涟水县政协、灌南县政协联合视察盐河。", "涟水县政协、灌南县政协"),
        ("涟水、灌南两县政协联合视察盐河。", "涟水县政协、灌南县政协"),
        ("涟水县政协与灌南县政协联合视察盐河。", "涟水县政协、灌南县政协"),
        ("涟水县政协联合灌南县政协视察盐河。", "涟水县政协、灌南县政协"),
        ("2023年，光山、商城、罗山三县政协召开联席会议6次。", "光山县政协、商城县政协、罗山县政协"),
        ("6月3日，盱眙、金湖、天长三地政协会商护湖。", "盱眙县政协、金湖县政协、天长市政协"),
        ("涟水县政协联合淮安市政协视察盐河。", "涟水县政协"),
        ("涟水县政协赴灌南县政协、沭阳县政协学习。", "涟水县政协"),
    ],
)
def test_an_article_is_of_all_committees_that_act_together_in_it(text: str, expected: str) -> None:
    [article] = read(f"跨县协商\n{text}\n").articles
    assert article.committee == expected
    assert article.region == expected.replace("政协", "")


def test_of_a_joint_headline_whose_text_tells_of_one_after_the_other_each_has_its_part() -> None:
    text = "泾县、旌德两县政协晒成绩单\n泾县政协收到提案106件。\n旌德县政协收到提案77件。\n"
    assert committees(read(text)) == ["泾县政协", "旌德县政协"]


def test_the_host_and_the_author_that_only_the_foot_of_a_web_page_names_count() -> None:
    page = (
        "<html><body><div>旗政协专题调研骆驼产业</div><div>来源：本站 作者：那仁其木格 浏览次数：417 日期：2022-7-19 "
        "[打印] [关闭]</div><p>7月12日，旗政协主席率调研组深入牧户，了解骆驼产业发展情况，提出建议14条，形成报告。</p>"
        "<div>主办：政协阿拉善右旗委员会办公室 蒙ICP备09003318号</div></body></html>"
    )
    report = parse(read_bytes(page.encode(), name="t31877", file="t31877.html", suffix=".html"))
    assert [(one.committee, one.authors) for one in report.articles] == [("阿拉善右旗政协", ("那仁其木格",))]
    assert report.year == 2022


def test_the_days_of_other_articles_that_a_web_page_lists_are_not_of_this_one() -> None:
    rest = "".join(f"<li>[2019-0{at}-01] 县政协视察学校</li>" for at in range(1, 6))
    text = "<p>涟水县政协组织委员视察学校，提出建议12条，形成报告。委员们还看了食堂。</p>" * 3
    page = f"<html><body><ul>{rest}</ul><h1>委员视察学校</h1>{text}</body></html>"
    assert parse(read_bytes(page.encode(), name="t1", file="t1.html", suffix=".html")).year is None


def test_what_is_not_named_in_the_text_is_a_doubt_with_its_reason() -> None:
    [doubt] = read("2023年5月4日，区政协召开协商会，提出建议12条。\n", "鼓楼区政协协商会").doubts
    assert (doubt.field, doubt.value, doubt.why) == (
        "committee",
        "鼓楼区政协",
        "正文没有写明是哪家政协,据文件名和出处推断",
    )


def test_a_short_name_of_several_places_is_a_doubt_where_nothing_tells_which() -> None:
    [doubt] = [one for one in read("清河政协组织视察\n清河政协视察学校6所。\n").doubts if one.field == "committee"]
    assert {doubt.value, *doubt.alternatives} >= {"清河县政协", "清河区政协"}
    told = read("清河政协组织视察\n清河政协视察学校6所，县政协主席参加。\n")
    assert [one for one in told.doubts if one.field == "committee"] == []


@pytest.mark.parametrize(
    ("text", "expected", "others"),
    [
        ("巴州政协视察。巴中市政协副主席参加。", "巴州区政协", set()),
        ("巴州政协赴库尔勒市、轮台县视察。", "巴音郭楞蒙古自治州政协", set()),
        ("吉林政协赴长春市、四平市视察。", "吉林省政协", set()),
        ("吉林政协视察学校。", "吉林省政协", {"吉林市政协"}),
        ("阿旗政协视察学校。赤峰市政协副主席到会。", "阿鲁科尔沁旗政协", set()),
        ("阿旗政协视察。", "阿鲁科尔沁旗政协", {"阿巴嘎旗政协", "阿拉善右旗政协", "阿拉善左旗政协"}),
        ("阿右旗政协视察。", "阿右旗政协", set()),
        ("锡盟政协视察。", "锡林郭勒盟政协", set()),
        ("通州政协视察。南通市政协副主席参加。", "通州区政协", set()),
    ],
)
def test_of_regions_with_one_form_that_among_its_neighbours_is_meant_or_all_are_told(
    text: str, expected: str, others: set[str]
) -> None:
    report = read(f"委员视察\n5月4日，{text}\n")
    doubts = [one for one in report.doubts if one.field == "committee"]
    assert committees(report) == [expected]
    assert {name for doubt in doubts for name in doubt.alternatives} == others


@pytest.mark.parametrize(
    "text", ["建议被自治区政协采用。", "社区全力维护辖区政协委员的权益。", "位于麻磡社区政协委员之家。"]
)
def test_words_before_a_suffix_are_no_region(text: str) -> None:
    report = read(f"委员视察\n2023年，涟水县政协视察学校6所。提出建议12条。\n{text}\n")
    assert committees(report) == ["涟水县政协"]
    assert [one for one in report.doubts if one.field == "committee"] == []


def test_what_is_rather_no_committees_is_told_as_that_beside_whose_it_may_be() -> None:
    text = "沭阳县人民政府办公室关于印发工作要点的通知\n各乡镇人民政府：办好人大代表建议和政协委员提案。\n"
    [doubt] = [one for one in read(text, "要点").doubts if one.field == "committee"]
    assert (doubt.value, doubt.why) == (None, "像是人大或政府的报道,不是政协的")
    assert doubt.alternatives == ("沭阳县政协",)


def test_a_page_of_no_committee_says_so() -> None:
    [doubt] = read("2023年4月11日，县政协召开常委会议。\n").doubts
    assert (doubt.field, doubt.value) == ("committee", None)


def test_an_article_that_says_but_the_county_is_of_its_neighbours_and_not_of_the_papers_city() -> None:
    page = (
        "永州日报　县区新闻　2020年10月30日\n东安县政协调研养鸡产业\n"
        "10月27日，东安县政协组织委员走访养殖户9家，查看规模场3个，听取农业农村局的汇报，提出意见建议6条。\n"
        "鸡舍里开起座谈会\n"
        "会后，县政协副主席陈艳带着县政协农业组又去了一趟。座谈会上，养殖户提出用地、用电两件难事，县自然资源局答应梳理闲置用地59宗，县政协年底再来看。\n"
    )
    assert committees(read(page)) == ["东安县政协", "东安县政协"]


def test_each_row_of_a_table_of_several_committees_is_of_the_one_that_heads_it() -> None:
    table = "各县区政协履职情况\n\n县区\t专题协商(次)\n涟水县\t6\n盱眙县\t9\n"
    content = f"2023年淮安市政协工作综述\n\n2023年，淮安市政协围绕中心履职，各项工作走在前列。\n\n{table}".encode()
    document = read_bytes(content, name="综述", file="综述.txt", suffix=".txt")
    report = parse(document)
    rows = {
        article.committee: article.leads[0].span.of(document.text) for article in report.articles[1:] if article.leads
    }
    assert report.articles[0].committee == "淮安市政协"
    assert (rows["涟水县政协"], rows["盱眙县政协"]) == ("涟水县:专题协商6次。", "盱眙县:专题协商9次。")


def test_the_site_that_a_web_page_stands_on_tells_of_whom_it_is() -> None:
    page = (
        "<html><head><title>我县政协召开座谈会-冠县人民政府</title></head>"
        "<body><div>当前位置：首页 &gt;&gt; 冠县要闻</div>"
        "<h1>我县政协召开座谈会</h1><p>8月14日下午，我县政协召开座谈会，18位委员应邀参加，围绕融资和用工提出建议27条。</p>"
        "</body></html>"
    )
    assert committees(parse(read_bytes(page.encode(), name="art", file="art.html", suffix=".html"))) == ["冠县政协"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "两河口的账本\n——泗阳、泗洪两县政协护水记\n泗阳县政协查了12个排口。泗洪县政协查了9个排口。\n",
            [("泗阳县政协", "泗洪县政协")],
        ),
        (
            "一座桥连着两家\n——安徽来安、江苏浦口政协联手治渡口\n来安县政协带来了3件提案,浦口区政协带来了2件。\n",
            [("来安县政协", "浦口区政协")],
        ),
        (
            "淮北三县政协同查秸秆\n濉溪县政协看了7个村,萧县政协看了9个村,砀山县政协看了11个村。\n",
            [("濉溪县政协", "萧县政协", "砀山县政协")],
        ),
        (
            "政协短波\n▇泗阳　3月2日,泗阳县政协副主席葛长河带队看了灌渠。\n"
            "▇泗洪　3月4日,泗洪县政协办公室召开提案交办会,交办98件。\n",
            [("泗阳县政协",), ("泗洪县政协",)],
        ),
    ],
)
def test_a_page_of_several_counties_is_of_each_in_its_part(text: str, expected: list[tuple[str, ...]]) -> None:
    assert [article.committees for article in read(text).articles] == expected


def test_who_is_only_visited_is_not_whom_a_page_is_of() -> None:
    text = (
        "向委员们报个账\n(2022年1月4日)\n各位委员:\n今年县政协收到提案88件。泗阳县的杨树多,泗阳的板材也多。\n"
        "县政协跟山东郯城县政协开过两次碰头会,商量板材怎么一起卖。县政协明年还要去。\n"
    )
    assert committees(read(text)) == ["泗阳县政协"]


def test_an_article_of_a_bulletin_that_names_nobody_is_of_who_issues_it() -> None:
    text = (
        "政 协 简 报\n第6期\n政协泗阳县委员会办公室编　　2023年3月9日\n▲县政协督办重点提案\n县政协督办重点提案7件。\n"
        "▲机关添了书角\n○县政协机关书角改名“龙江书屋”,藏书900册。\n○上月报市政协信息12期,被淮安市政协采用3期。\n"
    )
    assert set(committees(read(text))) == {"泗阳县政协"}


def test_the_full_name_of_an_autonomous_county_is_one_whatever_it_begins_with() -> None:
    text = "鼓楼里议事\n——通道侗族自治县政协协商记\n去年,县政协在双江、牙屯堡两镇议事9场。\n"
    assert committees(read(text)) == ["通道侗族自治县政协"]


def test_a_site_below_what_leads_elsewhere_tells_whose_a_page_is() -> None:
    text = (
        "县政协视察渡口\n5月9日,县政协组织委员视察渡口,提出意见8条,还到本省响水取经。\n县政协主席葛长河参加。\n"
        "上一篇:县政协机关读书 下一篇:委员下乡\n主办:中国人民政治协商会议泗阳县委员会 地址:众兴镇\n"
    )
    assert committees(read(text)) == ["泗阳县政协"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "泗阳—泗洪:一座桥接起两岸\n3月2日,在界集桥头,泗阳县政协与泗洪县政协联合视察,看了3座桥。\n",
            ("泗阳县政协", "泗洪县政协"),
        ),
        (
            "一群候鸟牵起两县政协\n候鸟在成子湖(资料图)\n11月22日,泗阳县政协、泗洪县政协开了第一次联席会。\n"
            "泗阳县政协带来了经验,说建了93处保护点。\n泗洪县政协提出了难处。\n淮安市政协派人观摩。\n",
            ("泗阳县政协", "泗洪县政协"),
        ),
    ],
)
def test_what_two_committees_do_together_is_of_both(text: str, expected: tuple[str, ...]) -> None:
    assert [article.committees for article in read(text).articles] == [expected]


def test_whom_something_is_reported_to_is_no_place() -> None:
    text = "市人大常委会执法检查\n6月19日,泗阳县人大常委会检查了2家企业。有关情况同时通报市政协,并邀请政协委员监督。\n"
    assert "通报市政协" not in committees(read(text))
