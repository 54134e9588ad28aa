"""Modules of the analysis do not import each other in a circle, not even where only a type checker looks."""

import ast
from collections.abc import Iterator, Mapping

from tests.architecture.source import Module, lines, modules

PACKAGE = "pratique."


def imported(module: Module, known: Mapping[str, str]) -> Iterator[str]:
    """Yield the modules that a module imports anywhere: at its top, in a function or below `TYPE_CHECKING`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            for name in names:
                target = name if name in known else node.module
                if target in known:
                    yield known[target]
        elif isinstance(node, ast.Import):
            yield from (known[alias.name] for alias in node.names if alias.name in known)


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the modules that reach themselves, each with those that it reaches and that reach it."""
    reached = {name: _reach(graph, name) for name in graph}
    found = {
        tuple(sorted(other for other in reached[name] if name in reached[other]))
        for name in graph
        if name in reached[name]
    }
    return [list(circle) for circle in sorted(found)]


def _reach(graph: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [*graph[start]]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += graph[name]
    return found


def test_circles_are_found_however_long() -> None:
    assert [["a", "b", "c"]] == circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})
    assert [] == circles({"a": {"b", "c"}, "b": {"c"}, "c": set()})


def test_no_modules_of_the_analysis_import_each_other_in_a_circle() -> None:
    analysis = [module for module in modules() if module.name.startswith("analysis/")]
    known = {
        PACKAGE + module.name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): module.name
        for module in analysis
    }
    graph = {module.name: set(imported(module, known)) - {module.name} for module in analysis}
    found = [" -> ".join(circle) for circle in circles(graph)]

    assert sum(map(len, graph.values())) > len(graph)
    assert not found, lines(found)
