"""Names, on wordings that no rule was written for."""

import pytest

from index.query.names import has_name, names_told


@pytest.mark.parametrize(
    ("asked", "told", "names"),
    [
        ("清江浦区的三色管理法是什么", "创新打造“绿、黄、红”三色管理法。", ("三色管理法",)),
        ("543融合工作路径", "全面拓展“543”融合工作路径,探索", ("543融合工作路径",)),
        ("沙海添绿委员植绿", "“沙海添绿·委员植绿”活动", ("沙海添绿委员植绿",)),
        ("把脉问诊做什么", "“委员进村·把脉问诊”组织义诊46场", ("把脉问诊",)),
        ("鹤粮", "留种“鹤粮”600亩", ("鹤粮",)),
        ("鹤粮补多少钱", "留种“鹤粮”600亩", ()),
        ("专题协商几次", "围绕“养老”开展专题协商", ()),
    ],
)
def test_names_are_what_a_text_has_in_quotation_marks(asked: str, told: str, names: tuple[str, ...]) -> None:
    assert names_told([asked], told) == list(names)


def test_most_of_a_name_is_the_name() -> None:
    assert has_name("三色管理法", "推行“三色”管理法")
    assert has_name("协商议事室", "建成协商议事点12个")
    assert not has_name("三色管理法", "落实清单管理、跟踪问效等制度")
    assert not has_name("鹤粮", "备粮过冬")
