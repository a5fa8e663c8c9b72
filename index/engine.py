"""The engine: answers from whatever generation is current, and follows when another is published."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache, partial

from index.answer import Answer
from index.answerer import Answerer
from index.answering.reader import Reader
from index.encoder import Encoder
from index.query.courtesy import courtesy
from index.store.generation import Generation
from index.store.publish import Home


class Engine:
    """Answers questions; safe to call from several threads, across a change of CURRENT."""

    def __init__(self, home: Home, *, encoder: Encoder, reader: Reader, today: Callable[[], date] = date.today) -> None:
        self._home = home
        self._answerer_of = lru_cache(maxsize=1)(partial(Answerer, encoder=encoder, reader=reader, today=today))

    @property
    def generation(self) -> Generation:
        """The generation that serves now."""
        return self._current().generation

    def answer(self, text: str, *, previous: Answer | None = None, top: int = 1) -> Answer:
        """Answer one question; see `Answerer.answer`."""
        return self._current().answer(text, previous=previous, top=top)

    def converse(self, turns: Sequence[str], *, top: int = 1) -> Answer:
        """Answer the turns of one conversation in their order; returns the answer to the last.

        Thanks and the like are no context: what follows them goes on from the turn before.
        """
        *earlier, last = turns
        answerer = self._current()
        answer: Answer | None = None
        for turn in earlier:
            if courtesy(turn) is None:
                answer = answerer.answer(turn, previous=answer, top=top)
        return answerer.answer(last, previous=answer, top=top)

    def _current(self) -> Answerer:
        return self._answerer_of(self._home.current())
