"""What the bot says unasked, and of what it keeps. Texts are plain; the bot escapes them."""

# Of new reports.
SUBSCRIBED = "好的,有新报道时会在这里告诉您。不想再收,请发 /unsubscribe。"
SUBSCRIBED_ALREADY = "这里已经订阅过了,有新报道时会告诉您。不想再收,请发 /unsubscribe。"
UNSUBSCRIBED = "好的,不再通知新报道。"
NOT_SUBSCRIBED = "这里没有订阅。想听到新报道的消息,请发 /subscribe。"
NEWS = "报道有更新,现在可以问:\n{reports}"

# Of questions that were declined.
NOW_ANSWERED = "您之前问过“{question}”,当时没有答出,现在有了。"

# Of what is kept; `privacy.j2` says what that is.
FORGOTTEN = "已删除这个聊天的记录:{answers} 次问答,{misses} 个未答出的问题,{subscribers} 处订阅。"
NOTHING_KEPT = "这里没有保存这个聊天的记录。"

# Of what was not answered, to administrators.
NO_MISSES = "没有未答出的问题。"
IN_PRIVATE = "这里有大家问过的问题,请在私聊里查看。"

HELP_MISSES = "列出没有答出的问题,相近的归在一起。"

# In the log.
STATE_FAILED = "{path}:读写不了({reason});请检查磁盘与权限。文件已损坏的,移走后重启即可,其中的订阅和问题会丢失。"
STATE_SERVER_FAILED = "{url}:数据库用不了({reason});请检查 XUNLI_STATE_URL 的地址与账号,以及数据库是否在运行。"
STATE_URL = "XUNLI_STATE_URL 应是 postgresql://用户:密码@主机/数据库 这样的地址;不设则用本机文件。"
NOT_TOLD = "通知没有发出去,稍后再试:{error}"
NOT_TOLD_EVER = "通知没有发出去,不再试:{error}"
GONE = "一个聊天不再收消息({error}),已删除它的订阅和问题。"
