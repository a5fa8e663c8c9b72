"""What the Telegram bot says, to those who ask and to whoever runs it. Texts are plain; the bot escapes them."""

# To whoever runs the bot.
UNSET = "没有机器人令牌,请先设环境变量 XUNLI_BOT_TOKEN(向 Telegram 的 @BotFather 申请)。"
REFUSED = "Telegram 不认这个令牌,请核对环境变量 XUNLI_BOT_TOKEN(改过 XUNLI_BOT_API_URL 的,也请核对它)。"
UNREACHABLE = "连不上 Telegram({url}),请检查网络、代理或 XUNLI_BOT_API_URL。"
UNPROTECTED = "用 XUNLI_WEBHOOK_URL 时要设 XUNLI_WEBHOOK_SECRET:16 至 256 个英文字母、数字、_ 或 -,别人猜不到的。"
HOOK_REFUSED = "Telegram 不接受 XUNLI_WEBHOOK_URL({error}),应为外网能访问的 https 网址,端口 443、80、88 或 8443。"
CANNOT_LISTEN = "{host}:{port} 上听不了({reason}),请换一个端口或地址。"

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

# To those who ask, beside `start.j2` and `help.j2`.
ASK_WHAT = "请把问题一起写上,例如:\n{examples}"
TEXT_ONLY = "我只看得懂文字,请把问题打出来。"
EXAMPLE_LINE = "• {example}"
EXAMPLES = {
    "figure": "{committee}{figure.year}年{figure.indicator}有多少{figure.unit}?",
    "name": "{committee}的“{name}”是什么?",
    "item": "{committee}的“{name}”是怎么做的?",
}

ENGLISH = "The reports are in Chinese and I quote them word for word, so please ask in Chinese, for example:\n{example}"
EXPORT = "要表格文件:发 /figures 加要查的内容(如 /figures 专题协商),再点下面的 Excel 或 CSV。"

MORE_QUOTES = "另有 {count} 处,按“下一条”接着看。"
SOURCES_NONE = "没有收录“{text}”的报道。目前收录的有:{coverage}。"
SOURCES_BUTTON = "收录了哪些报道"
REPORT = "• {title}({year}):{committees}"

# One committee at a glance.
ABOUT = "{committee}({years})\n{numbers}"
ABOUT_FIGURE = "{figure.indicator}:{figure.text}"
ABOUT_HOW = "请写上是哪一家,例如:/about 涟水"
ABOUT_CHOOSE = "点下面的看原文:"

NOT_ALLOWED = "抱歉,这个机器人只对指定的人和群开放。{how}"
ASKED_FOR_YOU = "已替您告诉管理员,请等一等(编号 {number})。"
TELL_NUMBER = "如需使用,请把编号 {number} 告诉管理员。"
NOT_ALLOWED_INLINE = "只对指定的人开放,点这里看您的编号"
REQUEST = "有人想用机器人:{name}(编号 {number})"
ALLOW, IGNORE = "允许", "不理"
ALLOWED = "已允许 {name}(编号 {number})。"
IGNORED = "没有理会 {name}(编号 {number})。"
WELCOME = "管理员已允许使用。直接提问就好,/help 看用法。"
TOO_FAST = "您问得有点快,请过 {seconds} 秒再问。"
TOO_FAST_INLINE = "您问得有点快,请稍等"
CHECK_FAILED = "这段原文没有通过核对,为免引错,暂不显示。请稍后再问,或告诉管理员。"
OLD_BUTTON = "这个按钮已经过期,请重新问一次。"
FAULT = "抱歉,刚才出了点问题,请稍后再问。"

# Under an answer.
CONTEXT = "上下文"
SECTION = "整节"
NEXT = "下一条 ›"
PREVIOUS = "‹ 上一条"
BACK = "返回"
NOT_WRONG = "撤回有误"
IN_PRIVATE = "私聊里看"
ORIGINAL = "看原件"
ORIGINAL_PAGE = "《{report}》原件第 {page} 页"
ORIGINAL_PICTURE = "《{report}》原件第 {page} 张图片"
CHOSEN = "✓ "
PLACE = "{committee} {year}"
REPLACED = "《{report}》已换成新的版本,原来的位置对不上了。请重新问一次。"
REMOVED = "《{report}》现在不在收录之列。请重新问一次。"
LINK_GONE = "这个链接指的报道已更新或移除,打不开原来的段落。直接提问就好。"
LINK_BAD = "这个链接打不开,可能不完整或是旧版的。直接提问就好。"

# Where somebody asks inline, in any chat.
INLINE_ASK = "接着写上问题;点这里看能问什么"
INLINE_NOT_FOUND = "没有找到,点这里看能问什么"
INLINE_ASKED = "问:{question}"
INLINE_WHOLE = "放在一起({count} 处)"
INLINE_OPEN = "打开原文"

# In groups.
INTRODUCTION = (
    "大家好,我是巡礼问答,用县区政协工作报道的原文回答问题。\n@{bot}、回复我的消息或用 /ask 提问;/help 看用法。"
)
INTRODUCTION_SHUT = "大家好,我是巡礼问答,还没有对本群开放。\n请管理员允许本群(编号 {chat})。"
GROUP_ADMINS_ONLY = "群里的记录和订阅由群管理员来管,请他们发这个命令。"
MOVED = "群“{title}”升级为超级群,编号由 {old} 变为 {new},权限和订阅已跟过去;XUNLI_ALLOWED_CHATS 里的编号请改一下。"

DESCRIPTION = (
    "用平常的话问县区政协工作报道里的事:开展了几次协商、提案办得怎样、有什么好做法。\n"
    "回答都是报道的原文,注明出处;没有的就说没有。"
)
SHORT_DESCRIPTION = "县区政协工作报道问答:只引原文,注明出处。"

_FIGURES = (("figures", "查数字"), ("compare", "各家对照一项指标"), ("about", "一家政协的概况"))
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
