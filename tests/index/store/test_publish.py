"""One generation serves at a time; changes happen whole or not at all."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.model import Settled
from index.errors import Damaged, IndexFault
from index.retrieval.faiss_store import FaissStore
from index.store.generation import Generation
from index.store.layout import Layout
from index.store.manifest import read_manifest, write_manifest
from index.store.publish import KEPT, Home
from tests.conftest import FakeEncoder
from tests.index.samples import CHANGED, FIRST, SECOND, THIRD, add, document, page


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


class Told(list[str]):
    """What a home says."""


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "home")


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def home(layout: Layout, encoder: FakeEncoder, told: Told) -> Home:
    return Home(layout, encoder, FaissStore(), notify=told.append)


def names(home: Home) -> list[str]:
    return [record.name for record in home.current().reports]


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x40
    path.write_bytes(content)


def test_nothing_published_is_told_with_the_remedy(home: Home, layout: Layout) -> None:
    assert not home.exists()
    with pytest.raises(IndexFault, match=f"{layout.home}:还没有索引.*xunli index add"):
        home.current()


def test_generations_are_numbered_and_know_their_parents(home: Home) -> None:
    add(home, FIRST)
    assert add(home, SECOND) == 2
    assert (home.current().number, home.current().manifest.parent) == (2, 1)
    assert names(home) == ["一", "二"]


def test_what_is_known_publishes_nothing(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    assert add(home, FIRST) == 1
    assert layout.numbers() == [1]


def test_a_changed_report_takes_the_place_of_the_old(home: Home) -> None:
    add(home, FIRST, SECOND)
    add(home, CHANGED)
    assert names(home) == ["二", "一"]
    assert home.current().report("一").sha256 == CHANGED.sha256


def test_what_was_previewed_against_an_older_state_is_not_published(home: Home) -> None:
    add(home, FIRST)
    previews = home.preview([CHANGED])
    add(home, document("一", FIRST.text.replace("8次", "10次")))
    with pytest.raises(IndexFault, match=r"《一》在确认期间被别处改动"):
        home.add(previews)
    assert home.current().number == 2


def test_a_removal_leaves_the_rest(home: Home) -> None:
    add(home, FIRST, SECOND)
    home.remove("一.txt")
    assert names(home) == ["二"]


def test_the_last_report_stays(home: Home) -> None:
    add(home, FIRST)
    with pytest.raises(IndexFault, match=r"最后一份"):
        home.remove("一")
    assert names(home) == ["一"]


def test_a_rollback_goes_back_one_after_another(home: Home) -> None:
    for one in (FIRST, SECOND, THIRD):
        add(home, one)
    assert [home.rollback().number, home.rollback().number] == [2, 1]
    with pytest.raises(IndexFault, match=r"第 1 代之前没有"):
        home.rollback()
    assert names(home) == ["一"]


def test_after_a_rollback_history_goes_on_from_there_with_a_new_number(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    add(home, SECOND)
    home.rollback()
    assert add(home, THIRD) == 3
    assert names(home) == ["一", "三"]
    assert layout.numbers() == [3, 1]
    assert home.rollback().number == 1


def test_a_set_number_of_generations_is_kept(home: Home, layout: Layout) -> None:
    for at in range(KEPT + 3):
        add(home, document("一", FIRST.text.replace("8次", f"{at}次")))
    assert layout.numbers() == list(range(KEPT + 3, 3, -1))
    assert len(list(layout.sources.glob("*.txt"))) == KEPT
    assert home.verify() == []


def test_a_generation_that_somebody_reads_is_kept(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    reader = Generation(layout, layout.generation(1), FaissStore())
    for at in range(KEPT + 1):
        add(home, document("二", SECOND.text.replace("36次", f"{at}次")))
    assert 1 in layout.numbers()
    assert reader.text_of("一") == FIRST.text
    del reader
    add(home, THIRD)
    assert 1 not in layout.numbers()


def test_another_home_follows_what_is_published(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    reader = Home(layout, FakeEncoder(), FaissStore())
    assert reader.current().number == 1
    add(home, SECOND)
    assert names(reader) == ["一", "二"]
    home.rollback()
    assert names(reader) == ["一"]


def test_a_failed_build_leaves_what_served(
    home: Home, layout: Layout, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(home, FIRST)
    monkeypatch.setattr(encoder, "encode", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(IndexFault, match=r"写入失败.No space left.;索引保持原样"):
        add(home, SECOND)
    assert names(home) == ["一"]
    assert [path.name for path in layout.generations.iterdir()] == ["1"]


def test_a_generation_that_fails_its_probes_is_not_published(
    home: Home, layout: Layout, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(home, FIRST)
    # An encoder that gives other vectors than before: what was kept is no longer found.
    monkeypatch.setattr(encoder, "alphabet", encoder.alphabet[6:] + encoder.alphabet[:6])
    with pytest.raises(IndexFault, match=r"没有通过自检.*《一》"):
        add(home, SECOND)
    assert names(home) == ["一"]
    assert layout.numbers() == [1]


def test_leftovers_of_an_interrupted_writer_go(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    for path in (layout.building(2).folder, layout.generations / "removing-0"):
        (path / "lexical").mkdir(parents=True)
    (layout.home / "CURRENT.new").write_text("9")
    assert home.verify() == []
    add(home, SECOND)
    assert layout.unfinished() == []
    assert sorted(path.name for path in layout.home.iterdir()) == ["CURRENT", "generations", "sources", "writer.lock"]


def test_a_generation_published_but_never_pointed_to_does_not_serve(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    add(home, SECOND)
    layout.current.write_text("1\n")  # as if the writer had been killed before it replaced CURRENT
    assert names(home) == ["一"]
    assert home.verify() == []
    assert add(home, THIRD) == 3
    assert layout.numbers() == [3, 1]


@pytest.mark.parametrize("harm", [flip, truncate, Path.unlink, lambda path: path.write_bytes(b"")])
def test_where_any_file_is_damaged_the_generation_before_serves(
    home: Home, layout: Layout, harm: Callable[[Path], object]
) -> None:
    add(home, FIRST)
    add(home, SECOND)
    files = [path for path in layout.generation(2).folder.rglob("*") if path.is_file() and path.suffix != ".lock"]
    assert len(files) > 10
    for path in files:
        content = path.read_bytes()
        harm(path)
        told: list[str] = []
        reader = Home(layout, FakeEncoder(), FaissStore(), notify=told.append)
        assert names(reader) == ["一"]
        assert [message.split(":")[0] for message in told] == [str(path)]
        assert told[0].endswith("暂用第 1 代索引,请运行 xunli index rebuild 修复。")
        assert [line.split(":")[0] for line in reader.verify()] == [str(path)]
        path.write_bytes(content)


@pytest.mark.parametrize("content", [None, b"", b"two", b"\xff", b"7"], ids=["missing", "empty", "word", "byte", "7"])
def test_where_current_is_damaged_the_newest_generation_serves(
    home: Home, layout: Layout, told: Told, content: bytes | None
) -> None:
    add(home, FIRST)
    add(home, SECOND)
    layout.current.unlink() if content is None else layout.current.write_bytes(content)
    reader = Home(layout, FakeEncoder(), FaissStore(), notify=told.append)
    assert reader.exists()
    assert names(reader) == ["一", "二"]
    assert len(told) == 1
    assert len(reader.verify()) == 1


def test_nothing_is_built_on_a_damaged_generation(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    add(home, SECOND)
    flip(layout.generation(2).vectors)
    writer = Home(layout, FakeEncoder(), FaissStore())
    for write in (lambda: add(writer, THIRD), lambda: writer.remove("一")):
        with pytest.raises(Damaged, match=r"vectors\.faiss:已损坏.*xunli index rebuild"):
            write()
    assert layout.current.read_text() == "2\n"


@pytest.mark.parametrize("name", ["vectors.faiss", "passages.sqlite3", "lexical/meta.json"])
def test_a_rebuild_puts_right_what_is_damaged_and_loses_nothing(home: Home, layout: Layout, name: str) -> None:
    add(home, FIRST)
    add(home, SECOND)
    flip(layout.generation(2).folder / name)
    writer = Home(layout, FakeEncoder(), FaissStore())
    assert writer.rebuild().number == 3
    assert names(writer) == ["一", "二"]
    assert writer.verify() == []
    assert writer.rollback().number == 1


def test_a_rebuild_from_an_older_list_says_so(home: Home, layout: Layout, told: Told) -> None:
    add(home, FIRST)
    add(home, SECOND)
    layout.generation(2).reports.write_text("")
    writer = Home(layout, FakeEncoder(), FaissStore(), notify=told.append)
    writer.rebuild()
    assert names(writer) == ["一"]
    assert any("已按第 1 代的目录重建" in message for message in told)


def test_a_bot_that_fell_back_takes_up_the_rebuilt_generation(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    add(home, SECOND)
    flip(layout.generation(2).passages)
    bot = Home(layout, FakeEncoder(), FaissStore())
    assert bot.current().number == 1
    Home(layout, FakeEncoder(), FaissStore()).rebuild()
    assert bot.current().number == 3


def test_a_number_is_never_given_twice(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    add(home, SECOND)
    for path in layout.generation(2).lexical.iterdir():
        path.unlink()
    layout.current.write_text("8\n")
    assert Home(layout, FakeEncoder(), FaissStore()).rebuild().number == 9


def test_where_no_generation_is_sound_that_is_said(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    flip(layout.generation(1).vectors)
    with pytest.raises(Damaged, match=r"没有一代索引是完好的.*xunli index rebuild"):
        Home(layout, FakeEncoder(), FaissStore()).current()


def test_a_rollback_onto_a_damaged_generation_is_refused(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    add(home, SECOND)
    flip(layout.generation(1).passages)
    with pytest.raises(Damaged, match=r"passages\.sqlite3.*xunli index rebuild"):
        home.rollback()
    assert names(home) == ["一", "二"]


def test_a_damaged_source_is_named_and_put_right_by_adding_the_file_again(home: Home, layout: Layout) -> None:
    add(home, FIRST, SECOND)
    flip(layout.source(FIRST.sha256))
    (line,) = home.verify()
    assert line.startswith(f"{layout.source(FIRST.sha256)}:原文已损坏")
    with pytest.raises(Damaged, match=r"原文已损坏"):
        home.rebuild()
    add(home, FIRST)
    assert home.verify() == []
    assert home.current().number == 1


@pytest.mark.parametrize("name", ["vectors.faiss", "manifest.json", "reports.json", "passages.sqlite3"])
def test_a_damaged_generation_before_is_removed_by_the_rebuild_that_is_advised(
    home: Home, layout: Layout, told: Told, name: str
) -> None:
    for one in (FIRST, SECOND, THIRD):
        add(home, one)
    flip(layout.generation(1).folder / name)
    assert all(line.endswith("请运行 xunli index rebuild 修复。") for line in home.verify())
    home.rebuild()
    assert told == ["第 1 代已损坏,清除了,不能再退回。"]
    assert (home.verify(), home.rollback().number) == ([], 3)


def test_a_damaged_source_of_a_generation_before_is_removed_by_the_rebuild_that_is_advised(
    home: Home, layout: Layout
) -> None:
    add(home, FIRST)
    add(home, CHANGED)
    flip(layout.source(FIRST.sha256))
    assert home.verify() == [
        f"{layout.source(FIRST.sha256)}:已损坏(先前一代的原文或原件);请运行 xunli index rebuild 修复。"
    ]
    home.rebuild()
    assert home.verify() == []
    assert not layout.source(FIRST.sha256).exists()


@pytest.mark.parametrize("name", ["CURRENT", "generations/1/vectors.faiss", "generations/1/manifest.json"])
def test_where_a_source_is_damaged_too_adding_its_file_mends_both(home: Home, layout: Layout, name: str) -> None:
    add(home, replace(FIRST, settled=Settled(year=2021)), SECOND)
    (layout.home / name).write_bytes(b"")
    flip(layout.source(FIRST.sha256))
    writer = Home(layout, FakeEncoder(), FaissStore())
    with pytest.raises(Damaged, match=r"请用 xunli index add 重新加入原文件。\(收录时的文件:一\.txt\)$"):
        writer.rebuild()
    assert sum("xunli index add 重新加入原文件。(收录时的文件:一.txt)" in line for line in writer.verify()) == 1
    assert add(writer, FIRST, THIRD) == 3
    assert (names(writer), writer.current().report("一").year, writer.verify()) == (["一", "二", "三"], 2021, [])


def test_counts_that_differ_are_named(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    files = layout.generation(1)
    write_manifest(files, replace(read_manifest(files), passages=7))
    (line,) = home.verify()
    assert "数目不一致(6/6/6)" in line


def test_an_index_of_an_earlier_version_is_refused_with_the_remedy_and_made_anew(home: Home, layout: Layout) -> None:
    add(home, FIRST, SECOND)
    files = layout.generation(1)
    write_manifest(files, replace(read_manifest(files), form=1))
    upgraded = Home(layout, FakeEncoder(), FaissStore())
    with pytest.raises(Damaged, match=r"由别的版本写成.*xunli index rebuild"):
        upgraded.current()
    assert upgraded.rebuild().number == 2
    assert names(upgraded) == ["一", "二"]
    assert upgraded.verify() == []


def test_vectors_of_another_encoder_are_not_searched(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    other = FakeEncoder()
    other.name = "other"
    with pytest.raises(IndexFault, match=r"编码器是 fake,现在设定的是 other;.*rebuild"):
        Home(layout, other, FaissStore()).current()
    assert Home(layout, other, FaissStore()).rebuild().manifest.encoder == "other"


def test_a_rollback_to_vectors_of_another_encoder_is_refused(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    other = FakeEncoder()
    other.name = "other"
    changed = Home(layout, other, FaissStore())
    changed.rebuild()
    with pytest.raises(IndexFault, match=r"编码器"):
        changed.rollback()
    assert changed.current().number == 2


def test_two_writers_take_turns_and_both_changes_stay(home: Home, layout: Layout, told: Told) -> None:
    add(home, FIRST)
    pages = [document(f"页{at}", page(f"{name}县政协", f"协商{at}。全年协商{at}次。", number=at + 2))
             for at, name in enumerate("云溪渌水")]  # fmt: skip
    writers = [Home(layout, FakeEncoder(), FaissStore(), notify=told.append) for _ in pages]
    threads = [threading.Thread(target=add, args=pair) for pair in zip(writers, pages, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(names(home)) == sorted(["一", *(one.name for one in pages)])
    assert home.verify() == []
    assert home.current().number == 5


def test_two_who_publish_the_same_first_files_agree(layout: Layout) -> None:
    one, other = Home(layout, FakeEncoder(), FaissStore()), Home(layout, FakeEncoder(), FaissStore())
    first, second = one.preview([FIRST]), other.preview([FIRST])
    assert [one.add(first).number, other.add(second).number] == [1, 1]


def test_readers_never_miss_an_answer_while_generations_change(home: Home, layout: Layout) -> None:
    add(home, FIRST)
    done = threading.Event()
    seen: list[int] = []
    faults: list[str] = []

    def read() -> None:
        reader = Home(layout, FakeEncoder(), FaissStore(), notify=faults.append)
        while not done.is_set():
            generation = reader.current()
            seen.append(generation.number)
            assert generation.text_of("一") == FIRST.text

    thread = threading.Thread(target=read)
    thread.start()
    for at in range(8):
        add(home, document("二", SECOND.text.replace("36次", f"{at}次")))
    done.set()
    thread.join(30)
    assert faults == []
    assert seen == sorted(seen)
    assert len(set(seen)) > 2
