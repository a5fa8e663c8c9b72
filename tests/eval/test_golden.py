"""Answers stay what they are: a change that is meant to change some writes them anew and its diff is read."""

from pathlib import Path

import pytest

from tests.eval import golden

_CPU = Path("/proc/cpuinfo")


@pytest.mark.skipif(
    not _CPU.exists() or "avx512_vnni" not in _CPU.read_text(),
    reason="8-bit products saturate without VNNI, so that scores differ a little from those that were written",
)
def test_answers_are_those_that_were_written() -> None:
    assert list(golden.lines()) == golden.GOLDEN.read_text(encoding="utf-8").splitlines()
