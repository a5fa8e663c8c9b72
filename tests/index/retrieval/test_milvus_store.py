"""Publishing on Milvus: the alias is switched when everything was counted, and back to roll back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import IndexFault
from index.retrieval.faiss_store import FaissStore
from index.retrieval.milvus_store import MilvusStore
from index.store.layout import Layout
from index.store.publish import KEPT, Home
from tests.conftest import FakeEncoder
from tests.index.samples import CHANGED, FIRST, SECOND, THIRD, add, document, page

NAMES = "甲乙丙丁戊己庚"
pytest.importorskip("milvus_lite")


@pytest.fixture
def uri(tmp_path: Path) -> Iterator[str]:
    """The address of Milvus Lite; skipped where it knows no alias (before 3)."""
    uri = str(tmp_path / "lite.db")
    try:
        MilvusStore(uri).serving()
    except IndexFault as error:
        pytest.skip(f"no alias: {error}")
    yield uri
    MilvusStore(uri).client.close()


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "home")


@pytest.fixture
def home(layout: Layout, encoder: FakeEncoder, uri: str) -> Home:
    return Home(layout, encoder, MilvusStore(uri))


def names(home: Home) -> list[str]:
    return [record.name for record in home.current().reports]


def collections(uri: str) -> list[int]:
    return sorted(MilvusStore(uri).collections().values())


def test_what_was_published_is_searched(home: Home, uri: str) -> None:
    add(home, FIRST, SECOND)
    generation = home.current()
    rows, _ = generation.lexical.search(["提案"], 1)
    assert "提案" in generation.passages[int(rows[0])].text
    assert generation.text_of("一") == FIRST.text
    assert generation.vectors.kind == "milvus FLAT"
    assert home.verify() == []
    assert not (home.layout.generation(1).folder / "lexical").exists()
    assert not home.layout.generation(1).vectors.exists()


def test_other_processes_follow_the_alias(home: Home, layout: Layout, encoder: FakeEncoder, uri: str) -> None:
    add(home, FIRST)
    other = Home(layout, encoder, MilvusStore(uri))
    assert names(other) == ["一"]
    add(home, SECOND)
    assert names(other) == ["一", "二"]
    layout.current.write_text("1")  # the alias alone says what serves
    assert names(other) == ["一", "二"]


def test_a_rollback_switches_back(home: Home) -> None:
    add(home, FIRST)
    add(home, SECOND)
    assert home.rollback().number == 1
    assert home.store.serving() == 1
    assert add(home, THIRD) == 3
    assert names(home) == ["一", "三"]


def test_changes_and_removals_leave_the_rest(home: Home) -> None:
    add(home, FIRST, SECOND)
    add(home, CHANGED)
    assert names(home) == ["二", "一"]
    rows, _ = home.current().lexical.search(["9", "8"], 5)
    assert [home.current().passages[int(row)].report for row in rows] == ["一"]
    home.remove("一")
    assert home.current().lexical.search(["提案"], 5)[0].tolist() == []
    assert home.verify() == []


def test_what_was_not_counted_in_full_is_not_published(home: Home, uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add(home, FIRST)
    from pymilvus import MilvusClient

    insert = MilvusClient.insert
    with monkeypatch.context() as losing:
        losing.setattr(MilvusClient, "insert", lambda self, name, data: insert(self, name, data[:-1]))
        with pytest.raises(IndexFault, match=r"写入 Milvus \d+ 段,数到 \d+ 段;没有发布"):
            add(home, SECOND)
    assert names(home) == ["一"]
    assert collections(uri) == [1]
    assert add(home, SECOND) == 2


def test_what_a_killed_writer_left_is_made_anew(home: Home, uri: str) -> None:
    add(home, FIRST)
    cluster = MilvusStore(uri)
    cluster.client.create_collection(f"xunli_2_{'0' * 12}", dimension=4)
    add(home, SECOND)
    assert list(cluster.collections().values()) == [1, 2]
    assert home.verify() == []


def test_an_empty_home_does_not_take_over_a_cluster_that_serves(
    home: Home, tmp_path: Path, encoder: FakeEncoder, uri: str
) -> None:
    add(home, FIRST)
    wrong = Home(Layout(tmp_path / "wrong"), encoder, MilvusStore(uri))
    assert wrong.exists()
    with pytest.raises(IndexFault, match="wrong"):
        add(wrong, SECOND)
    assert names(home) == ["一"]


def test_only_what_can_be_rolled_back_to_stays_in_the_cluster(home: Home, uri: str) -> None:
    for number in range(KEPT + 2):
        add(home, document(str(number), page(f"云{NAMES[number]}县政协", "全年协商8次。", number=number + 1)))
    assert collections(uri) == home.layout.numbers()[::-1] == list(range(3, KEPT + 3))


def test_an_index_in_files_moves_by_a_rebuild(home: Home, layout: Layout, encoder: FakeEncoder) -> None:
    files = Home(layout, encoder, FaissStore())
    add(files, FIRST, SECOND)
    with pytest.raises(IndexFault, match=r"索引存于 files,现在设定的是 milvus.*rebuild"):
        home.current()
    home.rebuild()
    assert names(home) == ["一", "二"]
    with pytest.raises(IndexFault, match="索引存于 milvus,现在设定的是 files"):
        files.current()


def test_a_collection_that_is_gone_is_said_and_made_anew(home: Home, uri: str) -> None:
    add(home, FIRST)
    MilvusStore(uri).delete(1)
    again = Home(home.layout, home.encoder, MilvusStore(uri))
    with pytest.raises(IndexFault, match=r"xunli_1_[0-9a-f]{12}"):
        again.current()
    again.rebuild()
    assert names(again) == ["一"]


@pytest.mark.parametrize("address", ["", "http://a:geheim@127.0.0.1:1/d", "nowhere"])
def test_an_address_that_is_none_is_one_line_without_the_password(
    layout: Layout, encoder: FakeEncoder, address: str
) -> None:
    with pytest.raises(IndexFault, match="XUNLI_MILVUS_URI") as caught:
        Home(layout, encoder, MilvusStore(address)).current()
    assert "geheim" not in str(caught.value)
    assert "\n" not in str(caught.value)
