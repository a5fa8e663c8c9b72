"""Curves and bounds: how much may be answered at which risk, and how sure a share is."""

from collections.abc import Sequence

_POINTS = 20


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
    from scipy.stats import binomtest  # noqa: PLC0415 - takes half a second to load

    interval = binomtest(sum(values), len(values)).proportion_ci(method="wilson")
    return round(float(interval.low), 4), round(float(interval.high), 4)
