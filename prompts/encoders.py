"""Instructions that some encoders were trained to see before a question (not before a passage)."""

import re

# Pattern of the model's name -> instruction, from the models' cards.
_QUESTIONS = ((r"bge-\w+-zh(?!.*m3)", "为这个句子生成表示以用于检索相关文章:"), (r"(?:multilingual-)?e5-", "query: "))


def for_questions(model: str) -> str:
    """Return what stands before a question for the model of this name; "" for nothing."""
    return next((words for pattern, words in _QUESTIONS if re.search(pattern, model, re.IGNORECASE)), "")
