"""How well pages are read: what `xunli index add --json --dry-run` says of a folder against the truth of its pages.

    python -m tests.eval.pages FOLDER...

Each folder has `pages/` and `truth.jsonl`, one page a line: file, committees, year, authors, articles, `*also_ok`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import formats
from corpus.model import Report, Span
from corpus.parse import parse

_FIELDS = ("committees", "year", "authors", "articles", "text")


@dataclass(frozen=True, slots=True)
class Score:
    """What is right of one page, by field."""

    file: str
    right: dict[str, bool]
    got: dict[str, Any]


def previews_of(pages: list[Path]) -> dict[str, dict[str, Any]]:
    """Return what the command says of each page, by the file's name."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "bot.cli", "index", "add", "--json", "--dry-run", *map(str, pages)]
        done = subprocess.run(command, capture_output=True, env={**os.environ, "XUNLI_HOME": home}, check=False)
    if done.returncode:
        sys.exit(done.stderr.decode())
    return {fields["file"]: fields for fields in json.loads(done.stdout)["files"]}


def score(folder: Path) -> Iterator[Score]:
    """Yield how each page of a folder fares."""
    truths = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    said = previews_of([folder / "pages" / truth["file"] for truth in truths])
    for truth in truths:
        yield _score(truth, said[truth["file"]], folder / "pages" / truth["file"])


def _score(truth: dict[str, Any], said: dict[str, Any], page: Path) -> Score:
    document = formats.read(page)
    report = parse(document)
    authors = [name for article in report.articles for name in article.authors]
    titles = [article.name for article in report.articles if article.name]
    right = {
        "committees": _committees_right(truth, said),
        "year": _year_right(truth, said),
        "authors": _authors_right(truth, authors),
        "articles": not truth["articles"] or _titles_right(truth, titles),
        "text": not missing(document.text, report),
    }
    got = {"committees": said["committees"], "year": said["year"], "authors": authors, "articles": titles}
    got["doubts"] = said["doubts"]
    return Score(truth["file"], right, got)


def _authors_right(truth: dict[str, Any], authors: list[str]) -> bool:
    """Whether each author is found, and nobody else but whom the truth accepts; spaces do not count."""
    wanted, accepted, got = (
        set(map(_bare, names)) for names in (truth["authors"], truth.get("authors_also_ok", []), authors)
    )
    return wanted <= got | accepted and got <= wanted | accepted


def _titles_right(truth: dict[str, Any], titles: list[str]) -> bool:
    """Whether there are as many titles as articles, or more, each as the truth has or accepts it."""
    wanted, accepted = (set(map(_bare, truth.get(name, []))) for name in ("articles", "articles_also_ok"))
    got = list(map(_bare, titles))
    return set(got) <= wanted | accepted and len(got) >= len(wanted)


def _bare(text: str) -> str:
    return "".join(text.split())


def _doubted(said: dict[str, Any], field: str) -> set[Any]:
    return {value for doubt in said["doubts"] if doubt["field"] == field for value in doubt["alternatives"]}


def _committees_right(truth: dict[str, Any], said: dict[str, Any]) -> bool:
    wanted, accepted = set(truth["committees"]), {*truth["committees"], *truth.get("also_ok", [])}
    got = set(said["committees"])
    simple = got <= accepted and (bool(got & accepted) or not wanted) and len(got) >= len(wanted)
    return simple or (len(wanted) == 1 and bool(accepted & _doubted(said, "committee")))


def _year_right(truth: dict[str, Any], said: dict[str, Any]) -> bool:
    accepted = {truth["year"], *truth.get("year_also_ok", [])}
    return said["year"] in accepted or bool(accepted & _doubted(said, "year"))


def missing(text: str, report: Report) -> str:
    """Return the text, without white space, that no part of a report holds."""
    held = bytearray(len(text))
    for span in spans(report):
        held[span.start : span.end] = b"\1" * (span.end - span.start)
    return "".join(char for char, kept in zip(text, held, strict=True) if not kept and not char.isspace())


def spans(report: Report) -> Iterator[Span]:
    """Yield every span of a report that holds text of the page."""
    for blocks in (report.banner, report.preface, report.credits, report.unplaced):
        yield from (block.span for block in blocks)
    for article in report.articles:
        title = (article.title,) if article.title else ()
        for blocks in (title, article.subtitles, article.bylines, article.captions, article.leads):
            yield from (block.span for block in blocks)
        for section in article.sections:
            yield section.heading
            yield from (block.span for block in section.items)


def main() -> None:
    """Print what is wrong of each page, and the shares that are right."""
    for folder in map(Path, sys.argv[1:]):
        started = time.perf_counter()
        scores = list(score(folder))
        for one in scores:
            wrong = [field for field in _FIELDS if not one.right[field]]
            if wrong:
                print(f"{one.file}: {' '.join(wrong)}\n    {json.dumps(one.got, ensure_ascii=False)}")
        shares = {field: f"{sum(one.right[field] for one in scores)}/{len(scores)}" for field in _FIELDS}
        print(folder, shares, f"{(time.perf_counter() - started) / len(scores):.2f} s a page")


if __name__ == "__main__":
    main()
