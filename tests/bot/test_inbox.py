"""The order in which updates are handled."""

import asyncio

from telegram import Chat, Message, Update

from bot.inbox import InOrder


def update(number: int, chat: int) -> Update:
    message = Message(number, None, Chat(chat, Chat.PRIVATE))  # type: ignore[arg-type]
    return Update(number, message=message)


async def handle(
    processor: InOrder, *work: tuple[int, int, asyncio.Event]
) -> tuple[list[int], list[asyncio.Task[None]]]:
    """Begin to handle updates (number, chat, what it waits for); returns the list that grows as they are done."""
    done: list[int] = []

    async def one(number: int, gate: asyncio.Event) -> None:
        await gate.wait()
        done.append(number)

    tasks = [
        asyncio.create_task(processor.process_update(update(number, chat), one(number, gate)))
        for number, chat, gate in work
    ]
    return done, tasks


async def test_updates_of_one_chat_are_handled_in_order() -> None:
    first, second = asyncio.Event(), asyncio.Event()
    done, tasks = await handle(InOrder(), (1, 5, first), (2, 5, second), (3, 5, second))
    second.set()
    await asyncio.wait(tasks, timeout=0.05)
    assert done == []
    first.set()
    await asyncio.gather(*tasks)
    assert done == [1, 2, 3]


async def test_one_chat_does_not_keep_another_waiting() -> None:
    never, at_once = asyncio.Event(), asyncio.Event()
    at_once.set()
    done, tasks = await handle(InOrder(), *((number, 5, never) for number in range(1000)), (1000, 6, at_once))
    await asyncio.wait_for(tasks[-1], 5)
    assert done == [1000]
    never.set()
    await asyncio.gather(*tasks)
    assert done == [1000, *range(1000)]


async def test_a_failed_update_lets_the_next_one_in() -> None:
    processor = InOrder()

    async def fail() -> None:
        raise RuntimeError

    results = await asyncio.gather(
        processor.process_update(update(1, 5), fail()),
        processor.process_update(update(2, 5), asyncio.sleep(0)),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [RuntimeError, type(None)]
