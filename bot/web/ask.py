"""The first page: questions and answers, and what one does with an answer."""

import logging
from urllib.parse import quote as percent

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.answers import Cited
from bot.coverage import coverage_now
from bot.state import WEB
from bot.web.documents import as_word
from bot.web.security import posted
from bot.web.services import Services, address_of
from bot.web.templating import is_part
from bot.web.turns import turns_of
from corpus.model import Span
from index.answer import Answer, Status
from index.context import context_of
from index.errors import IndexFault
from prompts import web as wording
from prompts.answers import WRONG

_LOG = logging.getLogger(__name__)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Ask:
    """Answers questions, keeps what was called wrong, and hands answers out as documents."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @property
    def routes(self) -> list[Route]:
        """Where its pages are."""
        return [
            Route("/", self.ask),
            Route("/answer.docx", self.word),
            Route("/wrong", self.wrong, methods=["POST"]),
            Route("/reports", self.reports),
        ]

    async def ask(self, request: Request) -> Response:
        """Show the question box, and the conversation that the query holds."""
        services, query = self._services, request.query_params
        generation = await services.run(lambda: services.engine.generation)
        covered = await services.run(lambda: coverage_now(services.engine))
        error, turns = "", []
        if query.get("q", "").strip() or query.getlist("t"):
            try:
                turns = turns_of(await services.asker.ask([*query.getlist("t"), query.get("q", "")]))
            except IndexFault as fault:
                error = str(fault)
        if turns and not turns[-1].answer.is_courtesy:
            await services.run(lambda: self._take_note(turns[-1].answer, generation.number))
        return services.templates.page(
            request,
            "ask_part.html" if is_part(request) else "ask.html",
            status=400 if error and not is_part(request) else 200,
            turns=turns[-1:] if is_part(request) else turns,
            asked=[turn.question for turn in turns],
            question=query.get("q", "") if error else "",
            error=error,
            covered=covered,
            before=query.getlist("t"),
            reports=len(generation.reports),
            committees=len(generation.coverage()),
            address=address_of(request, services.settings),
        )

    def _take_note(self, answer: Answer, generation: int) -> None:
        """Keep a question that was declined, and remove one that is answered by now."""
        state = self._services.state
        try:
            if answer.status is Status.ANSWERED:
                state.settle(WEB, answer.understood)
            else:
                state.keep(WEB, answer.understood, generation=generation)
        except IndexFault as error:  # an answer is not held back for that
            _LOG.warning("%s", error)

    async def reports(self, request: Request) -> Response:
        """List what is searched."""
        generation = await self._services.run(lambda: self._services.engine.generation)
        return self._services.templates.page(request, "reports.html", reports=generation.reports)

    async def word(self, request: Request) -> Response:
        """Hand a conversation out as a Word document."""
        services, query = self._services, request.query_params
        turns = turns_of(await services.asker.ask([*query.getlist("t"), query.get("q", "")]))
        covered = await services.run(lambda: coverage_now(services.engine))
        address = address_of(request, services.settings)
        content = await services.run(lambda: as_word(turns[-1:], address=address, coverage=covered.coverage))
        return Response(content, media_type=_WORD, headers=attached(wording.WORD_FILE))

    async def wrong(self, request: Request) -> Response:
        """Keep that a quote is wrong."""
        services = self._services
        form = await posted(request, services.sessions)
        fields = {name: str(form.get(name, "")) for name in ("question", "sha256", "start", "end")}
        try:
            span = Span(int(fields["start"]), int(fields["end"]))
        except ValueError:
            raise IndexFault(wording.BAD_REQUEST) from None
        said = await services.run(lambda: self._keep(fields["question"], fields["sha256"], span))
        return services.templates.page(request, "message.html", title=WRONG, message=said, back="/")

    def _keep(self, question: str, sha256: str, span: Span) -> str:
        site = context_of(self._services.engine.generation, sha256, span)
        if site is None:
            return wording.QUOTE_GONE
        self._services.feedback.keep(question[:500], Cited.of(site.quote(span)))
        return wording.NOTED


def attached(name: str) -> dict[str, str]:
    """Return the header of a file to be saved under a name (RFC 6266)."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{percent(name, safe='')}"}
