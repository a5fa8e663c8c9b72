"""The guard in front of every page: who asks, whether they may, how much and how often, and what a browser is told.

See the OWASP cheat sheets on session management, cross-site request forgery and content security policy
(https://cheatsheetseries.owasp.org).
"""

import base64
import binascii
import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from math import ceil
from urllib.parse import quote, urlsplit

from starlette.datastructures import FormData, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.rate_limit import RateLimit
from bot.web.sessions import COOKIE, Role, Session, Sessions
from bot.web.settings import WebSettings, is_loopback
from prompts import web as wording

MOST_FILES, _MOST_FIELDS = 20, 5_000  # a zip file holds up to 1,000 reports, each with four fields to correct
_MB = 1024 * 1024
# Bytes of a request: files of a maintainer, and all else.
_MOST_UPLOADED, _MOST_SENT = 64 * _MB, 256 * 1024
_UPLOAD = "/admin/add"
_FREE = ("/static/", "/healthz")
_WITHOUT_LOGIN = (*_FREE, "/login", "/logout")
# What programs call: they get JSON and no cookie.
PROGRAMS = ("/api", "/mcp")
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_STATE = "xunli.visitor"
Refuse = Callable[[Request, int, str], Response]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: the address, the role, the session, and the name that a trusted proxy gave.

    `forgive` is called when a log-in was right, so that it does not count against them.
    """

    address: str
    role: Role
    session: Session
    is_fresh: bool
    user: str
    forgive: Callable[[], object]

    @property
    def name(self) -> str:
        """How the audit log names them."""
        return self.user or self.address


class Guard:
    """Stands in front of an application; see https://asgi.readthedocs.io for what it passes on."""

    def __init__(self, app: ASGIApp, *, settings: WebSettings, sessions: Sessions, refuse: Refuse) -> None:
        """Guard an application.

        Args:
            app: what is guarded.
            settings: who may read and maintain, and which proxies are believed.
            sessions: reads the cookie.
            refuse: makes the answer to a request that is refused, of a status and a line.
        """
        self._app = app
        self._settings = settings
        self._sessions = sessions
        self._refuse = refuse
        self._limit = RateLimit(settings.questions_per_minute)
        self._log_ins = RateLimit(1 / 3, burst=5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        visitor = self._visitor(request)
        scope[_STATE] = visitor
        answer = self._refusal(request, visitor) or self._app
        await answer(scope, _limited(receive, _most(request)), self._telling(request, visitor, send))

    def _visitor(self, request: Request) -> Visitor:
        peer = request.client.host if request.client else ""
        address, user = peer, ""
        if peer in self._settings.proxies:
            behind = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
            address = next((one for one in reversed(behind) if one and one not in self._settings.proxies), peer)
            if request.headers.get("x-forwarded-proto") == "https":
                request.scope["scheme"] = "https"
            user = _text(request.headers.get(self._settings.user_header, "")) if self._settings.user_header else ""
        known = self._sessions.read(request.cookies.get(COOKIE))
        session = known or Session.fresh()
        role = max(session.role, self._role(request, user))
        network = _network(address)
        return Visitor(network, role, session, known is None, user, partial(self._log_ins.take, network, -1.0))

    def _role(self, request: Request, user: str) -> Role:
        """Return the role of whoever did not log in with the form."""
        if user:
            return Role.MAINTAINER if user in self._settings.admins else Role.READER
        if not self._settings.needs_login:
            return Role.READER
        if not request.url.path.startswith(PROGRAMS):
            return Role.NOBODY
        return min(Role.READER, self._sessions.role_of(_password_of(request)))

    def _refusal(self, request: Request, visitor: Visitor) -> Response | None:
        """Return what is said to somebody who may not have what they ask for; None where they may."""
        wrong = self._wrong(request)
        if wrong:
            return self._refuse(request, *wrong)
        wait = ceil(self._wait(request, visitor))
        if wait:
            response = self._refuse(request, 429, wording.TOO_OFTEN.format(seconds=wait))
            response.headers["Retry-After"] = str(wait)
            return response
        path = request.url.path
        wanted = Role.MAINTAINER if path.startswith("/admin") else Role.READER
        if path.startswith(_WITHOUT_LOGIN) or visitor.role >= wanted:
            return None
        if path.startswith(PROGRAMS):
            response = self._refuse(request, 401, wording.LOG_IN_FIRST)
            response.headers["WWW-Authenticate"] = 'Basic realm="xunli"'
            return response
        back = quote(f"{path}?{request.url.query}" if request.url.query else path, safe="")
        return RedirectResponse(f"/login?next={back}", 303)

    def _wrong(self, request: Request) -> tuple[int, str] | None:
        """Return the status and the line for a request that nobody may make."""
        if not self._knows(request.url.hostname):
            return 400, wording.OTHER_HOST.format(host=request.url.hostname or "")
        if request.method not in ("GET", "HEAD", "OPTIONS") and not _is_of_here(request):
            return 403, wording.FROM_ELSEWHERE
        most = _most(request)
        if int(request.headers.get("content-length") or 0) > most:
            return 413, wording.TOO_MUCH.format(limit=most // 1024)
        return None

    def _knows(self, host: str | None) -> bool:
        """Whether a name is one that browsers use: another one is an attack by DNS rebinding, or a mistake."""
        if not self._settings.hosts and not is_loopback(self._settings.host):
            return True  # an address of the office network, in whichever way it is written
        return host is not None and (host in self._settings.hosts or is_loopback(host))

    def _wait(self, request: Request, visitor: Visitor) -> float:
        path = request.url.path
        if request.method == "POST" and path == "/login":
            return self._log_ins.take(visitor.address)
        if path.startswith(_FREE) or visitor.role is Role.MAINTAINER:
            return 0.0
        is_question = path.startswith(PROGRAMS) or "q" in request.query_params
        return self._limit.take(visitor.address, 1.0 if is_question else 0.25)

    def _telling(self, request: Request, visitor: Visitor, send: Send) -> Send:
        path = request.url.path
        is_page = not path.startswith((*_FREE, *PROGRAMS))

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if not path.startswith(_FREE):
                    headers.setdefault("Cache-Control", "no-store")
                if is_page and visitor.is_fresh and "set-cookie" not in headers:
                    cookie = Response()
                    self._sessions.write(cookie, visitor.session, secure=request.scope["scheme"] == "https")
                    headers.append("set-cookie", cookie.headers["set-cookie"])
            await send(message)

        return told


def visitor_of(request: Request) -> Visitor:
    """Return who asks."""
    visitor: Visitor = request.scope[_STATE]
    return visitor


async def posted(request: Request, sessions: Sessions) -> FormData:
    """Return a form that was sent, if it is one of this browser's own.

    Raises:
        HTTPException: it does not carry the session's token, or too many files.
    """
    try:
        form = await request.form(max_files=MOST_FILES, max_fields=_MOST_FIELDS)
    except HTTPException as error:
        said = wording.TOO_MANY_FILES.format(limit=MOST_FILES) if "Too many files" in error.detail else error.detail
        raise HTTPException(error.status_code, said) from error
    token = form.get("token")
    if not isinstance(token, str) or not sessions.is_token(visitor_of(request).session, token):
        await form.close()
        raise HTTPException(403, wording.STALE_FORM)
    return form


def _most(request: Request) -> int:
    return _MOST_UPLOADED if request.url.path == _UPLOAD else _MOST_SENT


def _limited(receive: Receive, most: int) -> Callable[[], Awaitable[Message]]:
    """Return what brings a request's body, but no more than so many bytes, whatever its headers promised."""
    came = 0

    async def limited() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most:
            raise HTTPException(413, wording.TOO_MUCH.format(limit=most // 1024))
        return message

    return limited


def _is_of_here(request: Request) -> bool:
    """Whether a page of this server sent a request, as far as the browser tells."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _password_of(request: Request) -> str:
    """Return the password that a program sends (RFC 7617 or 6750), "" for none."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2] if kind.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _text(value: str) -> str:
    """Return a header's value, which comes as ISO 8859-1, as the UTF-8 that proxies send."""
    return value.encode("latin-1").decode("utf-8", "replace").strip()


def _network(address: str) -> str:
    """Return what an address is limited by: an IPv6 customer has a /64 of their own."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((address, 64), strict=False)) if parsed.version == 6 else address
