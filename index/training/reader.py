"""Training of the reader: multilingual-e5-small, its vocabulary cut down, learns which sentence answers, if any.

Losses, summed: softmax over the null score and the sentences of a window, right sentences together; a binary loss for
each sentence, so that scores compare between windows; the likeliest start and end of the answer within the right
sentence; a margin between answerable and unanswerable questions of one page (near twins) in one batch; and what
the first layers alone make of the margin, so that they learn what `index.training.glance` reads from them.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from heapq import nlargest
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import click
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import BertConfig, BertModel

from index.answering.windows import GLANCED, PAD, Tokenizer, Window, pack, runs
from index.training.reading import Example

_BATCH_TOKENS = 3200
_QUESTIONS_OF_PAGE = 5
_NULLS = 0.35  # of answerable questions, how many also see a window that does not answer
_OTHER_PAGE = 0.1
_BARE = 0.25  # windows without context
_MARGIN = 2.0
_TWINS = 0.3  # weight of the margin
_ABSOLUTE = 0.5  # weight of the binary loss
_SPAN = 0.4
_GLANCE = 0.3
ANYTHING = -3.0  # a margin below this is nothing found
_SHORTEST, _LONGEST_RUN = 50, 165
_AVERAGED, _DECAY = 0.5, 0.99  # from so much of the time on the weights are averaged, exponentially
Mixture = Sequence[tuple[float, Sequence[Example]]]  # shares and examples; each round is drawn from one of them


@dataclass(frozen=True, slots=True)
class Item:
    """A window with what is right: its sentences, by place, and the first and last token of the answer."""

    window: Window
    right: tuple[bool, ...]
    span: tuple[int, int] | None
    group: str


class Scores(NamedTuple):
    """Of one window: (1 + sentences,) null and relative, (sentences,) absolute, (tokens, 2) edges, () glance."""

    relative: Tensor
    absolute: Tensor
    edges: Tensor
    glance: Tensor


class Reader(nn.Module):
    """The transformer with its heads; see `index.answering.reader` for what they are used for."""

    def __init__(self, bert: Any) -> None:
        super().__init__()
        width = bert.config.hidden_size
        self.bert = bert
        self.null = nn.Linear(width, 1)
        self.sentence = nn.Linear(2 * width, 1)
        self.absolute = nn.Linear(3 * width, 1)
        self.edges = nn.Linear(width, 2)
        self.glance = nn.Sequential(nn.BatchNorm1d(4 * width, affine=False), nn.Linear(4 * width, 1))

    @classmethod
    def load(cls, folder: Path) -> "Reader":
        """Read a folder that `save` wrote; weights that lack something are refused."""
        reader = cls(BertModel(BertConfig.from_json_file(str(folder / "config.json")), add_pooling_layer=False))
        reader.load_state_dict(load_file(folder / "reader.safetensors"))
        return reader

    def save(self, folder: Path) -> None:
        """Write the weights in single precision, whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(json.dumps(self.bert.config.to_dict()))
        save_file({k: v.contiguous() for k, v in self.state_dict().items()}, folder / "part")
        (folder / "part").replace(folder / "reader.safetensors")

    def forward(self, windows: Sequence[Window]) -> list[Scores]:
        """Return the scores of each window; the transformer runs in bf16, its heads do not."""
        ids = pad_sequence([torch.tensor(one.ids) for one in windows], batch_first=True, padding_value=PAD)
        with torch.autocast("cpu", torch.bfloat16):
            found = self.bert(input_ids=ids, attention_mask=(ids != PAD).long(), output_hidden_states=True)
        states, early = found.hidden_states[-1].float(), found.hidden_states[GLANCED].float()
        glances = self.glance(torch.stack([_glanced(*one) for one in zip(windows, early, strict=True)])).squeeze(-1)
        scores = []
        for window, hidden, glance in zip(windows, states, glances, strict=True):
            parts = [hidden[start:end] for start, end in window.places]
            pooled = torch.stack([torch.cat([part.mean(0), part.amax(0)]) for part in parts])
            relative = torch.cat([self.null(hidden[0]), self.sentence(pooled).squeeze(-1)])
            absolute = self.absolute(torch.cat([pooled, hidden[:1].expand(len(parts), -1)], 1)).squeeze(-1)
            scores.append(Scores(relative, absolute, self.edges(hidden), glance))
        return scores


def _glanced(window: Window, early: Tensor) -> Tensor:
    """Return (4 * width,) features of a window by the states (tokens, width) of its first layers."""
    told = early[window.told]
    return torch.cat([early[0], early[window.asked].mean(0), told.mean(0), told.amax(0)])


class Sampler:
    """Draws items: windows around what answers, likely windows that do not, twins of one page together."""

    def __init__(self, tokenizer: Tokenizer, seed: int) -> None:
        self._pieces = cache(tokenizer.pieces)
        self._random = Random(seed)  # noqa: S311 - training

    def batches(self, mixture: Mixture) -> Iterator[list[Item]]:
        """Yield batches without end: windows of one page stand in one, beside those of pages of like length."""
        by_page: list[list[list[Example]]] = []
        for _, examples in mixture:
            pages: dict[str, list[Example]] = defaultdict(list)
            for example in examples:
                pages[example.group].append(example)
            by_page.append(list(pages.values()))
        while True:
            drawn = [
                self._of_page(page, pages)
                for pages in self._random.choices(by_page, [share for share, _ in mixture], k=4)
                for page in self._random.choices(pages, [min(len(page), 40) ** 0.75 for page in pages], k=160)
            ]
            yield from self._packed([items for items in drawn if items])

    def _of_page(self, page: Sequence[Example], pages: Sequence[Sequence[Example]]) -> list[Item]:
        """Return the items of some questions of a page, now and then one of them on another page, too."""
        asked = nlargest(_QUESTIONS_OF_PAGE, page, key=lambda one: self._random.random() ** (1 / one.weight))
        read = [one for example in asked for one in (example, example.twin) if one]
        if self._random.random() < _OTHER_PAGE * len(asked):
            other = self._random.choice(self._random.choice(pages))
            question, wrong = self._random.choice(asked).question, (False,) * len(other.sentences)
            read.append(replace(other, question=question, right=wrong, span=None, group="", edited=None))
        return [item for one in read for item in self._items(one)]

    def _packed(self, groups: list[list[Item]]) -> list[list[Item]]:
        def longest(items: Sequence[Item]) -> int:
            return max(len(item.window.ids) for item in items)

        batches: list[list[Item]] = [[]]
        for items in sorted(groups, key=longest):
            joined = [*batches[-1], *items]
            if batches[-1] and longest(joined) * len(joined) > _BATCH_TOKENS:
                batches.append([])
            batches[-1] += items
        self._random.shuffle(batches)
        return batches

    def _items(self, example: Example) -> Iterator[Item]:
        sentences = [self._pieces(example.text[s:e]) for s, e in example.sentences]
        sizes = [len(one.ids) for one in sentences]
        places = [at for at, yes in enumerate(example.right) if yes]
        place = self._random.choice(places) if places else example.edited
        drawn = [] if place is None else [self._around(place, sizes)]
        if not drawn or self._random.random() < _NULLS:
            room = self._random.randint(_SHORTEST, _LONGEST_RUN)
            lacking = [run for run in runs(sizes, room) if not any(example.right[at] for at in run)]
            drawn += nlargest(1, lacking, key=lambda run: self._likeness(example, run))
        for run in drawn:
            context = self._pieces("" if self._random.random() < _BARE else example.context)
            window = pack(self._pieces(example.question), context, sentences, run)
            right = tuple(example.right[at] for at in window.numbers)
            if window.places and any(right) is any(example.right[at] for at in run):  # else what answers is cut off
                yield Item(window, right, _token_span(example, window) if any(right) else None, example.group)

    def _around(self, place: int, sizes: Sequence[int]) -> range:
        """Return a run of sentences that holds the one at a place, and what is around it up to a size drawn."""
        first = last = place
        room = self._random.randint(_SHORTEST, _LONGEST_RUN) - sizes[place]
        while sides := [at for at in (first - 1, last + 1) if 0 <= at < len(sizes) and sizes[at] <= room]:
            at = self._random.choice(sides)
            first, last, room = min(first, at), max(last, at), room - sizes[at]
        return range(first, last + 1)

    def _likeness(self, example: Example, run: range) -> float:
        """Return how many bigrams of the question a run of sentences has, with some noise."""
        text = example.text[example.sentences[run[0]][0] : example.sentences[run[-1]][1]]
        return sum(pair in text for pair in {a + b for a, b in pairwise(example.question)}) + 2 * self._random.random()


def _token_span(example: Example, window: Window) -> tuple[int, int] | None:
    """Return the first and last token of the answer's words, None where they lie outside the window."""
    if example.span is None:
        return None
    start, end = example.span
    for number, place, offsets in zip(window.numbers, window.places, window.offsets, strict=True):
        first, last = example.sentences[number]
        within = [k for k, (s, e) in enumerate(offsets) if first + s < end and first + e > start and e > s]
        if within and first <= start and end <= last:
            return place[0] + within[0], place[0] + within[-1]
    return None


def loss_of(scores: Sequence[Scores], items: Sequence[Item]) -> Tensor:
    """Return the loss of one batch; see the module's docstring."""
    binary = functional.binary_cross_entropy_with_logits
    losses: list[Tensor] = []
    margins: dict[str, tuple[list[Tensor], list[Tensor]]] = defaultdict(lambda: ([], []))
    for (relative, absolute, edges, glance), item in zip(scores, items, strict=True):
        right = torch.tensor([not any(item.right), *item.right])
        margin = relative[1:].logsumexp(0) - relative[0]
        losses.append(relative.logsumexp(0) - relative[right].logsumexp(0))
        losses.append(_ABSOLUTE * binary(absolute, right[1:].float(), reduction="sum"))
        losses.append(_GLANCE * binary(glance, (margin.detach() > ANYTHING).float()))
        if item.span:
            start, end = next(place for place in item.window.places if place[0] <= item.span[0] < place[1])
            losses.append(_SPAN * functional.cross_entropy(edges[start:end].T, torch.tensor(item.span) - start))
        margins[item.group][any(item.right)].append(margin)
    for below, above in margins.values():
        if above and below:
            gaps = torch.stack(above)[:, None] - torch.stack(below)[None, :]
            losses.append(_TWINS * (len(above) + len(below)) * functional.softplus(_MARGIN - gaps).mean())
    return torch.stack(losses).sum() / len(items)


def train(
    reader: Reader, sampler: Sampler, mixture: Mixture, out: Path, *, minutes: float, rate: float, floor: float
) -> None:
    """Train for a number of minutes; the weights are saved every 10 minutes, their moving average at the end.

    The rate is AdamW's, five times it for the heads; it falls linearly to the share `floor` of itself.
    """
    heads = [value for name, value in reader.named_parameters() if not name.startswith("bert.")]
    groups = [{"params": list(reader.bert.parameters()), "lr": rate}, {"params": heads, "lr": 5 * rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))
    reader.train()
    average: AveragedModel | None = None
    started = saved = time.monotonic()
    seen, mean = 0, 0.0
    for step, items in enumerate(sampler.batches(mixture), 1):
        done = (time.monotonic() - started) / (60 * minutes)
        if done >= 1:
            break
        for group, full in zip(optimizer.param_groups, (rate, 5 * rate), strict=True):
            group["lr"] = full * min(1, step / 80) * max(floor, 1 - done)
        loss = loss_of(reader([item.window for item in items]), items)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        if done > _AVERAGED:
            average = average or AveragedModel(reader, multi_avg_fn=get_ema_multi_avg_fn(_DECAY))  # type: ignore[no-untyped-call]
            average.update_parameters(reader)
        seen, mean = seen + len(items), loss.item() if step == 1 else 0.98 * mean + 0.02 * loss.item()
        if step % 25 == 0:
            click.echo(f"step {step}, {seen} windows, {time.monotonic() - started:.0f} s, loss {mean:.3f}")
        if time.monotonic() - saved > 600:
            reader.save(out)
            saved = time.monotonic()
    if average:
        reader.load_state_dict(average.module.state_dict())
    reader.save(out)


def averaged(folders: Sequence[Path]) -> Reader:
    """Return the mean of the weights that were saved to some folders, which judges better than any of them.

    Wortsman et al. 2022, "Model soups": they are to be stages of one training.
    """
    states = [load_file(folder / "reader.safetensors") for folder in folders]
    reader = Reader.load(folders[-1])
    reader.load_state_dict({name: sum(state[name].float() for state in states) / len(states) for name in states[0]})
    return reader
