"""Choosing: what a question may mean that leaves open of which committee, or of which year, it is."""

from collections.abc import Sequence

from index.answer import Choice
from index.answering.evidence import Evidence
from index.query.grammar import Want
from index.query.question import Question
from prompts.sources import YEAR


def choices_of(question: Question, evidence: Sequence[Evidence]) -> tuple[Choice, ...]:
    """Return the readings of a question, in the order of the evidence; none where it is plain.

    `evidence` is the best and what is about as good for other committees and years. A question that asks for each
    committee, or for which committee or when, leaves nothing open.
    """
    sources = [one.hit.passage.source for one in evidence]
    committees = dict.fromkeys(source.committee for source in sources)
    years = sorted({source.year for source in sources if source.year}, reverse=True)
    if question.each or question.want is Want.COMMITTEE:
        return ()
    if len(committees) > 1:
        # What is of no committee, a preface or a banner, is the page's: nobody to choose.
        names = [name for name in committees if name] if None not in committees else []
    elif len(years) > 1 and not question.slots.years and question.want is not Want.DATE:
        names = [YEAR.format(year=year) for year in years]
    else:
        names = []
    return tuple(Choice(name, f"{name}{question.text}") for name in names)
