"""The tables of everyday questions: every line has a key that is known, and wordings that are a pattern."""

import re

import pytest

from corpus.model import Kind, Role
from index.query.grammar import Want
from index.query.tables import rows


@pytest.mark.parametrize("name", ["wants.tsv", "senses.tsv", "courtesy.tsv", "parts.tsv", "asked.tsv"])
def test_wordings_are_patterns(name: str) -> None:
    for _, wordings in rows(name):
        re.compile(wordings.replace("<", "").replace(">", ""))
        assert wordings == wordings.strip() != ""


@pytest.mark.parametrize(("name", "known"), [("wants.tsv", Want), ("parts.tsv", Kind)])
def test_keys_are_known(name: str, known: type[Want | Kind]) -> None:
    assert {key for key, _ in rows(name)} <= {member.value for member in known}


def test_the_roles_that_are_asked_for_are_those_of_figures() -> None:
    assert {key.split()[1] for key, _ in rows("asked.tsv") if key.startswith("role ")} <= {role.value for role in Role}
