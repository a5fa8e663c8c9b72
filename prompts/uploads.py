"""What the bot says to administrators who change the index from chat. Texts are plain; the bot escapes them."""

ADMINS_ONLY = "抱歉,这只有管理员可以用。"
FILES_ADMINS_ONLY = "收录报道由管理员来做,请把文件交给管理员(您的编号是 {user});要提问,直接打字就好。"

HOW = "请在私聊里把报道文件({known})发给我,或用 /index 回复一份文件。"
NO_NAME = "未命名"
TOO_LARGE = "{file}:有 {size:.1f} MB,超过 {limit:.0f} MB 的上限,没有下载;请只发一期报道,或另存为 txt、docx 再发。"
TOO_LARGE_FOR_BOTS = "{file}:超过 Telegram 让机器人下载的上限,没有下载;请只发一期报道,或另存为 txt、docx 再发。"
NOT_DOWNLOADED = "{file}:没有下载成功,请再发一次。"

PUBLISH = "发布"
DROP = "放弃"
PUBLISH_ANYWAY = "仍要发布"
LOOKS_EMPTY = "注意:{files} 里没有认出政协或条目,不像一期报道,收录后多半查不到。"
ROLL_BACK_YES, ROLL_BACK_NO = "退回", "不退"
ROLL_BACK_CHANGED = "索引刚刚又有变化,没有退回。请重新发 /rollback。"
PUBLISHING = "正在收录,原来的内容照常可问……"
GONE = "这份文件已经处理过,或机器人重启过。要收录,请重新发送文件。"
