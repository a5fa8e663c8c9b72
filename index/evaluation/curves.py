"""Curves and bounds: how much may be answered at which risk, and how sure a share is."""

from collections.abc import Sequence
from math import sqrt

_POINTS = 20
_Z95 = 1.959964


def risk_coverage(judged: Sequence[tuple[float, bool]]) -> list[list[float]]:
    """Return [coverage, risk] points, coverage ascending (El-Yaniv and Wiener, 2010).

    `judged` has of each question the confidence and whether its answer is right; a point has a share of the questions,
    the most confident first, and that of wrong answers among them.
    """
    wrong = [not right for _, right in sorted(judged, key=lambda one: -one[0])]
    counts = [round(step * len(wrong) / _POINTS) for step in range(1, _POINTS + 1)]
    return [[round(n / len(wrong), 4), round(sum(wrong[:n]) / n, 4)] for n in counts if n]


def mean(values: Sequence[float], digits: int = 4) -> float | None:
    """Return a mean, or the share of what is true; None of nothing."""
    return round(float(sum(values) / len(values)), digits) if values else None


def bounds(values: Sequence[bool]) -> tuple[float, float] | None:
    """Return the 95 % interval of the share of what is true by Wilson (1927); None of nothing."""
    if not values:
        return None
    count, z = len(values), _Z95
    share = sum(values) / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)
