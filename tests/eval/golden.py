"""Golden answers: `python -m tests.eval.golden` writes what is answered now, so that a diff tells what a change does.

All reporting conversations and every eighth of the tuning ones, a line each: id, status, lead, where the quotes stand.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus import formats
from index.answer import Answer
from index.answering.reader import TransformerReader
from index.encoder import load_encoder
from index.engine import Engine
from index.evaluation import conversations
from index.retrieval.faiss_store import FaissStore
from index.store.layout import Layout
from index.store.publish import Home

HERE = Path(__file__).parent
GOLDEN = HERE / "golden.tsv"
PAGES = (*HERE.parents[1].glob("corpus/reports/*.txt"), *HERE.glob("installments/**/*.txt"))
_EVERY = {"reporting": 1, "tuning": 8}


def lines() -> Iterator[str]:
    """Yield the lines that are answered now."""
    with TemporaryDirectory() as folder:
        home = Home(Layout(Path(folder)), load_encoder(), FaissStore())
        home.add(home.preview([formats.read(page) for page in sorted(PAGES)]))
        engine = Engine(home, encoder=home.encoder, reader=TransformerReader())
        for half, every in _EVERY.items():
            files = sorted((HERE / "conversations").glob(f"{half}*.jsonl"))
            asked = [(path.stem, one) for path in files for one in conversations.read(path)]
            for name, one in asked[::every]:
                yield _line(f"{name}:{one.id}", engine.converse(one.turns))


def _line(name: str, answer: Answer) -> str:
    quotes = " ".join(f"{quote.report}[{quote.start}:{quote.end}]" for quote in answer.quotes)
    lead = answer.quotes[0].lead if answer.quotes else None
    return "\t".join((name, answer.status, lead or "-", quotes or "-"))


if __name__ == "__main__":
    GOLDEN.write_text("\n".join(lines()) + "\n", encoding="utf-8")
