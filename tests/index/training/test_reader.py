"""What the reader is trained on and by, with a transformer of a few numbers."""

from itertools import islice
from pathlib import Path
from random import Random

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertModel

from index.answering.reader import SHIPPED
from index.answering.windows import GLANCED, Tokenizer
from index.training.reader import Item, Reader, Sampler, Scores, averaged, loss_of, train
from index.training.reading import Example, sentences_of

TEXT = "全年收到提案30件。办复28件。开展协商7次。走访委员12人。"


def example(question: str, words: str | None) -> Example:
    spans = sentences_of(TEXT)
    at = TEXT.index(words) if words else 0
    right = tuple(words is not None and s <= at < e for s, e in spans)
    return Example(question, "云溪县政协", TEXT, spans, right, (at, at + len(words)) if words else None, "page")


ASKED = [example("协商了几次?", "7次"), example("办结了几件?", None)]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer(SHIPPED / "tokenizer.json")


def reader() -> Reader:
    sizes = {"hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 8, "num_hidden_layers": GLANCED + 1}
    return Reader(BertModel(BertConfig(vocab_size=20_000, **sizes), add_pooling_layer=False))


def test_windows_hold_the_answer_they_are_drawn_for_and_its_words(tokenizer: Tokenizer) -> None:
    items = [item for batch in islice(Sampler(tokenizer, 1).batches([(1.0, ASKED)]), 3) for item in batch]
    held = [item for item in items if any(item.right)]
    assert 0 < len(held) < len(items)
    for item in held:
        start, end = item.window.places[item.right.index(True)]
        assert item.span is not None
        assert start <= item.span[0] <= item.span[1] < end
        words = item.window.ids[item.span[0] : item.span[1] + 1]
        assert set(tokenizer.pieces("7次").ids) & set(words)


def test_the_loss_is_less_the_higher_the_right_sentence_is(tokenizer: Tokenizer) -> None:
    items = list(islice((one for batch in Sampler(tokenizer, 1).batches([(1.0, ASKED)]) for one in batch), 8))

    def scores(item: Item, right: float) -> Scores:
        told = torch.tensor([right if yes else -right for yes in item.right])
        null = torch.tensor([0.0 if any(item.right) else right])
        return Scores(torch.cat([null, told]), told, torch.zeros(len(item.window.ids), 2), torch.tensor(0.0))

    losses = [loss_of([scores(item, right) for item in items], items).item() for right in (-2.0, 0.0, 2.0)]
    assert losses == sorted(losses, reverse=True)


def test_training_changes_the_weights_and_saves_them(tokenizer: Tokenizer, tmp_path: Path) -> None:
    trained = reader()
    before = trained.null.weight.detach().clone()
    train(trained, Sampler(tokenizer, 1), [(1.0, ASKED)], tmp_path, minutes=0.01, rate=1e-3, floor=0.1)
    assert not torch.equal(before, trained.null.weight)
    assert torch.equal(Reader.load(tmp_path).null.weight, trained.null.weight)


def test_the_average_is_that_of_each_weight(tmp_path: Path) -> None:
    stages = [reader(), reader()]
    for number, one in enumerate(stages):
        one.save(tmp_path / str(number))
    mean = averaged([tmp_path / "0", tmp_path / "1"])
    assert torch.allclose(mean.null.weight, (stages[0].null.weight + stages[1].null.weight) / 2)


def test_a_checkpoint_that_lacks_something_is_refused(tmp_path: Path) -> None:
    reader().save(tmp_path)
    state = load_file(tmp_path / "reader.safetensors")
    del state[Random(1).choice(sorted(name for name in state if name.endswith("weight")))]
    save_file(state, tmp_path / "reader.safetensors")
    with pytest.raises(RuntimeError, match="Missing key"):
        Reader.load(tmp_path)
