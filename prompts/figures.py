"""What is said of figures: looked up, compared, added up, exported and drawn."""

# The command line.
HELP = "查数字:逐条列出报道中的数字,附原句与出处;可筛选、导出、合计、画图。"
HELP_COMMITTEE = "只看这家政协(全称、简称、县区名都行;写市名即其所属各家)。"
HELP_YEAR = "只看这一年的数字。"
HELP_INDICATOR = "只看这项指标;相近的指标另列,不合并。"
HELP_FORMAT = "输出格式;不写则按 --out 的后缀,否则为 table。"
HELP_OUT = "写入文件,不输出到屏幕。"
HELP_YES = "文件已存在时直接覆盖。"
HELP_TOTAL = "合计同一指标、同一单位的数字;不宜合计的,说明缘由。"
HELP_CONFLICTS = "只列同一家、同一年、同一指标而数值不同的数字。"
HELP_CHART = "另把各家的数字画成柱状图(PNG),需同时给出 --indicator。"

EXISTS = "{file}:已有这个文件,没有改动;要覆盖请加 --yes。"
UNKNOWN_FORMAT = "{file}:不会写 .{suffix};可用的后缀有 .txt(即 table)、.json、.csv、.xlsx,或用 --format 指明格式。"
CANNOT_WRITE = "{file}:写不进去({reason}),请核对路径与权限。"
IS_FOLDER = "这是文件夹"
SAME_FILE = "--out 与 --chart 不能是同一个文件。"
NEEDS_OUT = "xlsx 是二进制文件,请用 --out 给出文件名。"
TOTAL_NEEDS_TEXT = "--total 只能与 table、json 格式同用。"
CHART_NEEDS_INDICATOR = "--chart 要知道画哪项指标,请加 --indicator。"
CHART_IS_PNG = "{file}:图只写成 PNG,请用 .png 作后缀。"
UNCLEAR_COMMITTEE = "“{committee}”认不出是哪家政协;目前收录的有:{coverage}。"
WRITTEN = "已写入 {file}({count} 条)。"
DRAWN = "已画成 {file}。"
NOT_DRAWN = "没有可画的数字,没有写 {file}。"

# Rows.
HEADINGS = {
    "text": "数字",
    "value": "数值",
    "unit": "单位",
    "qualifier": "限定词",
    "indicator": "指标",
    "committee": "政协",
    "year": "年份",
    "quote": "原句",
    "source": "出处",
    "report": "报道",
    "sha256": "原文 SHA-256",
    "start": "起",
    "end": "止",
    "quote_start": "原句起",
    "quote_end": "原句止",
    "match": "与所查指标",
}
LIKENESS = {"same": "相同", "part": "包含", "near": "相近", "mentioned": "句中提到"}
PLACE = "原句与出处"
LOCATION = "{report} [{start}, {end})"
BESIDE = "相近的指标(另列,不与上面合并)"
MENTIONED = "没有叫这个名字的指标;原句提到它的数字有:"
GAPS = "未载:{lines}"
LINE = "{committee}({year})"
NOT_FOUND = "没有找到这样的数字。目前收录的有:{coverage}。"
ABSENT = "没有收录{regions}的报道。目前收录的有:{coverage}。"

# Conflicts.
TOLD_OTHERWISE = "两处说法不一:这里写的是{figure},另有{others}"
TOLD_ELSEWHERE = "{text}(《{report}》)"

# Totals.
INDICATOR = "{indicator}({unit})"
UNNAMED = "未注明指标"
NO_UNIT = "无单位"
TOTAL = "合计:{indicator},{count} 处相加,{text}"
SUMMAND = (
    "  {row.figure.committee} {row.figure.year}年 {row.figure.text} · "
    "{row.report} [{row.figure.start}, {row.figure.end})\n    {row.quote}"
)
NOT_COUNTED = "  未载、没有计入的:{lines}"
NO_TOTAL = "没有合计:{reason}"
NO_SUMMANDS = "没有可以相加的数字。"
DIFFERENT = "指标或单位不同,不能相加:{kinds}。请写明是其中哪一项。"
MORE = "等 {count} 项"
NO_INDICATOR = "这些数字没有写明指标,不能确定是同一件事。"
NOT_ADDED = "单位是“{unit}”的数字相加没有意义。"
OF_NOBODY = "{figure}没有写明是哪家政协的(“{quote}”)。"
OF_NO_YEAR = "{figure}没有写明是哪一年的(“{quote}”)。"
A_RANGE = "{figure}是一个范围,不是一个数(“{quote}”)。"
VAGUE = "{figure}只是大概,不是一个数(“{quote}”)。"
SEVERAL_YEARS = "{figure}所在的句子说的是几年的事,不是一年的数(“{quote}”)。"
TWICE = "{committee}{year}年有两处({first}、{second}),不知道后者是否已含在前者里。"
WHICH_CITY = "收录的报道不止一个市,请写明是哪个市、哪几家政协。"
NO_EXCEPTIONS = "请写明要加哪几家政协,不要写除去哪几家。"
WHICH_YEAR = "这项数字分属{years}年,请写明是哪一年。"
NOT_COVERED = "没有收录{regions}的报道。"
NONE_SO_CALLED = "没有写作“{asked}”的数字。相近的有:{kinds}。"
NOT_WHOLE = "{figure}说的不像是全部(“{quote}”)。"
MIXED_VERBS = "有的写“{first}”,有的写“{second}”,不能确定是同一件事。"
DOUBTFUL = "{figure}前面有“{word}”,不能确定是这一家全年的数(“{quote}”)。"
ONE_LACKS = "{lines}未载这项数字,缺一家的合计不能算数。"
ONLY_ONE = "只有{committee}写了这项数字,{others}未载,一家的数不是合计。"
MORE_COMMITTEES = "等 {count} 家"
YEAR_LACKS = "{years}年没有哪家写了这项数字,缺一年的合计不能算数。"
NOT_SO_MANY = "问的是 {asked} 家,写了这项数字的有 {count} 家。"
DIFFERS = "《{report}》与数字或原句不符"
_BEHIND = frozenset({"以上", "以下", "以内", "之内", "左右", "上下", "有余", "开外"})
_INSIDE = frozenset({"多", "余", "来", "+", "＋"})

# In an answer.
SUM = "合计 {text}"
SUM_OF = "{indicator},{count} 家政协相加({years}年)"
SUM_OF_YEARS = "{indicator},{committee} {count} 年相加({years}年)"
ASIDE = "相近而没有计入:{figures}"
ASIDE_FIGURE = "{figure.committee}{figure.text}({indicator})"

# Charts.
CHART_NEAR = "相近:{indicator}({unit})"
GAP = "未载"
CHART_FOOT = "数字照录原文;未载即报道没有写,不是 0。\n带斜纹的原文有“近、多、余”之类的限定。"
CHART_MORE = "图中只画前 {shown} 项指标,没有画的:{titles}。"
CHART_CUT = "只画最大的 {shown} 项,共 {count} 项。"

# Telegram.
FIGURES_HOW = "请写上要查的政协、年份或指标,例如:\n• /figures 涟水\n• /figures 专题协商 2023"
COMPARE_HOW = "请写上要对照的指标,例如:\n• /compare 专题协商\n• /compare 教育培训 2023"
TOO_LONG_TO_TURN = "请写短一点(一两家政协、年份和一项指标),以便翻页。"
FIGURE = "{committee} {year} {indicator}:{text}"
NEAR_MARK = "相近指标 "
MENTIONED_MARK = "句中提到 "
FIRST, LAST = "« 首页", "末页 »"
CHANGED = "收录的报道有变化,已换成最新的,从第一页看起。"
GONE = "收录的报道有变化,这里的数字已经没有了。请重新查一次。"
PHOTO_FAILED = "图没有发出去:{error}"


def total_text(value: float, unit: str, qualifier: str | None) -> str:
    """Return a total in words, its qualifier where Chinese puts it: 近17次, 180多篇, 200篇以上."""
    number = number_text(value)
    before, _, after = (qualifier or "").rpartition("…")  # 约…余 stands on both sides
    if before:
        return f"{before}{total_text(value, unit, after)}"
    if qualifier in _BEHIND:
        return f"{number}{unit}{qualifier}"
    if qualifier in _INSIDE:
        return f"{number}{qualifier}{unit}"
    return f"{qualifier or ''}{number}{unit}"


def number_text(value: float) -> str:
    """Return a number without needless decimals."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def reason_line(reason: str) -> str:
    """Return why there is no answer, in a sentence: an obstacle is a clause, why there is no total whole sentences."""
    return NO_TOTAL.format(reason=reason) if reason.endswith("。") else f"{reason}。"
