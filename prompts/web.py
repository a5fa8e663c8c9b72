"""What the page for a browser, the program interface and the MCP server say beside the pages' own words (`pages/`).

Texts are plain; templates escape them.
"""

# To whoever starts it.
HELP = "在浏览器里提问、看原文、查数字(附 JSON 接口)。"
HELP_HOST = "监听的地址;不写则取 XUNLI_WEB_HOST,否则只对本机(127.0.0.1)。"
HELP_PORT = "监听的端口;不写则取 XUNLI_WEB_PORT,否则 8000。"
HELP_MCP = "以 MCP 服务器运行(标准输入输出),供各种助手引用原文。"
SERVING = "巡礼问答的网页已开:{address}(按 Ctrl-C 停止)"
CANNOT_LISTEN = "{host}:{port} 上听不了,可能已被占用;请用 --port 换一个端口。"
UNPROTECTED = (
    "在 {host} 上别人也能打开这个网页:请先设 XUNLI_WEB_PASSWORD(看的人要输的密码),或设 XUNLI_WEB_OPEN=1 对所有人开放。"
)
NO_PROXIES = "用 XUNLI_WEB_USER_HEADER 时还要设 XUNLI_WEB_PROXIES:可信的反向代理的地址,如 127.0.0.1。"
NO_KEY = "{path}:签名用的密钥读写不了({reason});请检查权限,损坏的移走后重启即可(大家要重新登录)。"
KEY_TOO_SHORT = "内容太短"

# Asking.
BRAND = "巡礼问答"
NEAR_MISS = "相近,但不是所问"
NEAR_MISS_MORE = "没有找到正好的回答。下面是意思最近的原文,请留意它说的是哪家、哪年、哪件事。"
NOT_FOUND_MORE = "收录的报道里没有能回答这个问题的原文,所以不答。"
NOTED = "谢谢,已记下。维护者会看到这个问题和这段引文,看不到是谁说的。"
QUOTE_GONE = "这段引文所在的报道已更新或移除,请重新问一次。"
COPIED = "“{quote}”\n——{source}\n{link}"
CHECKED_AGAINST = "与原文核对无误(SHA-256 {sha256})"
WORD_FILE = "巡礼问答.docx"
EMPTY_QUESTION = "请先写上问题。"

# Reports.
NO_ORIGINAL = "没有保存这一页原件。"
REPLACED, RENAMED = "《{report}》已换成新的版本", "《{before}》已换成《{report}》"
LINKS = {
    "kept": "{changed};这段引文一字未改,还在原处。",
    "moved": "{changed};这段引文一字未改,已在新版里找到它现在的位置。",
    "lost": "{changed},原来链接的那段话在新版里没有了,或者改过了。下面是新版全文。",
    "replaced": "{changed}。下面是新版全文。",
    "untold": "链接没有写明版本,看不出《{report}》在那以后改过没有。"
    "标出的是现在这一版({sha256}…)里的位置,请核对是不是要找的那段。",
    "outside": "链接指的位置不在《{report}》里(全文 {length} 字),没有可标的。",
}
LINK_REMOVED = "《{report}》以前收录过,现在不再收录,链接里的那段话看不到了。"
BAD_SLICE = "链接里的位置不对:from 和 to 应是原文里的字数位置(整数)。"

# Figures.
NOTHING_TO_DRAW = "没有可画的数字。"
BAD_FILTER_YEAR = "年份“{said}”不对,应是四位数字,如 2023。"
CSV_FILE, XLSX_FILE = "巡礼数字.csv", "巡礼数字.xlsx"

# Logging in.
NO_ADMIN_PASSWORD = "还没有设维护者的密码:请在启动前设 XUNLI_WEB_ADMIN_PASSWORD。"  # noqa: S105
WRONG_PASSWORD = "密码不对,请再试。"  # noqa: S105
LOG_IN_FIRST = "请先登录;程序可用 HTTP 基本认证,密码即 XUNLI_WEB_PASSWORD。"

# Where something is refused or goes wrong.
TITLE = "打不开"
TITLES = {404: "没有这一页", 429: "请稍等", 403: "没有通过检查", 500: "出了点问题", 503: "暂不显示"}
STATUSES = {404: "没有这一页,请核对网址。", 405: "这个网址不接受这种请求。", 400: "请求的格式不对。"}
BAD_REQUEST = "请求的格式不对,请回上一页再试。"
OTHER_HOST = "不认识主机名“{host}”;要用它打开网页,请设 XUNLI_WEB_HOSTS。"
FROM_ELSEWHERE = "这个请求来自别的网站,没有照办。"
TOO_MUCH = "发来的内容超过 {limit} KB 的上限。"
TOO_OFTEN = "来得有点快,请过 {seconds} 秒再试。"
STALE_FORM = "这一页放得太久了,请刷新后再试。"
CHECK_FAILED = "这段原文没有通过核对,为免引错,暂不显示。请告诉维护者。"
FAULT = "抱歉,刚才出了点问题,请稍后再试。"
REMEDY = "请稍后再试;一直不行请告诉维护者。"
REMEDIES = {
    400: "请按 /api 的说明改正参数再试。",
    401: "请带上密码(HTTP 基本认证)再试。",
    404: "请核对网址;可用的见 /api。",
    429: "请按 Retry-After 等一会儿再试。",
}

# The program interface.
BAD_TOP = "top 应是 1 至 {most} 的整数。"
NO_AUDIT = "{path}:操作记录写不进去({reason}),没有照办;请检查磁盘与权限。"

# The MCP server.
MCP_ABOUT = (
    "问县区政协工作报道。ask 返回 outcome=answered 时,answers 里的 quote 是报道原文,可照引,并附 link;"
    "outcome=declined 时没有答案:请如实说没有找到,可提 nearest 里相近而不是所问的原文。"
    "不要改动 quote 里的数字与限定词(近、余、约)。"
)
MCP_TOOLS = {
    "ask": "问一个问题,答以报道原文、出处、位置、校验和与链接;没有的返回 declined。previous 是之前的问题,用于追问。",
    "figures": "列出报道里的数字,附原句与链接;可按政协、年份、指标筛选。写了指标的另有合计,或不能合计的缘由。",
    "source": "读一份报道的原文,或其中一段(start、end 是字数位置)。一次最多两万字。",
    "reports": "列出收录的报道。",
}
MCP_BAD_ARGUMENTS = "{tool} 的参数不对:{wrong};请按它的 inputSchema 改正再试。"
MCP_NO_SUCH_TOOL = "没有名为“{tool}”的工具;可用的有 {known}。"
NO_SUCH_SLICE = "没有这一段:原文共 {length} 字,start 应小于 end,都在其内。"

# Maintaining.
TOO_MANY_FILES = "一次最多 {limit} 份文件;更多的请打成 zip 包。"
NO_FILES = "请先选择文件。"
ROLL_BACK, REMOVE = "退回上一代", "移除"
ROLL_BACK_TO = "退回第 {number} 代索引?"
REMOVE_IT = "移除《{report}》?"
DONE = "维护"
BATCH_GONE = "这些文件已经处理过,或服务重启过。要收录,请重新上传。"
BAD_YEAR = "年份“{said}”不对,应是 1949 至 2099 的整数。"
BAD_INSTALLMENT = "期号“{said}”不对,应是整数。"
