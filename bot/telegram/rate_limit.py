"""Pace: how often one person may ask, so that nobody takes the bot away from the others."""

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum

from aiolimiter import AsyncLimiter

_MOST = 10_000
_MINUTE = 60


class Turn(StrEnum):
    """What becomes of a request."""

    GRANTED = "granted"
    REFUSED = "refused"
    REFUSED_AGAIN = "refused again"  # and told so before, since something was granted last


@dataclass(slots=True)
class _Bucket:
    limiter: AsyncLimiter
    is_told: bool = False


class Pace:
    """A leaky bucket for each person, in memory: so many questions a minute, all of them at once if need be."""

    def __init__(self, per_minute: int, *, most: int = _MOST) -> None:
        """Grant so many questions a minute, 0 for any number; at most `most` people are remembered."""
        self._per_minute = per_minute
        self._most = most
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()

    @property
    def seconds(self) -> int:
        """In how many seconds a person who was refused may ask again."""
        return -(-_MINUTE // self._per_minute) if self._per_minute else 0

    async def take(self, person: int, cost: float = 1.0) -> Turn:
        """Grant or refuse a request of a person; `cost` counts questions, and may be a part of one."""
        if not self._per_minute:
            return Turn.GRANTED
        bucket = self._bucket(person)
        if bucket.limiter.has_capacity(cost):
            await bucket.limiter.acquire(cost)
            bucket.is_told = False
            return Turn.GRANTED
        turn = Turn.REFUSED_AGAIN if bucket.is_told else Turn.REFUSED
        bucket.is_told = True
        return turn

    def _bucket(self, person: int) -> _Bucket:
        bucket = self._buckets.get(person)
        if bucket is None:
            bucket = self._buckets[person] = _Bucket(AsyncLimiter(self._per_minute, _MINUTE))
            if len(self._buckets) > self._most:  # who was quiet longest has most likely all of it again
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(person)
        return bucket
