"""What every face says of an answer, and why a question was not answered, in one clause each."""

UNDERSTOOD = "理解为:{text}"
NEAR_MISS = "相近,但不是所问:"
NOT_FOUND, COVERAGE = "没有找到。", "目前收录的有:{coverage}。"
CHOOSE = "没有写明是哪一个,可以点选:"
TOO_LONG = "问题有点长,请控制在 {limit} 字以内。"
WRONG = "有误"
PREVIOUS_PAGE, NEXT_PAGE = "‹ 上一页", "下一页 ›"

YEAR_NOT_COVERED = "{committee}收录的是{covered}年的报道,没有{asked}年的"
REGION_NOT_COVERED = "没有收录{regions}的报道"
NOT_TOLD = "{committees}的报道里没有写到"
NOT_TOLD_ANYWHERE = "收录的报道里没有写到"
ONE_LACKS = "{committees}:未载"
MANY_LACK = "另有{count}家政协未载"

# To who greets, thanks and the like; nothing is looked for.
COURTESIES = {
    "greeting": "您好!想了解哪家政协的事,直接问我就好。",
    "thanks": "不客气,能帮上忙就好。还想知道什么,接着问。",
    "agreement": "好的,有别的想问的随时说。",
    "disagreement": "抱歉没有答好。请换个说法再问一次;引错了的请点“有误”,或告诉维护者。",
    "farewell": "再见,欢迎随时来问。",
    "apology": "没关系,接着问就好。",
    "identity": "我是巡礼问答,只用收录报道的原文回答县区政协工作的问题。",
    "capability": "我能从报道里找原文、查数字、对照各家,直接问我就行。",
    "chat": "闲聊我不太会,县区政协工作报道里的事可以问我。",
    "reaction": "我在呢,想问什么直接打字就好。",
}
