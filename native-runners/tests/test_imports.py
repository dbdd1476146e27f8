"""No module imports, over whatever way, a module that imports it: imports inside functions and for types alone count, too."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(root: Path, package: str) -> dict[str, set[str]]:
    """Module → modules of the package that it imports anywhere in its text."""
    files = {module_name(path, root): path for path in (root / package).rglob("*.py")}
    graph: dict[str, set[str]] = {}
    for name, path in files.items():
        found: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                assert node.level == 0, f"{name}: import by the full name"
                # `from package import module` names a module, `from module import name` does not.
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= (inner & files.keys()) or {node.module}
        graph[name] = (found & files.keys()) - {name}
    return graph


def circle(root: Path, package: str) -> list[str]:
    """Modules of a circle, the first one again at its end; empty when there is none."""
    try:
        TopologicalSorter(imports_of(root, package)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("package", ["goodclips_runners", "demo", "bench"])
def test_imports_run_in_no_circle(package: str) -> None:
    assert imports_of(PROJECT, package)
    assert circle(PROJECT, package) == []


@pytest.mark.parametrize(
    "back",
    [
        "import made.first",
        "from made import first",
        "from made.first import a",
        "def f():\n    from made.first import a",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from made.first import a",
    ],
)
def test_a_circle_is_seen_however_it_is_hidden(tmp_path: Path, back: str) -> None:
    made = tmp_path / "made"
    made.mkdir()
    (made / "__init__.py").touch()
    (made / "first.py").write_text("from made.second import b\na = b\n", encoding="utf-8")
    (made / "second.py").write_text("b = 1\n", encoding="utf-8")
    assert circle(tmp_path, "made") == []
    (made / "second.py").write_text(f"{back}\nb = 1\n", encoding="utf-8")
    assert set(circle(tmp_path, "made")) == {"made.first", "made.second"}
