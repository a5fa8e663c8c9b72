"""Previews: the committee that a maintainer names is a real one, however it is written; which files are read."""

import io
import zipfile

import pytest

from bot.previews import committee_of, read_uploads
from corpus.errors import CorpusError
from corpus.formats.reading import MOST_BYTES
from tests.index.samples import FIRST


@pytest.mark.parametrize("said", ["涟水县政协", "涟水县", "涟水", " 漣水縣政協 "])
def test_a_committee_may_be_named_in_several_ways(said: str) -> None:
    assert committee_of(said) == "涟水县政协"


def test_a_region_of_no_list_must_stand_in_the_file() -> None:
    assert committee_of("云溪新区", "雲溪新區政協召開會議") == "云溪新区政协"
    with pytest.raises(ValueError, match="云溪新区"):
        committee_of("云溪新区", "会议在云溪新区召开")


def test_of_a_zip_file_only_the_files_in_it_must_be_small() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("一.txt", FIRST.text)
        archive.writestr("大.txt", b"x" * (MOST_BYTES + 1))
    [document] = read_uploads("期刊.zip", packed.getvalue())
    assert (document.name, [note.text for note in document.left_out]) == ("一", ["大.txt"])
    with pytest.raises(CorpusError, match=r"大\.txt:有 20\.0 MB,超过 20 MB"):
        read_uploads("大.txt", b"x" * (MOST_BYTES + 1))
