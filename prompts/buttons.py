"""What the buttons under an answer say, and what is said when one is pressed. Texts are plain; the bot escapes them."""

CONTEXT = "上下文"
SECTION = "整节"
NEXT = "下一条 ›"
PREVIOUS = "‹ 上一条"
BACK = "返回"
NOT_WRONG = "撤回有误"
IN_PRIVATE = "私聊里看"
CHOSEN = "✓ "

PLACE = "{committee} {year}"

EXPIRED = "这个按钮太久了,请重新问一次。"
REPLACED = "《{report}》已换成新的版本,原来的位置对不上了。请重新问一次。"
REMOVED = "《{report}》现在不在收录之列。请重新问一次。"
RECOUNTED = "收录的报道有变化,合计要重新算。请重新问一次。"
LINK_GONE = "这个链接指的报道已更新或移除,打不开原来的段落。直接提问就好。"
LINK_BAD = "这个链接打不开,可能不完整或是旧版的。直接提问就好。"
