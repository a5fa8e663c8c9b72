"""Rate limits: a token bucket (https://en.wikipedia.org/wiki/Token_bucket) for each person or address, in memory."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimit:
    """So many requests a minute for each key, all of them at once if need be; 0 is any number."""

    def __init__(
        self, per_minute: float, *, burst: float = 0, most: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Grant requests.

        Args:
            per_minute: how many for one key.
            burst: how many at once; by default as many as a minute brings.
            most: how many keys are remembered; the one quiet for longest is forgotten first.
            clock: tells seconds.
        """
        self._per_second = per_minute / 60
        self._burst = burst or per_minute
        self._most = most
        self._clock = clock
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def take(self, key: Hashable, cost: float = 1.0) -> float:
        """Take tokens, and return 0; where there are too few, take none and return the seconds until there are."""
        if not self._per_second:
            return 0.0
        now = self._clock()
        bucket = self._buckets.pop(key, None) or _Bucket(self._burst, now)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._per_second)
        bucket.at = now
        self._buckets[key] = bucket
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        if bucket.tokens < cost:
            return (cost - bucket.tokens) / self._per_second
        bucket.tokens -= cost
        return 0.0

    def give_back(self, key: Hashable, cost: float = 1.0) -> None:
        """Give tokens back that were taken for nothing."""
        if key in self._buckets:
            self._buckets[key].tokens += cost
