"""Training of the reader: multilingual-e5-small, its vocabulary cut down, learns which sentence answers, if any.

Losses, summed: softmax over the null score and the sentences of a window, right sentences together; a binary loss for
each sentence, so that scores compare between windows; the likeliest start and end of the answer within the right
sentence; a margin between answerable and unanswerable questions of one page (near twins) in one batch; and what
the first layers alone make of the margin, so that they learn what `index.training.glance` reads from them.
"""

import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import BertConfig, BertModel

from index.answering.windows import GLANCED, PAD, Pieces, Tokenizer, Window, pack, runs
from index.training.reading import Example

_BATCH_TOKENS = 3200
_NULLS = 0.35  # of answerable questions, how many also see a window that does not answer
_OTHER_PAGE = 0.1
_BARE = 0.25  # windows without context
_MARGIN = 2.0
_TWINS = 0.3  # weight of the margin
_ABSOLUTE = 0.5  # weight of the binary loss
_SPAN = 0.4
_GLANCE = 0.3
ANYTHING = -3.0  # a margin below this is nothing found
_QUESTIONS_OF_PAGE = 5
_SHORTEST, _LONGEST_RUN = 50, 165
_AVERAGED, _DECAY = 0.5, 0.99  # from so much of the time on the weights are averaged, exponentially


@dataclass(frozen=True, slots=True)
class Item:
    """A window with what is right: its sentences, by place, and the token span of the answer."""

    window: Window
    right: tuple[bool, ...]
    span: tuple[int, int] | None
    group: str

    @property
    def size(self) -> int:
        """Tokens."""
        return len(self.window.ids)


class Scores(NamedTuple):
    """Of one window: (1 + sentences,) null and relative, (sentences,) absolute, (tokens, 2) edges, () glance."""

    relative: Tensor
    absolute: Tensor
    edges: Tensor
    glance: Tensor


def glanced(window: Window, early: Tensor) -> Tensor:
    """Return (4 * width,) features of a window by the states (tokens, width) of its first layers."""
    asked, told = early[window.asked], early[window.told]
    return torch.cat([early[0], asked.mean(0), told.mean(0), told.amax(0)])


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
        """Read a folder that `save` or the unpacking of the pretrained model wrote."""
        config = BertConfig.from_json_file(str(folder / "config.json"))
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        reader = cls(BertModel(config, add_pooling_layer=False))
        reader.load_state_dict(load_file(folder / "reader.safetensors"))
        return reader

    def save(self, folder: Path) -> None:
        """Write the weights in single precision, whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(json.dumps(self.bert.config.to_dict()))
        save_file({k: v.contiguous() for k, v in self.state_dict().items()}, folder / "part")
        (folder / "part").replace(folder / "reader.safetensors")

    def forward(self, ids: Tensor, mask: Tensor, windows: Sequence[Window]) -> list["Scores"]:
        """Return the scores of each window."""
        states = self.bert(
            input_ids=ids, attention_mask=mask, token_type_ids=torch.zeros_like(ids), output_hidden_states=True
        ).hidden_states
        hidden, early = states[-1].float(), states[GLANCED].float()
        nulls, edges = self.null(hidden[:, 0]), self.edges(hidden)
        glances = self.glance(torch.stack([glanced(*one) for one in zip(windows, early, strict=True)])).squeeze(-1)
        found = []
        for row, window in enumerate(windows):
            parts = [torch.cat([hidden[row, s:e].mean(0), hidden[row, s:e].amax(0)]) for s, e in window.places]
            pooled = torch.stack(parts)
            start = hidden[row, :1].expand(len(parts), -1)
            relative = torch.cat([nulls[row], self.sentence(pooled).squeeze(-1)])
            absolute = self.absolute(torch.cat([pooled, start], 1)).squeeze(-1)
            found.append(Scores(relative, absolute, edges[row], glances[row]))
        return found


class Sampler:
    """Draws items: windows around what answers, likely windows that do not, twins of one page together."""

    def __init__(self, tokenizer: Tokenizer, seed: int) -> None:
        self._tokenizer = tokenizer
        self._random = random.Random(seed)  # noqa: S311 - training
        self._known: dict[str, Pieces] = {}

    def items(self, examples: Sequence[Example], other: Example) -> list[Item]:
        """Return the items of some questions of one page."""
        both = [one for example in examples for one in (example, example.twin) if one]
        found = [item for example in both for item in self._of(example)]
        if self._random.random() < _OTHER_PAGE * len(examples):
            example = self._random.choice(examples)
            alien = Example(
                example.question, other.context, other.text, other.sentences, (False,) * len(other.sentences), None, ""
            )
            found += self._of(alien)
        return found

    def _of(self, example: Example) -> list[Item]:
        sentences = [self._pieces(example.text[s:e]) for s, e in example.sentences]
        sizes = [len(one.ids) for one in sentences]
        found: list[Item | None] = []
        if example.answerable:
            right = [at for at, yes in enumerate(example.right) if yes]
            found.append(self._item(example, sentences, self._around(self._random.choice(right), sizes)))
        elif example.edited is not None:
            found.append(self._item(example, sentences, self._around(example.edited, sizes)))
        if (not example.answerable and example.edited is None) or self._random.random() < _NULLS:
            room = self._random.randint(_SHORTEST, _LONGEST_RUN)
            lacking = [run for run in runs(sizes, room) if not any(example.right[at] for at in run)]
            if lacking:
                found.append(self._item(example, sentences, max(lacking, key=lambda run: self._likely(example, run))))
        return [item for item in found if item is not None]

    def _around(self, place: int, sizes: Sequence[int]) -> range:
        """Return a run of sentences that holds the one at a place, and what is around it up to a size drawn."""
        first = last = place
        room = self._random.randint(_SHORTEST, _LONGEST_RUN) - sizes[first]
        while room > 0:
            sides = [at for at in (first - 1, last + 1) if 0 <= at < len(sizes) and sizes[at] <= room]
            if not sides:
                break
            at = self._random.choice(sides)
            first, last, room = min(first, at), max(last, at), room - sizes[at]
        return range(first, last + 1)

    def _likely(self, example: Example, run: range) -> float:
        text = example.text[example.sentences[run[0]][0] : example.sentences[run[-1]][1]]
        asked = example.question
        pairs = {asked[at : at + 2] for at in range(len(asked) - 1)}
        return sum(pair in text for pair in pairs) + 2 * self._random.random()

    def _item(self, example: Example, sentences: Sequence[Pieces], run: range) -> Item | None:
        bare = self._random.random() < _BARE
        context = self._pieces("" if bare else example.context)
        window = pack(self._pieces(example.question), context, sentences, run)
        right = tuple(example.right[at] for at in window.numbers)
        wanted = any(example.right[at] for at in run)
        if not window.places or any(right) != wanted:
            return None
        return Item(window, right, _token_span(example, window) if wanted else None, example.group)

    def _pieces(self, text: str) -> Pieces:
        if text not in self._known:
            self._known[text] = self._tokenizer.pieces(text)
        return self._known[text]


def _token_span(example: Example, window: Window) -> tuple[int, int] | None:
    """Return the first and last token of the answer's words, None where they lie outside the window."""
    if example.span is None:
        return None
    start, end = example.span
    for number, place, offsets in zip(window.numbers, window.places, window.offsets, strict=True):
        at = example.sentences[number][0]
        within = [k for k, (s, e) in enumerate(offsets) if at + s < end and at + e > start and e > s]
        if within and at <= start and end <= example.sentences[number][1]:
            return place[0] + within[0], place[0] + within[-1]
    return None


def collate(windows: Sequence[Window]) -> tuple[Tensor, Tensor]:
    """Return (batch, longest) ids and mask."""
    longest = max(len(one.ids) for one in windows)
    ids = torch.full((len(windows), longest), PAD)
    mask = torch.zeros((len(windows), longest), dtype=torch.long)
    for row, one in enumerate(windows):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        mask[row, : len(one.ids)] = 1
    return ids, mask


def loss_of(scores: Sequence[Scores], items: Sequence[Item]) -> Tensor:
    """Return the loss of one batch; see the module's docstring."""
    total = torch.zeros(())
    margins: dict[str, tuple[list[Tensor], list[Tensor]]] = {}
    for (relative, absolute, edges, glance), item in zip(scores, items, strict=True):
        right = torch.tensor([not any(item.right), *item.right])
        total = total + torch.logsumexp(relative, 0) - torch.logsumexp(relative[right], 0)
        binary = nn.functional.binary_cross_entropy_with_logits(absolute, right[1:].float(), reduction="sum")
        total = total + _ABSOLUTE * binary
        if item.span:
            start, end = next(place for place in item.window.places if place[0] <= item.span[0] < place[1])
            targets = torch.tensor([item.span[0] - start, item.span[1] - start])
            total = total + _SPAN * nn.functional.cross_entropy(edges[start:end].T, targets)
        margin = torch.logsumexp(relative[1:], 0) - relative[0]
        is_found = (margin.detach() > ANYTHING).float()
        total = total + _GLANCE * nn.functional.binary_cross_entropy_with_logits(glance, is_found)
        margins.setdefault(item.group, ([], []))[0 if any(item.right) else 1].append(margin)
    for above, below in margins.values():
        if above and below:
            gaps = torch.stack(above)[:, None] - torch.stack(below)[None, :]
            total = total + _TWINS * (len(above) + len(below)) * nn.functional.softplus(_MARGIN - gaps).mean()
    return total / len(items)


def batches(sampler: Sampler, pages: Sequence[Sequence[Example]], draw: random.Random) -> list[list[Item]]:
    """Draw one round: some questions of each of some pages, pages of like length in one batch."""
    groups = []
    for page in draw.choices(pages, weights=[min(len(page), 40) ** 0.75 for page in pages], k=160):
        asked = nlargest(_QUESTIONS_OF_PAGE, page, key=lambda one: draw.random() ** (1 / one.weight))
        other = draw.choice(draw.choice(pages))
        groups.append(sampler.items(asked, other))
    groups = sorted((group for group in groups if group), key=lambda group: max(item.size for item in group))
    found: list[list[Item]] = [[]]
    for group in groups:
        longest = max(item.size for item in (*found[-1], *group))
        if found[-1] and longest * (len(found[-1]) + len(group)) > _BATCH_TOKENS:
            found.append([])
        found[-1] += group
    draw.shuffle(found)
    return found


def train(
    reader: Reader,
    tokenizer: Tokenizer,
    mixture: Sequence[tuple[float, Sequence[Example]]],
    out: Path,
    *,
    minutes: float,
    rate: float = 1e-4,
    floor: float = 0.05,
    seed: int = 1,
    say: Callable[[str], None] = print,
) -> None:
    """Train for a number of minutes; the weights are saved every 10 minutes, their moving average at the end.

    Args:
        reader: where to start; changed in place.
        tokenizer: of the cut-down vocabulary.
        mixture: shares and examples; each round is drawn from one of them.
        out: folder to save to.
        minutes: how long, the rate falling linearly to `floor` of itself.
        rate: AdamW's, of the transformer; five times that for the heads.
        floor: the share of the rate at the end.
        seed: of drawing.
        say: told the mean loss now and then.
    """
    torch.manual_seed(seed)
    draw = random.Random(seed)  # noqa: S311
    sampler = Sampler(tokenizer, seed)
    by_page = [_by_page(examples) for _, examples in mixture]
    heads = [p for name, p in reader.named_parameters() if not name.startswith("bert.")]
    body = list(reader.bert.parameters())
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": heads, "lr": 5 * rate}], weight_decay=0.01, betas=(0.9, 0.98)
    )
    rates = [group["lr"] for group in optimizer.param_groups]
    reader.train()
    average: AveragedModel | None = None
    started, saved, step, seen, mean = time.monotonic(), time.monotonic(), 0, 0, 0.0
    queue: list[list[Item]] = []
    while (done := (time.monotonic() - started) / (60 * minutes)) < 1:
        if not queue:
            for _ in range(4):
                queue += batches(sampler, draw.choices(by_page, weights=[share for share, _ in mixture])[0], draw)
            draw.shuffle(queue)
        items = queue.pop()
        for group, full in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = full * min(1, (step + 1) / 80) * max(floor, 1 - done)
        ids, mask = collate([item.window for item in items])
        with torch.autocast("cpu", torch.bfloat16):
            scores = reader(ids, mask, [item.window for item in items])
        loss = loss_of([Scores(*(one.float() for one in score)) for score in scores], items)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        if done > _AVERAGED:
            average = average or AveragedModel(reader, multi_avg_fn=get_ema_multi_avg_fn(_DECAY))  # type: ignore[no-untyped-call]
            average.update_parameters(reader)
        step, seen = step + 1, seen + len(items)
        mean = loss.item() if step == 1 else 0.98 * mean + 0.02 * loss.item()
        if step % 25 == 0:
            say(f"step {step}, {seen} windows, {time.monotonic() - started:.0f} s, loss {mean:.3f}")
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
    mean = {name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[-1]}
    reader.load_state_dict(mean)
    return reader


def drawn(tokenizer: Tokenizer, examples: Iterable[Example], count: int, *, seed: int = 1) -> list[tuple[int, ...]]:
    """Return the ids of windows of some examples, drawn as for training."""
    sampler, draw = Sampler(tokenizer, seed), random.Random(seed)  # noqa: S311
    chosen = draw.sample(list(examples), count)
    return [item.window.ids for one in chosen for item in sampler.items([one], one)]


def _by_page(examples: Sequence[Example]) -> list[list[Example]]:
    pages: dict[str, list[Example]] = {}
    for example in examples:
        pages.setdefault(example.group, []).append(example)
    return list(pages.values())
