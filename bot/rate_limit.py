"""Rate limits: a token bucket (https://en.wikipedia.org/wiki/Token_bucket) for each person or address, in memory."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable


class RateLimit:
    """So many requests a minute for each key, all of them at once if need be; 0 is any number."""

    def __init__(
        self, per_minute: float, *, burst: float = 0, most: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Grant so many `per_minute` to one key, `burst` at once (by default a minute's); remember `most` keys."""
        self._per_second, self._burst = per_minute / 60, burst or per_minute
        self._most, self._clock = most, clock
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()  # tokens, and when there were so many

    def take(self, key: Hashable, cost: float = 1.0) -> float:
        """Take tokens, and return 0; where there are too few, take none and return the seconds until there are.

        A negative cost gives tokens back that were taken for nothing.
        """
        if not self._per_second:
            return 0.0
        now = self._clock()
        held, at = self._buckets.pop(key, (self._burst, now))
        held = min(self._burst, held + (now - at) * self._per_second)
        self._buckets[key] = (held - cost if held >= cost else held, now)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0.0 if held >= cost else (cost - held) / self._per_second
