"""Sessions: who a browser is, in a signed cookie, and the tokens that its forms carry."""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import Response

from bot.web.settings import WebSettings
from index.errors import IndexFault
from prompts import web as wording

COOKIE = "xunli"
_KEY_FILE = "web.key"
_DAY = 86_400


class Role(IntEnum):
    """What somebody may do; a higher role may do all that a lower one may."""

    NOBODY = 0
    READER = 1
    MAINTAINER = 2


# A maintainer logs in anew every working day.
_SECONDS = {Role.NOBODY: 30 * _DAY, Role.READER: 30 * _DAY, Role.MAINTAINER: _DAY // 2}


@dataclass(frozen=True, slots=True)
class Session:
    """A browser: `key` tells it from others, `role` is what its log-in gave it."""

    key: str
    role: Role = Role.NOBODY

    @classmethod
    def fresh(cls, role: Role = Role.NOBODY) -> "Session":
        """Return a session of its own."""
        return cls(secrets.token_urlsafe(16), role)


class Sessions:
    """Reads and writes the cookie; a change of a password ends every session."""

    def __init__(self, settings: WebSettings, folder: Path) -> None:
        """Sign with the key in a folder, made where there is none.

        Raises:
            IndexFault: the key cannot be read or written.
        """
        self._passwords = {
            Role.READER: settings.password.get_secret_value(),
            Role.MAINTAINER: settings.admin_password.get_secret_value(),
        }
        key = _key(folder / _KEY_FILE)
        for password in self._passwords.values():
            key = hmac.digest(key, password.encode(), "sha256")
        self._key = key
        self._serializer = URLSafeTimedSerializer(key, salt="session", signer_kwargs={"digest_method": hashlib.sha256})

    def read(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie; None where it was tampered with or is too old."""
        try:
            (key, role), at = self._serializer.loads(cookie or "", return_timestamp=True)
            session = Session(str(key), Role(role))
        except (BadSignature, ValueError, TypeError):
            return None
        return session if (datetime.now(UTC) - at).total_seconds() < _SECONDS[session.role] else None

    def write(self, response: Response, session: Session, *, secure: bool) -> None:
        """Set the cookie."""
        value = self._serializer.dumps((session.key, int(session.role)))
        response.set_cookie(
            COOKIE, str(value), max_age=_SECONDS[session.role], httponly=True, samesite="lax", secure=secure
        )

    def token(self, session: Session) -> str:
        """Return what the forms of a session carry, against cross-site request forgery."""
        return hmac.new(self._key, f"form:{session.key}".encode(), "sha256").hexdigest()

    def is_token(self, session: Session, token: str) -> bool:
        """Whether a form is of a session."""
        return hmac.compare_digest(self.token(session).encode(), token.encode("utf-8", "replace"))

    def role_of(self, password: str) -> Role:
        """Return what a password lets do."""
        roles = [role for role, known in self._passwords.items() if known and _is_same(password, known)]
        return max(roles, default=Role.NOBODY)


def _is_same(first: str, second: str) -> bool:
    return hmac.compare_digest(first.encode("utf-8", "replace"), second.encode("utf-8", "replace"))


def _key(path: Path) -> bytes:
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
        key = path.read_bytes()
    except OSError as error:
        raise IndexFault(wording.NO_KEY.format(path=path, reason=error.strerror)) from error
    if len(key) < 32:
        raise IndexFault(wording.NO_KEY.format(path=path, reason=wording.KEY_TOO_SHORT))
    return key
