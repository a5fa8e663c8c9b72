from pathlib import Path

from index.store.layout import Layout


def test_finished_generations_are_listed_from_the_newest(tmp_path: Path) -> None:
    for name in ("2", "10", "1", "building-11", "removing-3", "notes"):
        (tmp_path / "generations" / name).mkdir(parents=True)
    layout = Layout(tmp_path)
    assert layout.numbers() == [10, 2, 1]
    assert [path.name for path in layout.unfinished()] == ["building-11", "removing-3"]


def test_an_empty_home_has_no_generation(tmp_path: Path) -> None:
    assert (Layout(tmp_path).numbers(), Layout(tmp_path).unfinished()) == ([], [])


def test_everything_lies_below_the_home(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    files = layout.generation(7)
    places = (layout.current, layout.lock, layout.source("ab"), layout.origin("ab"), files.manifest, files.lexical)
    assert [path.relative_to(tmp_path).as_posix() for path in places] == [
        "CURRENT",
        "writer.lock",
        "sources/ab.txt",
        "sources/ab.json",
        "generations/7/manifest.json",
        "generations/7/lexical",
    ]
