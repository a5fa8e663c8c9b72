"""What the terminal says."""

HELP = "巡礼问答:问县区政协工作报道,答以原文与出处。"
HELP_ASK = "问一个问题,答以原文与出处。"
HELP_JSON = "输出一个 JSON 对象。"
HELP_TOP = "最多引用几处原文。"
HELP_BATCH = "逐行读取 JSONL 文件中的对话,每行答其最后一问。"
HELP_CHAT = "在终端里连续问答。"
HELP_SOURCE = "原样输出一份报道的全文。"
HELP_BOT = "运行 Telegram 机器人。"
HELP_EVAL = "评测问答与检索。"
HELP_EVAL_CONVERSATIONS = "评测一个 JSONL 文件中的对话。"
HELP_EVAL_RETRIEVAL = "评测一个文件夹中的检索题库(corpus.jsonl、queries.jsonl)。"

USAGE = "用法有误:{error}(加 --help 看用法)"
ASK_NEEDS_ONE = "请给出一个问题,或用 --batch 给出一个文件,二者取一。"
EMPTY_QUESTION = "问题是空的,请写出要问的内容。"
FAULT = "内部错误:{kind}: {error}(设 XUNLI_DEBUG=1 可看详情)"

CHAT_GREETING = "请直接提问,可以接着追问;输入“退出”或按 Ctrl-D 结束。"
CHAT_PROMPT = "问> "
CHAT_LEAVE = frozenset({"退出", "再见", "exit", "quit"})

# Files of questions (`ask --batch`, `eval`).
BAD_LINE = "{file} 第 {line} 行:{reason};每行应为 {form}。"
NO_LINES = "{file}:里面没有内容;每行应为 {form}。"
NOT_JSON = "不是完整的 JSON 对象"
WRONG_FIELD = "缺“{field}”,或它的值不对"
EXPECT_COUNTS = "answers 至少要有一处,committee、year 或只写一个,或与 answers 一一对应"
NO_SET = "{folder}:没有 {name}.jsonl(或 .jsonl.gz);请给出 corpus、queries 两个文件所在的文件夹。"

BUILDING = "正在建立索引"
BAD_STORE = "XUNLI_STORE 应为 files(不设即是)或 milvus,现在是“{store}”。"
