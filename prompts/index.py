"""What `xunli index` says: what a new file holds, what was done, and what serves."""

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

NO_COMMITTEE = "未认出是哪家政协"

# Before publishing; what a file would bring is told by preview.j2.
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
# What a rollback takes with it.
GOES, CHANGES_BACK, COMES_BACK = "不再收录", "换回以前的版本", "恢复收录"
REBUILT = "已重建索引。"
GENERATION = "现在是第 {number} 代索引。"
SOUND = "全部完好(共 {count} 代)。"
REPAIR = "共 {count} 处损坏;请照各行所说修复。"
