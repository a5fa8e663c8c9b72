"""A cross-encoder of our reader's size for peers that rank again: its depth, width and vocabulary, untrained.

Weights of that size cannot be downloaded here, and how long it takes does not depend on them.
"""

from pathlib import Path

from index.answering.reader import SHIPPED

REQUIREMENTS = ("torch==2.13.0", "sentence-transformers>=5")
_LAYERS, _WIDTH, _HEADS, _INNER = 10, 384, 12, 1536
_LONGEST = 232  # tokens, as our windows


def write_reranker(folder: Path) -> Path:
    """Write a model that transformers and sentence-transformers load, and return its folder."""
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    marks = {"cls_token": "<s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(SHIPPED / "tokenizer.json"), model_max_length=_LONGEST, **marks
    )
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=_WIDTH,
        num_hidden_layers=_LAYERS,
        num_attention_heads=_HEADS,
        intermediate_size=_INNER,
        pad_token_id=tokenizer.pad_token_id,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
