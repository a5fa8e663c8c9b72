"""Access: who may ask, and who may administer."""

from collections.abc import Callable, Iterable

from bot.settings import Settings


class Access:
    """The users and the chats that may ask: those named, or everybody where that is set. Administrators always may.

    Beside those named in the settings there are those whom an administrator allowed in chat, which are stored.
    """

    def __init__(
        self,
        *,
        users: Iterable[int] = (),
        chats: Iterable[int] = (),
        admins: Iterable[int] = (),
        is_open: bool = False,
        admitted: Iterable[int] = (),
        keep: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Let these in; `keep` stores the number of whoever is admitted later, and may block."""
        self.users = frozenset(users)
        self.chats = frozenset(chats)
        self.admins = frozenset(admins)
        self.is_open = is_open
        self._admitted = set(admitted)
        self._keep = keep

    @classmethod
    def of(
        cls, settings: Settings, *, admitted: Iterable[int] = (), keep: Callable[[int], None] = lambda _: None
    ) -> "Access":
        """Return the access that the settings give."""
        return cls(
            users=settings.allowed_users,
            chats=settings.allowed_chats,
            admins=settings.admins,
            is_open=settings.open,
            admitted=admitted,
            keep=keep,
        )

    @property
    def is_shut(self) -> bool:
        """Whether nobody at all may ask, as where nothing was set."""
        return not (self.is_open or self.users or self.chats or self.admins or self._admitted)

    def may_ask(self, user: int, chat: int | None) -> bool:
        """Whether a user may ask in a chat; None where it is not known, as of what is asked inline."""
        named = user in self.users or chat in self.chats or not self._admitted.isdisjoint((user, chat))
        return self.is_open or named or self.may_administer(user)

    def may_administer(self, user: int) -> bool:
        """Whether a user may change the index."""
        return user in self.admins

    def admit(self, number: int) -> None:
        """Let a user or a chat ask from now on.

        Raises:
            IndexFault: that cannot be stored; it holds all the same until the bot ends.
        """
        self._admitted.add(number)
        self._keep(number)
