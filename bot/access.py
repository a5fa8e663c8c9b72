"""Access: who may ask, and who may administer."""

from dataclasses import dataclass

from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Access:
    """The users and the chats that may ask; when both are empty, everybody may. Administrators always may."""

    users: frozenset[int]
    chats: frozenset[int]
    admins: frozenset[int] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> "Access":
        """Return the access that the settings give."""
        return cls(settings.allowed_users, settings.allowed_chats, settings.admins)

    def may_ask(self, user: int, chat: int) -> bool:
        """Whether a user may ask in a chat."""
        is_open = not (self.users or self.chats)
        return is_open or user in self.users or chat in self.chats or self.may_administer(user)

    def may_administer(self, user: int) -> bool:
        """Whether a user may change the index."""
        return user in self.admins
