"""Curves and bounds: how much may be answered at which risk, and how sure a share is."""

from collections.abc import Sequence
from math import sqrt

_POINTS = 20
_Z95 = 1.959964


def risk_coverage(judged: Sequence[tuple[float, bool]]) -> list[list[float]]:
    """Return [coverage, risk] points, coverage ascending (El-Yaniv and Wiener, 2010).

    Args:
        judged: of each question the confidence and whether its answer is right.

    Returns:
        For shares of the questions, the most confident first: the share, and that of wrong answers among them.
    """
    ordered = sorted(judged, key=lambda one: -one[0])
    points = []
    for step in range(1, _POINTS + 1):
        count = round(step * len(ordered) / _POINTS)
        if count:
            wrong = sum(not right for _, right in ordered[:count])
            points.append([round(count / len(ordered), 4), round(wrong / count, 4)])
    return points


def bounds(count: int, of: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a share by Wilson (1927); None of nothing."""
    if not of:
        return None
    share, z = count / of, _Z95
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)
