"""Logging in with a password, and out again."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.web.audit import Audit
from bot.web.security import posted, visitor_of
from bot.web.services import Services
from bot.web.sessions import Role, Session
from prompts import web as wording


class Login:
    """The form that asks for a password."""

    def __init__(self, services: Services, audit: Audit) -> None:
        self._services = services
        self._audit = audit

    @property
    def routes(self) -> list[Route]:
        """Where its pages are."""
        return [
            Route("/login", self.show),
            Route("/login", self.log_in, methods=["POST"]),
            Route("/logout", self.log_out, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the form."""
        return self._form(request, request.query_params.get("next", "/"))

    async def log_in(self, request: Request) -> Response:
        """Give a browser the role of the password; the session is a new one, so that none can be foisted on it."""
        form = await posted(request, self._services.sessions)
        role = self._services.sessions.role_of(str(form.get("password", "")))
        back, visitor = _local(str(form.get("next", "/"))), visitor_of(request)
        if role is Role.NOBODY:
            return self._form(request, back, error=wording.WRONG_PASSWORD, status=403)
        visitor.forgive()
        if role is Role.MAINTAINER:
            self._audit.write(visitor.name, "login")
        response = RedirectResponse(back, 303)
        self._services.sessions.write(response, Session.fresh(role), secure=request.url.scheme == "https")
        return response

    async def log_out(self, request: Request) -> Response:
        """Take the role away."""
        await posted(request, self._services.sessions)
        response = RedirectResponse("/", 303)
        self._services.sessions.write(response, Session.fresh(), secure=request.url.scheme == "https")
        return response

    def _form(self, request: Request, back: str, *, error: str = "", status: int = 200) -> Response:
        lacks = _local(back).startswith("/admin") and not self._services.settings.admin_password.get_secret_value()
        error = error or (wording.NO_ADMIN_PASSWORD if lacks else "")
        return self._services.templates.page(request, "login.html", status=status, back=_local(back), error=error)


def _local(path: str) -> str:
    """Return a path of this server, "/" for what would lead elsewhere."""
    parts = urlsplit(path)
    leads_elsewhere = parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//") or "\\" in path
    return "/" if leads_elsewhere or any(ord(char) < 32 for char in path) else path
