"""What is said where somebody asks inline, in any chat. Texts are plain; the bot escapes them."""

ASK = "接着写上问题;点这里看能问什么"
NOT_FOUND = "没有找到,点这里看能问什么"
ASKED = "问:{question}"
WHOLE = "放在一起({count} 处)"
OPEN = "打开原文"
