"""The inbox: in which order updates are handled."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

# High, for updates that wait for others of their chat count too: a busy group must not keep everybody waiting.
_MOST_AT_ONCE = 4096


class InOrder(BaseUpdateProcessor):
    """Handles the updates of one chat one after another, those of different chats side by side."""

    def __init__(self) -> None:
        super().__init__(_MOST_AT_ONCE)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle one update when those of its chat before it are done."""
        chat = update.effective_chat if isinstance(update, Update) else None
        async with self._turns.setdefault(chat.id if chat else 0, asyncio.Lock()):
            await coroutine

    async def initialize(self) -> None:
        """Nothing to set up."""

    async def shutdown(self) -> None:
        """Nothing to take down."""
