"""What the Telegram bot says, to those who ask and to whoever runs it. Texts are plain; the bot escapes them."""

# To whoever runs the bot.
UNSET = "没有机器人令牌,请先设环境变量 XUNLI_BOT_TOKEN(向 Telegram 的 @BotFather 申请)。"
REFUSED = "Telegram 不认这个令牌,请核对环境变量 XUNLI_BOT_TOKEN(改过 XUNLI_BOT_API_URL 的,也请核对它)。"
UNREACHABLE = "连不上 Telegram({url}),请检查网络、代理或 XUNLI_BOT_API_URL。"
BAD_SETTING = "设置 {name} 的值不对,应为{takes}。"
UNPROTECTED = "用 XUNLI_WEBHOOK_URL 时要设 XUNLI_WEBHOOK_SECRET:16 至 256 个英文字母、数字、_ 或 -,别人猜不到的。"
HOOK_REFUSED = "Telegram 不接受 XUNLI_WEBHOOK_URL({error}),应为外网能访问的 https 网址,端口 443、80、88 或 8443。"
CANNOT_LISTEN = "{host}:{port} 上听不了({reason}),请换一个端口或地址。"
TAKES = {
    "XUNLI_BOT_API_URL": "以 http:// 或 https:// 开头的网址",
    "XUNLI_ALLOWED_USERS": "数字编号,之间用逗号或空格隔开",
    "XUNLI_ALLOWED_CHATS": "数字编号(群的编号是负数),之间用逗号或空格隔开",
    "XUNLI_ADMINS": "数字编号,之间用逗号或空格隔开",
    "XUNLI_OPEN": "1(对所有人开放)或 0",
    "XUNLI_QUESTIONS_PER_MINUTE": "0 至 1000 的整数(0 为不限)",
    "XUNLI_MESSAGES_PER_SECOND": "1 至 1000 的整数",
    "XUNLI_POLL_SECONDS": "1 至 50 的整数",
    "XUNLI_TIMEOUT_SECONDS": "1 至 300 的整数",
    "XUNLI_WEBHOOK_URL": "以 https:// 开头的网址,不设则用长轮询",
    "XUNLI_WEBHOOK_SECRET": "16 至 256 个英文字母、数字、_ 或 -",
    "XUNLI_WEBHOOK_PATH": "以 / 开头的路径",
    "XUNLI_WEBHOOK_HOST": "本机的地址",
    "XUNLI_WEBHOOK_PORT": "1 至 65535 的整数",
    "XUNLI_METRICS_HOST": "本机的地址",
    "XUNLI_METRICS_PORT": "0 至 65535 的整数(0 为不开)",
    "XUNLI_NOTICE_SECONDS": "1 至 86400 的整数",
    "XUNLI_WORKERS": "1 至 64 的整数",
    "XUNLI_LOG_LEVEL": "DEBUG、INFO、WARNING、ERROR 之一",
    "XUNLI_LOG_FORMAT": "text 或 json",
    "XUNLI_LOG_QUESTIONS": "1(日志里写出问题)或 0",
}

# In the log.
SHUT = (
    "目前谁也不能提问:请设 XUNLI_ADMINS(管理员)、XUNLI_ALLOWED_USERS 或 XUNLI_ALLOWED_CHATS,"
    "或设 XUNLI_OPEN=1 对所有人开放。给机器人发条消息,它会回您的编号。"
)
STARTED = "@{bot} 已开始收消息。"
LOG_ANSWER = "答完一问:{status},{seconds:.2f} 秒,第 {generation} 代索引。"
LOG_QUESTION = "答完一问:{status},{seconds:.2f} 秒,第 {generation} 代索引;问:{question}"
STOPPING = "正在停止,先答完手头的问题。"
STOPPED = "已停止。"
CONFLICT = "另有一个程序在用同一个令牌收消息(409),请只留一个在运行。"
DEAF = "收不到消息了({kind}),机器人就此结束,请看上面的日志;由 systemd 管理的会自动重启。"
POLLING_FAILED = "收消息出错,稍后自动再试:{error}"
REJECTED = "令牌被拒绝,请核对 XUNLI_BOT_TOKEN"
RECALLED = "上次停得突然,有 {count} 条消息没处理完,现在接着处理。"
GIVEN_UP = "有 {count} 条消息几次都没处理完,不再处理。"
MALFORMED = "收到一条看不懂的消息(update {number}),已略过。"
MALFORMED_ANSWER = "Telegram 的回应看不懂"
RETRYING = "{method} 没有成功({error}),{seconds:g} 秒后再试。"
SEND_FAILED = "没有发出去:{error}"
HANDLER_FAILED = "处理消息出错:{kind}\n{where}"
SOURCE_DAMAGED = "原文核对没有通过:{damage}"
SOURCE_DIFFERS = "《{report}》与引文不符"

# To those who ask.
START = (
    "您好!这里是巡礼问答。\n"
    "用平常的话问县区政协工作报道里的事,我用报道的原文回答,并注明出处;没有的不编。\n\n"
    "例如:\n{examples}\n\n"
    "/help 看用法,/sources 看收录了哪些报道。"
)
HELP = (
    "怎么问:\n"
    "• 私聊里直接发问题,可以接着追问,如“那清江浦区呢?”\n"
    "• 群里 @{bot}、回复我的消息,或用 /ask 加问题。\n\n"
    "我只引原文,不改一字。近似而不是所问的,会说明“相近,但不是所问”;没有的就说没有。\n\n"
    "/figures 涟水 查数字,/compare 专题协商 把各家放在一起看。\n"
    "/sources 看收录了哪些报道,/subscribe 有新报道时告诉您。\n"
    "没有答出的问题,新报道能回答时会告诉您;/privacy 看保存了什么。"
)
HELP_BUTTONS = (
    "\n\n答案下面的按钮:上下文看前后几段,整节看全文,下一条看其次相近的,引错了按有误;没写明是哪家、哪年的可以点选。"
    "问题写错了,直接改那条消息,我会在原处重答。"
)
HELP_INLINE = "\n在别的聊天里输入 @{bot} 加问题,可以把引文发过去。"
HELP_ADMINS = (
    "\n\n您是管理员:把报道文件发给我,或用 /index 回复一份文件,就能收录;/rollback 退回上一代索引,/status 看状态,"
    "/misses 看未答出的问题,/feedback 看标为有误的引文。"
)
ASK_WHAT = "请把问题一起写上,例如:\n{examples}"
TEXT_ONLY = "我只看得懂文字,请把问题打出来。"
TOO_LONG = "问题有点长,请控制在 {limit} 字以内。"
EXAMPLE = "{committee}“{item}”是怎么做的?"
EXAMPLE_LINE = "• {example}"

UNDERSTOOD = "理解为:{text}"
NEAR_MISS = "相近,但不是所问:"
NOT_FOUND = "没有找到。目前收录的有:{coverage}。"
TRY = "可以这样问:"
SOURCES = "收录的报道({count} 份):"
REPORT = "• {title}({year}):{committees}"

NOT_ALLOWED = "抱歉,这个机器人只对指定的人开放。如需使用,请把您的编号 {user} 告诉管理员。"
NOT_ALLOWED_HERE = "抱歉,这个机器人只对指定的人和群开放。如需使用,请把本群编号 {chat} 或您的编号 {user} 告诉管理员。"
NOT_ALLOWED_INLINE = "只对指定的人开放,点这里看您的编号"
TOO_FAST = "您问得有点快,请过 {seconds} 秒再问。"
TOO_FAST_INLINE = "您问得有点快,请稍等"
CHECK_FAILED = "这段原文没有通过核对,为免引错,暂不显示。请稍后再问,或告诉管理员。"
OLD_BUTTON = "这个按钮已经过期。"
FAULT = "抱歉,刚才出了点问题,请稍后再问。"

_FIGURES = (("figures", "查数字"), ("compare", "各家对照一项指标"))
COMMANDS = (("ask", "提问"), *_FIGURES, ("sources", "收录了哪些报道"), ("help", "怎么用"))
_KEPT = (
    ("sources", "收录了哪些报道"),
    ("subscribe", "有新报道时在这里说一声"),
    ("unsubscribe", "不再说"),
    ("privacy", "保存了什么"),
    ("forget", "删除这里的记录"),
    ("help", "怎么用"),
)
COMMANDS_GROUPS = (("ask", "提问"), *_FIGURES, *_KEPT)
COMMANDS_PRIVATE = (*_FIGURES, *_KEPT)
COMMANDS_ADMINS = (
    ("status", "索引的状态"),
    ("index", "收录所回复的文件"),
    ("rollback", "退回上一代索引"),
    ("misses", "未答出的问题"),
    ("feedback", "标为有误的引文"),
    *COMMANDS_PRIVATE,
)
