"""The measurements as Markdown tables; beside each figure its ratio to ours."""

from collections.abc import Sequence

from tests.bench.contest import Measured

_NAMES = {
    "xunli": "**xunli** (ask: read and judged)",
    "xunli_search": "**xunli** (search only)",
    "langchain_reader": "LangChain, read again",
    "txtai_reader": "txtai, read again",
    "bm25s": "bm25s",
    "rank_bm25": "rank_bm25",
    "langchain": "LangChain FAISS + BM25",
    "lancedb": "LanceDB hybrid",
    "txtai": "txtai hybrid",
}
_COLUMNS = {
    "cold_s": "cold start s",
    "cold_mb": "peak MB",
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
    "warm_mb": "warm peak MB",
    "build": "passages/s built",
    "disk_mb": "disk MB",
    "add_s": "add one s",
}


def tables(found: Sequence[Measured]) -> str:
    """Return one table for each size.

    In brackets the ratio to ours, of those that read to all that `ask` does, of the others to our search alone.
    """
    sizes = dict.fromkeys(one.size for one in found)
    return "\n".join(_table(size, [one for one in found if one.size == size]) for size in sizes)


def _table(size: int, found: Sequence[Measured]) -> str:
    for one in found:
        if "build_s" in one.figures:
            one.figures["build"] = size / one.figures["build_s"]
    ours = {one.peer: one.figures for one in found if one.peer.startswith("xunli")}
    lines = [f"\n{size:,} passages\n", f"| | {' | '.join(_COLUMNS.values())} |", "|---" * (len(_COLUMNS) + 1) + "|"]
    for one in found:
        if one.failed:
            lines.append(f"| {_NAMES[one.peer]} | {one.failed.replace('|', '/')} |" + " |" * (len(_COLUMNS) - 1))
        else:
            beside = ours.get("xunli" if one.peer.endswith("_reader") else "xunli_search", {})
            cells = (_cell(one.figures[column], beside.get(column), one.peer) for column in _COLUMNS)
            lines.append(f"| {_NAMES[one.peer]} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(value: float, ours: float | None, peer: str) -> str:
    shown = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    if not ours or peer.startswith("xunli"):
        return shown
    ratio = value / ours
    return f"{shown} ({ratio:.0f}×)" if ratio >= 100 else f"{shown} ({ratio:.2g}×)"
