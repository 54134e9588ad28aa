"""The engine names no method, function or class of a language: what names mean stands in the models of the front ends."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pratique.analysis.engine
from pratique.analysis.engine.tables import Apis, Operators, Words
from pratique.analysis.frontends.ruby.model import MODEL

ENGINE = Path(pratique.analysis.engine.__file__).parent
NOT_READ = frozenset(("places.py", "gather.py", "tables.py"))
"""Modules of places that any language names, of the limits of all languages, and of defaults."""
SHARED = frozenset(
    (
        *("", "()", ".", "+", "-", "*", "/", "%", "&", "|", "^", "**", "<<", ">>", "==", "computed-call"),
        *("xor", "replace", "name", "s", "c", "p", "@"),
    )
)
"""Operators on numbers, names that the engine itself gives, and words of Python's own codecs and formats."""


def names_of(table: Apis | Words | Operators) -> Iterator[str]:
    """Yield every name of a table, and its last word."""
    for field in fields(table):
        value = getattr(table, field.name)
        if not callable(value):
            for name in (value,) if isinstance(value, str) else value:
                yield name
                yield name.rpartition(".")[2]


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def test_no_module_of_the_engine_names_what_only_a_language_has() -> None:
    tables = (MODEL.apis, MODEL.words, MODEL.operators)
    names = {MODEL.environment, *(name for table in tables for name in names_of(table))} - SHARED
    modules = [path for path in sorted(ENGINE.glob("*.py")) if path.name not in NOT_READ]

    found = [
        f"{path.name}:{line}: {text}" for path in modules for line, text in texts_of(path) if text in names
    ]

    assert [] == found


def test_no_module_of_the_engine_imports_a_front_end() -> None:
    assert [] == [
        path.name for path in ENGINE.glob("*.py") if "frontends" in path.read_text(encoding="utf-8")
    ]
