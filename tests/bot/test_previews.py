"""Previews: the committee that a maintainer names is a real one, however it is written."""

import pytest

from bot.previews import committee_of


@pytest.mark.parametrize("said", ["涟水县政协", "涟水县", "涟水", " 漣水縣政協 "])
def test_a_committee_may_be_named_in_several_ways(said: str) -> None:
    assert committee_of(said) == "涟水县政协"


def test_a_region_of_no_list_must_stand_in_the_file() -> None:
    assert committee_of("云溪新区", "雲溪新區政協召開會議") == "云溪新区政协"
    with pytest.raises(ValueError, match="云溪新区"):
        committee_of("云溪新区", "会议在云溪新区召开")
