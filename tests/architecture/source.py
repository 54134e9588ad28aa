"""The source tree as the architecture tests read it: text and syntax, never imported."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "pratique"
TESTS = ROOT / "tests"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the product. `name` is its path below the package, such as `core/names.py`."""

    name: str
    text: str
    tree: ast.Module

    @property
    def folder(self) -> str:
        """The part of the product it belongs to, such as `core`; its own name if it stands alone."""
        return self.name.partition("/")[0].removesuffix(".py")

    @property
    def stem(self) -> str:
        """Its name as it is imported, without its folders."""
        return Path(self.name).stem

    def __str__(self) -> str:
        return self.name


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the product, by path."""
    found = []
    for path in sorted(SRC.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Module(path.relative_to(SRC).as_posix(), text, ast.parse(text)))
    return tuple(found)


def functions(module: Module) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    for node in ast.walk(module.tree):
        if isinstance(node, Function):
            yield node


def public_functions(module: Module) -> Iterator[Function]:
    """What another module may call: functions and methods whose names are not private, and none inside another."""
    for node in module.tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (
                inner for inner in node.body if isinstance(inner, Function) and not inner.name.startswith("_")
            )


def imports(module: Module) -> Iterator[str]:
    """Every name that a module imports from elsewhere, in full: `os`, `pathlib.Path`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parsed(source: str, name: str = "x.py") -> Module:
    """A module made for a test of these tests."""
    return Module(name, source, ast.parse(source))


def lines(found: Iterable[str]) -> str:
    """What was found, in full and one a line, as the message of an assertion."""
    return "\n" + "\n".join(sorted(found))


def says(node: ast.AST | None) -> str:
    """The source of a node in one spelling, "" for none."""
    return "" if node is None else ast.unparse(node)
