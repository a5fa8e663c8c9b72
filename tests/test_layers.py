"""Imports go one way: `corpus <- index <- bot`, and `prompts` imports none of them."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "prompts": {"prompts"},
    "corpus": {"corpus", "prompts"},
    "index": {"index", "corpus", "prompts"},
    "bot": {"bot", "index", "corpus", "prompts"},
}


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the first name of every module that a file imports, wherever in the file, and its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            yield str(node.module).split(".")[0], node.lineno


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    files = list((ROOT / package).rglob("*.py"))
    ours = {*MAY_IMPORT, "tests"}
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in files
        for name, line in imported(path)
        if name in ours and name not in MAY_IMPORT[package]
    ]
    assert files
    assert wrong == []


def test_inside_index_no_folder_or_module_imports_one_back() -> None:
    folder = ROOT / "index"
    imports: dict[str, set[str]] = {}
    for path in folder.rglob("*.py"):
        part = path.relative_to(folder).with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("index."):
                imports.setdefault(part, set()).add(str(node.module).split(".")[1])
    graph = {part: below - {part} for part, below in imports.items()}
    assert graph["figures"] >= {"answer", "query"}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the cycle
