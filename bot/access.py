"""Access: who may ask, and who may administer."""

from dataclasses import dataclass

from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Access:
    """The users and the chats that may ask: those named, or everybody where that is set. Administrators always may."""

    users: frozenset[int] = frozenset()
    chats: frozenset[int] = frozenset()
    admins: frozenset[int] = frozenset()
    is_open: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "Access":
        """Return the access that the settings give."""
        return cls(settings.allowed_users, settings.allowed_chats, settings.admins, settings.open)

    @property
    def is_shut(self) -> bool:
        """Whether nobody at all may ask, as where nothing was set."""
        return not (self.is_open or self.users or self.chats or self.admins)

    def may_ask(self, user: int, chat: int | None) -> bool:
        """Whether a user may ask in a chat; None where it is not known, as of what is asked inline."""
        return self.is_open or user in self.users or chat in self.chats or self.may_administer(user)

    def may_administer(self, user: int) -> bool:
        """Whether a user may change the index."""
        return user in self.admins
