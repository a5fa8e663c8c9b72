"""What is wanted: whether a sentence holds the kind of answer that is asked for."""

from datetime import date

import pytest

from index.abstention.wanted import Fit, fit_of
from index.question import understand
from index.understanding.scope import Scope

NOWHERE = Scope({}, {}, frozenset())


@pytest.mark.parametrize(
    ("asked", "sentence", "fit"),
    [
        ("护水队的队长叫什么名字", "护水队由27名女委员组成,队长是劳动模范乔晚菱。", Fit.HELD),
        ("护水队的队长叫什么名字", "护水队由27名女委员组成。", Fit.LACKED),
        ("这个点子是谁先想出来的", "把旧蜂箱改成意见箱,全年挂箱76只。", Fit.LACKED),
        ("号子是谁领唱的", "《过滩号子》由老船工卜长江领唱。", Fit.OPEN),
        ("开在哪所小学", "在全县51所小学挂上竹筒。", Fit.LACKED),
        ("开在哪所小学", "在城南实验小学开课。", Fit.HELD),
        ("去的是哪座城市", "送32名孩子到海边参加夏令营。", Fit.LACKED),
        ("去的是哪座城市", "送32名孩子到青岛参加夏令营。", Fit.OPEN),
        ("联系电话是多少", "每周至少打一次电话。", Fit.LACKED),
        ("成立了哪些队伍", "成立医疗、助学两支队伍。", Fit.OPEN),
        ("钱是哪些企业捐的", "募集资金385万元。", Fit.LACKED),
        ("到底是哪三问", "以“三问三评”为抓手。", Fit.LACKED),
        ("夜市有多少个摊位", "商定摊位照明等事项126项。", Fit.OTHER_UNIT),
        ("砂石路从哪儿通到哪儿", "修通二道梁至石门沟的砂石路14.6公里。", Fit.HELD),
        ("一键呼叫装在哪个村", "为只剩下12位老人的东屿村安装一键呼叫。", Fit.HELD),
        ("大队长是哪一位", "成立了湖区综合执法大队,执法人员58名。", Fit.LACKED),
        ("那条线路哪年开通的", "每周四晚在11路公交末班车上同车。", Fit.LACKED),
        ("那条线路哪年开通的", "线路于9月30日开通。", Fit.HELD),
        ("培训班花了多少经费", "培训石匠520名,人均月收入4200元。", Fit.OTHER_UNIT),
        ("“院士小课堂”叫什么名字", "推出“院士小课堂”,邀请6位院士。", Fit.LACKED),
        ("小课堂叫什么名字", "推出“院士小课堂”,邀请6位院士。", Fit.HELD),
        ("合唱团团长是谁", "团长是当过三十年风钻工的李大钻。", Fit.HELD),
        ("书画院院长是谁兼着", "院长由区政协副主席、书法家欧阳砚秋兼任。", Fit.HELD),
        ("合唱团团长是谁", "由退休矿工组成,平均年龄67岁。", Fit.LACKED),
        ("末班车推到几点", "末班车由21时推迟到23时。", Fit.HELD),
        ("长在哪个村", "最老的一棵在泰和村,树龄1300年。", Fit.HELD),
        ("长在哪个村", "从学校和村里一路问过来。", Fit.LACKED),
        ("从哪个学校招的", "从库区中学招募学生68名。", Fit.OPEN),
        ("公园一共花了多少钱", "公园试开园,门票30元。", Fit.LACKED),
        ("公园一共花了多少钱", "投入730万元建成公园。", Fit.SAME_UNIT),
        ("书舍是谁捐建的", "由22名教育界委员轮流值守。", Fit.LACKED),
        ("书舍是谁捐建的", "由企业家闵浩然捐资建成。", Fit.OPEN),
        ("钟楼最早是哪一年盖的", "投入640万元修复钟楼,2023年9月28日重新敲钟。", Fit.LACKED),
        ("避风港几时完工", "避风港于2025年4月20日开工。", Fit.LACKED),
        ("末班船几点开", "冬季末班船延后到下午五点半。", Fit.HELD),
        ("末班船几点开", "2024年3月1日开航。", Fit.LACKED),
        ("那两家厂叫什么名字", "开展“住一晚”监督,关停不合格的2家。", Fit.LACKED),
        ("他老伴叫什么", "年纪最大的队员俞长庚76岁。", Fit.LACKED),
        ("水厂的水一吨卖几块", "总投资1.46亿元由三级分担。", Fit.LACKED),
        ("叫回多少条渔船", "召回渔船560艘次。", Fit.LIKE_UNIT),
        ("开得最多的是哪座鼓楼", "在28座鼓楼开会96场。", Fit.LACKED),
        ("配了几部卫星电话", "为远洋渔船配卫星电话62部。", Fit.SAME_UNIT),
        ("建设总投资额", "建成14个,服务工友2.2万人次。", Fit.OTHER_UNIT),
        ("学费怎么收", "培训搓澡工540名。", Fit.OTHER_UNIT),
        ("学费怎么收", "招收毕业生126名,免学费。", Fit.HELD),
        ("领头的那位是谁", "聘请预报员38名。", Fit.LACKED),
        ("是从哪个月开始摆的", "每晚七点到九点开诊。", Fit.LACKED),
        ("是从哪个月开始摆的", "5月起开诊。", Fit.HELD),
        ("他们一个月补贴多少", "打分低于70分的退回重办。", Fit.OTHER_UNIT),
        ("装的灯是多少瓦的", "安装太阳能灯2340盏。", Fit.OTHER_UNIT),
        ("粮食银行利息多少", "试点8家,农户存粮1.9万吨。", Fit.OTHER_UNIT),
        ("加固由哪家单位施工", "加固工程2025年5月22日完工。", Fit.LACKED),
        ("热线的完整号码是多少", "热线号码后四位取“搬家”谐音。", Fit.LACKED),
        ("最深的一口在哪里", "最深的一眼在鹰嘴塬。", Fit.HELD),
        ("黄色事项有几项", "当年红色事项9项全部清零。", Fit.OTHER_UNIT),
        ("黄色事项有几项", "当年黄色事项9项全部清零。", Fit.SAME_UNIT),
        ("资格最老的守塔人叫什么名字", "年纪最大的是1958年上岛的童守明,全书12万字。", Fit.HELD),
        ("资格最老的守塔人叫什么名字", "走访守塔人19名,建成的陈列馆,开馆三天。", Fit.LACKED),
        ("敲了多少次门", "全年敲门2940户次。", Fit.LIKE_UNIT),
        ("其中日报几篇", "在日报等媒体刊登稿件150多篇。", Fit.LACKED),
        ("其中日报几篇", "刊登稿件150多篇,日报12篇。", Fit.SAME_UNIT),
    ],
)
def test_how_a_sentence_stands_to_what_is_wanted(asked: str, sentence: str, fit: Fit) -> None:
    assert fit_of(understand(asked, NOWHERE, today=date(2024, 1, 1)), sentence) is fit
