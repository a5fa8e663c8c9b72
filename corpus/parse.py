"""Parsing: from the lines of a page to its report, articles, sections and items."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from corpus import grammar
from corpus.articles import articles_of, block
from corpus.banner import Banner, banner_of
from corpus.labels import Mark
from corpus.lines import AROUND, Line, lines_of, notes_of
from corpus.model import Document, Doubt, Kind, Report, Settled, each_of
from corpus.page import Page, Signs
from corpus.regions import Level, brief_names, full_names, regions, regions_of
from corpus.simplified import simplified
from corpus.years import written_in, year_of
from prompts import doubts as wording

# What Windows calls a file that nobody named: 新建 is a district, too.
_UNNAMED = re.compile(r"^新建 ?(?=文本|Microsoft|DOC|WPS|Word)", re.IGNORECASE)


def parse(document: Document) -> Report:
    """Parse a document into a report.

    Nothing is dropped: a line that fits nowhere is among `unplaced`.
    """
    lines, notes = lines_of(document), notes_of(document)
    banner, around, layout = layout_of(lines, notes, document.name)
    articles, doubts = articles_of(layout)
    year, unsure = year_of([*lines, *notes], _year(banner), layout.signs.file)
    report = Report(
        document=document,
        title=" ".join(line.text for line in banner.themes) or None,
        series=banner.name,
        installment=banner.number,
        year=year,
        banner=tuple(block(line, Kind.BANNER) for line in banner.lines),
        preface=tuple(block(line, Kind.PREFACE) for line in banner.preface),
        credits=tuple(block(line, Kind.CREDITS) for line in around if line.mark == Mark.CREDITS),
        articles=tuple(articles),
        unplaced=tuple(block(line, Kind.BANNER) for line in around if line.mark != Mark.CREDITS),
        doubts=(*doubts, *([unsure] if unsure else [])),
    )
    report = settled_by(document.settled, report)
    plain = "\n".join(line.text for line in lines)
    renamed = (
        replace(article, committees=tuple(_as_named(name, plain) for name in article.regions if article.committees))
        for article in report.articles
    )
    written = written_in([*lines, *notes], layout.signs.file, report.year)
    return replace(report, articles=tuple(renamed), written=written)


def layout_of(lines: Sequence[Line], notes: Sequence[Line], name: str) -> tuple[Banner, list[Line], Page]:
    """Sort the lines of a file of a name into its banner, what stands around its articles, and these, with the signs.

    Of the lines around, those that lead elsewhere are the last signs.
    """
    around = [line for line in lines if line.mark in AROUND]
    banner = banner_of(lines)
    used = {line.number for line in (*banner.lines, *banner.preface, *around)}
    telling = sorted((*banner.lines, *around, *notes), key=lambda line: line.mark is Mark.NAVIGATION)
    signs = Signs(_UNNAMED.sub("", simplified(name)), tuple(telling), _parent(banner))
    return banner, around, Page([line for line in lines if line.number not in used], signs)


def _as_named(region: str, text: str) -> str:
    """Return a region's committee by the name that the page gives it: 科左后旗政协 of 科尔沁左翼后旗."""
    names = brief_names(region) if not any(name in text for name in full_names(region)) else ()
    told = (name for name in names if f"{name}政协" in text or f"政协{name}" in text)
    return f"{next(told, region)}政协"


def settled_by(settled: Settled, report: Report) -> Report:
    """Return a report with what the maintainer said; a committee is of the articles that are not surely another's.

    Where the page surely says otherwise, this is a doubt.
    """
    said = {name: getattr(settled, name) for name in ("year", "series", "installment") if getattr(settled, name)}
    doubts = [doubt for doubt in report.doubts if not getattr(settled, doubt.field)]
    sure = {"committee", *said}.difference(doubt.field for doubt in report.doubts)
    told = [(name, value, getattr(report, name)) for name, value in said.items()]
    articles = report.articles
    if settled.committee:
        committees = each_of(settled.committee)
        regions = tuple(one.removesuffix("政协") for one in committees)
        unsure = {None, *(doubt.value for doubt in report.doubts if doubt.field == "committee")}
        one = len({article.committee for article in articles}) <= 1
        articles = tuple(
            replace(article, committees=committees, regions=regions) if one or article.committee in unsure else article
            for article in articles
        )
        before, after = (dict.fromkeys(chain(*(one.committees for one in of))) for of in (report.articles, articles))
        if others := "、".join(one for one in after if one not in committees):
            doubts.append(Doubt("committee", settled.committee, wording.STAYS_OTHERS.format(read=others)))
        elif before.keys() != after.keys():
            told.append(("committee", settled.committee, "、".join(before)))
    otherwise = (one for one in told if one[0] in sure and one[2] and one[1] != one[2])
    doubts += [Doubt(name, value, wording.SAID_OTHERWISE.format(read=read)) for name, value, read in otherwise]
    return replace(report, articles=articles, doubts=tuple(doubts), **said)


def _year(banner: Banner) -> int | None:
    """Return the year that the series line, or the theme beside it, names."""
    texts = [line.text for line in (banner.series, *banner.themes) if line]
    return next((year for text in texts for year in grammar.years_in(text) or grammar.bare_years_in(text)), None)


def _parent(banner: Banner) -> str | None:
    """Return the city whose counties the series covers (淮安市 of 淮安市县市区政协工作巡礼); a county covers none."""
    if banner.name is None:
        return None
    beginnings = (banner.name[:end] for end in range(len(banner.name), 0, -1))
    listed = next((name for name in beginnings if name in regions()), None)
    if listed:
        return listed if regions_of(listed)[0].level is not Level.COUNTY else None
    city = grammar.CITY.match(banner.name)
    return city.group() if city else None
