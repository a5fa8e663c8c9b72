"""`python -m tests.eval.report [DATA]`: tables of the reporting conversations and of the public sets."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from corpus import formats
from index.answering.reader import TransformerReader
from index.encoder import load_encoder
from index.engine import Engine
from index.evaluation import conversations, retrieval
from index.retrieval.faiss_store import FaissStore
from index.store.layout import Layout
from index.store.publish import Home

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "corpus" / "reports"


def main() -> None:
    """Print both tables; the second where a data folder with an `eval` part is named."""
    print_conversations("reporting")
    folders = sorted(Path(sys.argv[1], "eval").glob("*/")) if len(sys.argv) > 1 else []
    if folders:
        print_retrieval(folders)


def print_conversations(half: str) -> None:
    """Print the figures of one half, kind by kind, as a Markdown table."""
    pages = [*SHIPPED.glob("*.txt"), *(HERE / "installments").rglob("*.txt")]
    files = sorted((HERE / "conversations").glob(f"{half}*.jsonl"))
    asked = [conversation for file in files for conversation in conversations.read(file)]
    with TemporaryDirectory() as folder:
        home = Home(Layout(Path(folder)), load_encoder(), FaissStore())
        home.add(home.preview([formats.read(page) for page in sorted(pages)]))
        engine = Engine(home, encoder=home.encoder, reader=TransformerReader())
        judged = conversations.evaluate(asked, engine.converse, engine.generation.source_text)
    summary = conversations.summary(judged)
    print("| kind | n | right | silently wrong | declined | quotes exact |\n|---|---|---|---|---|---|")
    for kind, group in {**summary["kinds"], "**all**": summary["total"]}.items():
        cells = (group["right"], group["silent_wrong"], group["declined"], group["quotes_exact"])
        print(f"| {kind} | {group['n']} | {' | '.join(map(_cell, cells))} |", flush=True)


def print_retrieval(folders: list[Path]) -> None:
    """Print the figures of the public sets as a Markdown table."""
    encoder, reader = load_encoder(), TransformerReader()
    print("\n| set | queries | lexical hit@1 | dense hit@1 | fused hit@1 | answer in one sentence | p50 ms | p95 ms |")
    print("|---|---|---|---|---|---|---|---|")
    for folder in folders:
        found: dict[str, Any] = retrieval.evaluate(folder, encoder, reader)
        cells = [found[leg]["hit@1"] for leg in ("lexical", "dense", "fused")]
        cells += [found["quote"]["answer_in_quote@1"], found["p50_ms"], found["p95_ms"]]
        print(f"| {folder.name} | {found['queries']} | {' | '.join(map(_cell, cells))} |", flush=True)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


if __name__ == "__main__":
    main()
