"""What `xunli index` says: what a new file holds, what was done, and what serves."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from prompts import left_out
from prompts.sources import YEAR, series_line

HELP = "收录、查看和维护报道的索引。"
HELP_ADD = "收录报道文件:先说明读到了什么,再发布;已收录而内容有变的,确认后替换。"
HELP_YES = "不再询问:内容有变的直接替换,拿不准的取最可能的,并说明取了什么。"
HELP_DRY_RUN = "只说明读到了什么,不发布。"
HELP_COMMITTEE = "指明写的是哪家政协,如 涟水县 或 涟水县政协。"
HELP_YEAR = "指明是哪一年的工作。"
HELP_SERIES = "指明系列的名称。"
HELP_INSTALLMENT = "指明是第几期。"
HELP_REMOVE = "移除一份报道。"
HELP_LIST = "列出收录的报道。"
HELP_STATUS = "说明正在使用的索引。"
HELP_VERIFY = "核对索引的每个文件。"
HELP_ROLLBACK = "退回上一代索引。"
HELP_REBUILD = "用保存的原文重建索引。"

REPORT_LINE = "{name}:{committees}({year});{articles} 篇文章,{sections} 节,{items} 条,{passages} 段"
NO_COMMITTEE = "未认出是哪家政协"

# Before publishing.
STANDINGS = {
    "new": "{file}:新的一份",
    "known": "{file}:早已收录,没有变化",
    "changed": "{file}:将替换已收录的《{replaces}》,有 {changes} 段不同",
}
NO_SERIES = "未认出系列与期号"
HOLDS = "  {committees};{articles} 篇文章,{sections} 节,{items} 条,{figures} 处数字"
DOUBT = "  拿不准:{value}({why}{alternatives})"
ALTERNATIVES = ";也可能是 {values}"
DOUBTED = {"committee": "", "year": "年份 "}
NOTHING_FOUND = {"committee": "是哪家政协", "year": "是哪一年"}
UNPLACED = "  未能归位的 {count} 行:{lines}"
REPEATED = "  《{article}》一文,《{report}》中已有"
BEFORE, AFTER = "  - {text}", "  + {text}"
NUMBERS, NUMBER, NONE = "    数字:{numbers}", "{indicator}{before} → {after}", "无"
MORE_CHANGES = "  ……另有 {count} 段不同"
CONFIRM = "替换并发布?"
NEEDS_YES = "{files}:已收录而内容有变,没有改动;确认要替换,请加 --yes。"
# What is unsure is asked on a terminal.
ASK = {"committee": "{file} 写的是哪家政协?", "year": "{file} 是哪一年的工作?"}
CHOICE = "  {number}. {value}"
CHOOSE = "输入序号,或直接写出"
UNKNOWN_VALUE = {
    "committee": "“{value}”认不出是哪里的政协,请写全名,如 涟水县政协。",
    "year": "“{value}”不是年份,请写四位数字。",
}
SEVERAL_REGIONS = "“{value}”可以是{names},请写全名。"
TAKEN = "拿不准的已按最可能的取了;要改,请加 --committee 或 --year 重新收录。"
NO_COMMITTEE_TAKEN = "{files}:没有认出是哪家政协,照样收录了;要指明,请加 --committee 重新收录。"
NO_YEAR_TAKEN = "{files}:没有认出是哪一年的,照样收录了;要指明,请加 --year 重新收录。"
NEEDS_COMMITTEE = "{files}:没有认出是哪家政协,没有收录;请加 --committee 指明,或加 --yes 照样收录。"
NEEDS_ANSWER = "{files}:有拿不准的(见上),没有收录;请加 --committee 或 --year 指明,或加 --yes 取最可能的。"
DRY_RUN = "只是预览,没有发布。"
DECLINED = "没有发布,索引保持原样。"

# Afterwards.
ADDED = "已收录 {names}。"
NOTHING_NEW = "没有新内容。"
REMOVED = "已移除 {report}。"
ROLLED_BACK = "已退回上一代索引。"
REBUILT = "已重建索引。"
GENERATION = "现在是第 {number} 代索引。"
SOUND = "全部完好(共 {count} 代)。"
REPAIR = "共 {count} 处损坏;请运行 xunli index rebuild 修复。"
STATUS = (
    "第 {generation} 代索引,保存在 {home}\n"
    "报道 {reports} 份,段落 {passages} 段\n"
    "编码器 {encoder}({dimension} 维),向量索引 {vectors}\n"
    "收录:{coverage}"
)

_SHOWN_CHANGES, _SHOWN_LINES, _WIDTH, _LEAD = 8, 3, 46, 10


def summary(fields: Mapping[str, Any]) -> str:
    """Return what a file would bring, in some lines.

    Args:
        fields: the fields of `bot.previews.fields_of`.
    """
    changes, unplaced = fields["changes"], fields["unplaced"]
    first = STANDINGS[fields["standing"]]
    lines = [first.format(file=fields["file"], replaces=fields["replaces"], changes=len(changes))]
    if fields["standing"] != "known":
        committees = "、".join(fields["committees"]) or NO_COMMITTEE
        named = series_line(fields["series"], fields["installment"]) or NO_SERIES
        year = f",{YEAR.format(year=fields['year'])}" if fields["year"] else ""
        holds = HOLDS.format_map({**fields, **fields["counts"], "committees": committees})
        lines += [f"  {named}{year}", holds, *map(_doubt, fields["doubts"])]
    if unplaced:
        shown = " ".join(f"“{_cut(line)}”" for line in unplaced[:_SHOWN_LINES])
        lines.append(UNPLACED.format(count=len(unplaced), lines=shown))
    lines += left_out.lines(fields["left_out"])
    lines += [REPEATED.format_map(repeat) for repeat in fields["repeats"]]
    lines += _differences(changes)
    return "\n".join(lines)


def _doubt(doubt: Mapping[str, Any]) -> str:
    others = ALTERNATIVES.format(values="、".join(map(str, doubt["alternatives"]))) if doubt["alternatives"] else ""
    value = NOTHING_FOUND[doubt["field"]] if doubt["value"] is None else DOUBTED[doubt["field"]] + str(doubt["value"])
    return DOUBT.format(value=value, why=doubt["why"], alternatives=others)


def _differences(changes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the paragraphs before and after, each from shortly before the first difference, and the changed numbers."""
    every = list(changes)
    for change in every[:_SHOWN_CHANGES]:
        before, after = change["before"], change["after"]
        pairs = enumerate(zip(before, after, strict=False))
        same = next((at for at, (old, new) in pairs if old != new), min(len(before), len(after)))
        start = max(0, same - _LEAD)
        for template, text in ((BEFORE, before), (AFTER, after)):
            if text:
                yield template.format(text=("…" if start else "") + _cut(text[start:]))
        if before and after and change["figures"]:
            told = [
                NUMBER.format(
                    indicator=one["indicator"] or "", before=one["before"] or NONE, after=one["after"] or NONE
                )
                for one in change["figures"]
            ]
            yield NUMBERS.format(numbers="、".join(told))
    if len(every) > _SHOWN_CHANGES:
        yield MORE_CHANGES.format(count=len(every) - _SHOWN_CHANGES)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…"
