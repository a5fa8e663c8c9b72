"""What is said of quotes that somebody found wrong. Texts are plain; the bot escapes them."""

# To whoever pressed 有误.
NOTED = "谢谢,已记下,管理员会看到这个问题和这段引文,看不到是谁说的。再按一次可以撤回。"
OF_ANOTHER = "已经有人标为有误,管理员会看到。撤回由标的人或群管理员来做。"
TAKEN_BACK = "好的,已撤回。"

# To administrators.
NO_FEEDBACK = "没有标为有误的引文。"
SETTLE_HOW = "处理完的,发 /feedback 加编号即可去掉,如 /feedback {number}。"
SETTLED = "第 {number} 条已去掉。"
NO_SUCH = "没有第 {number} 条,可能已经处理过。"
HELP_FEEDBACK = "列出标为有误的引文。"
