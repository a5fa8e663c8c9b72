"""LangChain as in `langchain`, its ten passages ranked again by a cross-encoder of our reader's size."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.model import Document
from tests.bench import reranker
from tests.bench.peers import langchain

REQUIREMENTS = (*langchain.REQUIREMENTS, *reranker.REQUIREMENTS)
LARGEST = langchain.LARGEST
add = langchain.add


def build(folder: Path, documents: Sequence[Document]) -> None:
    langchain.build(folder, documents)
    reranker.write_reranker(folder / "reranker")


def load(folder: Path) -> Any:
    from langchain_classic.retrievers import ContextualCompressionRetriever
    from langchain_classic.retrievers.document_compressors import CrossEncoderReranker
    from langchain_community.cross_encoders import HuggingFaceCrossEncoder

    ranked = CrossEncoderReranker(model=HuggingFaceCrossEncoder(model_name=str(folder / "reranker")), top_n=10)
    return ContextualCompressionRetriever(base_compressor=ranked, base_retriever=langchain.load(folder))


def ask(state: Any, question: str) -> list[str]:
    return [found.page_content for found in state.invoke(question)]
