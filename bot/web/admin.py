"""Maintaining: files are looked at, corrected and published; what serves is rolled back, checked and watched."""

import asyncio
import secrets
from collections import OrderedDict
from itertools import chain
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.feedback import words_of
from bot.misses import clusters_of
from bot.previews import fields_of, read_uploads, rollback_of
from bot.web.audit import Audit
from bot.web.security import posted, visitor_of
from bot.web.services import Services
from bot.web.uploads import Batch, corrected
from corpus.errors import CorpusError
from corpus.formats import ACCEPTED
from corpus.model import Document
from index.errors import IndexFault
from index.store.preview import Standing
from prompts import index as index_wording
from prompts import web as wording

_CORRECTED = ("committee", "year", "series", "installment")
_MOST_LISTED, _MOST_WAITING = 200, 16


class Admin:
    """The pages under /admin; the guard lets maintainers alone come so far."""

    def __init__(self, services: Services, audit: Audit) -> None:
        self._services = services
        self._audit = audit
        # By tokens that cannot be guessed; the oldest are dropped.
        self._waiting: OrderedDict[str, Batch] = OrderedDict()

    @property
    def routes(self) -> list[Route]:
        """Where its pages are."""
        return [
            Route("/admin", self.overview),
            Route("/admin/add", self.add, methods=["POST"]),
            Route("/admin/batch/{token}", self.batch),
            Route("/admin/batch/{token}/{action}", self.decide, methods=["POST"]),
            Route("/admin/rollback", self.confirm_rollback),
            Route("/admin/rollback", self.roll_back, methods=["POST"]),
            Route("/admin/remove/{report}", self.confirm_removal),
            Route("/admin/remove/{report}", self.remove, methods=["POST"]),
            Route("/admin/verify", self.verify, methods=["POST"]),
            Route("/admin/misses", self.misses),
            Route("/admin/feedback", self.feedback),
            Route("/admin/feedback/{number:int}", self.settle, methods=["POST"]),
        ]

    async def overview(self, request: Request) -> Response:
        """Show what serves, and what can be done."""
        services = self._services
        generation = await services.run(lambda: services.engine.generation)
        return self._page(
            request,
            "admin.html",
            generation=generation,
            kept=services.home.layout.numbers(),
            passages=len(generation.passages),
            misses=len(services.state.misses()),
            remarks=len(services.feedback.remarks()),
            audit=self._audit.latest(20),
            suffixes=ACCEPTED,
        )

    async def add(self, request: Request) -> Response:
        """Read the files that were sent, and lead to what they would bring."""
        form = await posted(request, self._services.sessions)
        sent = [(one.filename or "", await one.read()) for one in form.getlist("files") if isinstance(one, UploadFile)]
        await form.close()
        files = [(name, content) for name, content in sent if name]
        if not files:
            raise IndexFault(wording.NO_FILES)
        batch = await self._write(lambda: self._looked_at(files))
        return self._wait(batch)

    async def batch(self, request: Request) -> Response:
        """Show what files would bring, or how far their publishing is."""
        token = request.path_params["token"]
        batch = self._batch(token)
        shown = {"batch": batch, "batch_token": token}
        if batch.is_publishing:
            return self._page(request, "admin_job.html", **shown)
        files = [(fields_of(one), one.document.settled) for one in batch.previews]
        is_new = any(one.standing is not Standing.KNOWN for one in batch.previews)
        return self._page(request, "admin_batch.html", files=files, is_new=is_new, **shown)

    async def decide(self, request: Request) -> Response:
        """Correct, publish or drop what waits."""
        token, action = request.path_params["token"], request.path_params["action"]
        form = await posted(request, self._services.sessions)
        batch = self._batch(token)
        if action == "drop":
            del self._waiting[token]
            return self._said(request, index_wording.DECLINED)
        documents = tuple(corrected(one, _fields(form, number, one)) for number, one in enumerate(batch.documents))
        # What was filled in is not lost where somebody publishes without having it corrected first.
        if action == "correct" or (action == "publish" and documents != batch.documents):
            previews = await self._write(lambda: self._services.home.preview(documents))
            self._waiting.pop(token, None)
            return self._wait(Batch(documents, previews, batch.refused, is_corrected=True))
        if action != "publish":
            raise HTTPException(404)
        if batch.previews and not batch.is_publishing:
            batch.is_publishing = True
            self._services.writer.submit(self._publish, batch, visitor_of(request).name)
        return RedirectResponse(f"/admin/batch/{token}", 303)

    async def confirm_rollback(self, request: Request) -> Response:
        """Say what goes and what comes back."""
        _, parent, changes = await self._services.run(lambda: rollback_of(self._services.home))
        question = wording.ROLL_BACK_TO.format(number=parent.number)
        return self._page(request, "admin_confirm.html", question=question, changes=changes, do=wording.ROLL_BACK)

    async def roll_back(self, request: Request) -> Response:
        """Make the generation before serve again."""
        await posted(request, self._services.sessions)
        _, _, changes = await self._services.run(lambda: rollback_of(self._services.home))
        self._audit.write(visitor_of(request).name, "rollback", "、".join(chain.from_iterable(changes.values())))
        generation = await self._write(self._services.home.rollback)
        number = index_wording.GENERATION.format(number=generation.number)
        return self._said(request, f"{index_wording.ROLLED_BACK}{number}")

    async def confirm_removal(self, request: Request) -> Response:
        """Say what goes."""
        record = self._services.engine.generation.report(request.path_params["report"])
        question = wording.REMOVE_IT.format(report=record.name)
        changes = {index_wording.GOES: [record.name]}
        return self._page(request, "admin_confirm.html", question=question, changes=changes, do=wording.REMOVE)

    async def remove(self, request: Request) -> Response:
        """Publish a generation without a report."""
        await posted(request, self._services.sessions)
        name = self._services.engine.generation.report(request.path_params["report"]).name
        self._audit.write(visitor_of(request).name, "remove", name)
        await self._write(lambda: self._services.home.remove(name))
        return self._said(request, index_wording.REMOVED.format(report=name))

    async def verify(self, request: Request) -> Response:
        """Check every stored file."""
        await posted(request, self._services.sessions)
        damage = await self._write(self._services.home.verify)
        count = len(self._services.home.layout.numbers())
        said = "\n".join(damage) or index_wording.SOUND.format(count=count)
        return self._said(request, said)

    async def misses(self, request: Request) -> Response:
        """List what was asked in any face and not answered, like questions together."""
        state, engine = self._services.state, self._services.engine
        clusters = await self._services.run(lambda: clusters_of(state.misses(), engine.generation.reports))
        return self._page(request, "admin_misses.html", clusters=clusters[:_MOST_LISTED])

    async def feedback(self, request: Request) -> Response:
        """List the quotes that were called wrong."""
        generation = self._services.engine.generation
        remarks = self._services.feedback.remarks()[:_MOST_LISTED]
        told = await self._services.run(lambda: [(one, words_of(one.quote, generation)) for one in remarks])
        return self._page(request, "admin_feedback.html", remarks=told)

    async def settle(self, request: Request) -> Response:
        """Remove a remark that was dealt with."""
        await posted(request, self._services.sessions)
        self._services.feedback.settle(request.path_params["number"])
        return RedirectResponse("/admin/feedback", 303)

    def _looked_at(self, files: list[tuple[str, bytes]]) -> Batch:
        documents: list[Document] = []
        refused: list[str] = []
        for name, content in files:
            try:
                documents += read_uploads(name, content)
            except CorpusError as error:
                refused.append(str(error))
        previews = self._services.home.preview(documents)
        known = [one for one in previews if one.standing is Standing.KNOWN]
        if known:  # it is not published again; this puts right a source that was damaged
            self._services.home.add(known)
        return Batch(tuple(documents), previews, tuple(refused))

    def _publish(self, batch: Batch, who: str) -> None:
        """Publish what was previewed; in the writer's thread, so what goes wrong is told on the page."""
        names = "、".join(one.document.name for one in batch.previews if one.standing is not Standing.KNOWN)
        try:
            self._audit.write(who, "publish", names)
            generation = self._services.home.add(batch.previews, progress=batch.report)
        except (IndexFault, OSError) as error:
            batch.failed, batch.outcome = True, str(error)
        except BaseException:
            batch.failed, batch.outcome = True, wording.FAULT
            raise
        else:
            number = index_wording.GENERATION.format(number=generation.number)
            added = index_wording.ADDED.format(names=names) if names else index_wording.NOTHING_NEW
            batch.outcome = f"{added}{number}"

    def _wait(self, batch: Batch) -> Response:
        """Keep a batch, and lead to it."""
        token = secrets.token_urlsafe(12)
        self._waiting[token] = batch
        while len(self._waiting) > _MOST_WAITING:
            self._waiting.popitem(last=False)
        return RedirectResponse(f"/admin/batch/{token}", 303)

    def _batch(self, token: str) -> Batch:
        batch = self._waiting.get(token)
        if batch is None:
            raise HTTPException(404, wording.BATCH_GONE)
        return batch

    def _page(self, request: Request, name: str, **context: Any) -> Response:
        return self._services.templates.page(request, name, **context)

    def _said(self, request: Request, said: str) -> Response:
        return self._page(request, "message.html", title=wording.DONE, message=said, back="/admin")

    async def _write(self, job: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._services.writer, job)


def _fields(form: FormData, number: int, document: Document) -> dict[str, str]:
    """Return what a form says of one of its files; what it does not have stays."""
    known = {name: getattr(document.settled, name) or "" for name in _CORRECTED}
    return {name: str(form.get(f"{name}-{number}", value)) for name, value in known.items()}
