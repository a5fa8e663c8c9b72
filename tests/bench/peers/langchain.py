"""LangChain: FAISS with our encoder and BM25 over our terms in its ensemble retriever."""

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.model import Document
from index.encoder import load_encoder
from index.terms import terms
from tests.bench.texts import texts_of

REQUIREMENTS = ("langchain-classic==1.0.8", "langchain-community==0.4.2", "faiss-cpu", "rank_bm25==0.2.2", "rjieba")
LARGEST = 100_000


def _embeddings() -> Any:
    from langchain_core.embeddings import Embeddings

    class Ours(Embeddings):
        def __init__(self) -> None:
            self.encoder = load_encoder()

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return self.encoder.encode(texts).tolist()

        def embed_query(self, text: str) -> list[float]:
            found: list[float] = self.encoder.encode([text], question=True)[0].tolist()
            return found

    return Ours()


def build(folder: Path, documents: Sequence[Document]) -> None:
    from langchain_community.retrievers import BM25Retriever
    from langchain_community.vectorstores import FAISS

    texts = texts_of(documents)
    FAISS.from_texts(texts, _embeddings()).save_local(str(folder / "faiss"))
    words = BM25Retriever.from_texts(texts, preprocess_func=terms, bm25_params={"k1": 1.2, "b": 0.75}, k=10)
    (folder / "words.pickle").write_bytes(pickle.dumps((words.vectorizer, words.docs)))


def load(folder: Path) -> Any:
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_community.vectorstores import FAISS

    near = FAISS.load_local(str(folder / "faiss"), _embeddings(), allow_dangerous_deserialization=True)
    vectorizer, docs = pickle.loads((folder / "words.pickle").read_bytes())
    words = BM25Retriever(vectorizer=vectorizer, docs=docs, preprocess_func=terms, k=10)
    return EnsembleRetriever(retrievers=[words, near.as_retriever(search_kwargs={"k": 10})], weights=[0.5, 0.5])


def ask(state: Any, question: str) -> list[str]:
    return [found.page_content for found in state.invoke(question)[:10]]


def add(folder: Path, document: Document) -> None:
    from langchain_community.retrievers import BM25Retriever
    from langchain_community.vectorstores import FAISS

    near = FAISS.load_local(str(folder / "faiss"), _embeddings(), allow_dangerous_deserialization=True)
    more = texts_of([document])
    near.add_texts(more)
    near.save_local(str(folder / "faiss"))
    _, docs = pickle.loads((folder / "words.pickle").read_bytes())
    texts = [doc.page_content for doc in docs] + more
    words = BM25Retriever.from_texts(texts, preprocess_func=terms, bm25_params={"k1": 1.2, "b": 0.75}, k=10)
    (folder / "words.pickle").write_bytes(pickle.dumps((words.vectorizer, words.docs)))
