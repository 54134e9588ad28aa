"""Every module has its test file, and it is where one looks for it."""

import ast
from pathlib import Path

from tests.architecture.source import TESTS, Module, lines, modules

EXEMPT_FOLDERS = ("store/migrations/",)
"""Tested by migrating: tests/store."""

UNTESTED = frozenset((Path(__file__).parent / "untested.txt").read_text(encoding="utf-8").split())
"""Modules without a test file of their own. Only ever shorter: a module that has one must leave."""


def needs_a_test(module: Module) -> bool:
    if module.name.startswith(EXEMPT_FOLDERS) or module.stem == "__main__":
        return False
    if module.stem != "__init__":
        return True
    return any(
        isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) for node in module.tree.body
    )


def expected_test(module: Module) -> str:
    """Where its test is: `core/names.py` in core/test_names.py, `cli/__init__.py` in cli/test_cli.py."""
    folder, _, name = module.name.rpartition("/")
    stem = name.removesuffix(".py")
    if stem == "__init__":
        stem = folder.rpartition("/")[2] or "pratique"
    return f"{folder}/test_{stem}.py".lstrip("/")


def untested() -> set[str]:
    return {
        module.name
        for module in modules()
        if needs_a_test(module) and not (TESTS / expected_test(module)).is_file()
    }


def test_every_module_has_its_test_file() -> None:
    found = [f"src/pratique/{name} has no test" for name in untested() - UNTESTED]

    assert not found, lines(found)


def test_the_list_of_untested_modules_only_shrinks() -> None:
    found = [
        f"take {name} out of untested.txt: it has its test, or is gone" for name in UNTESTED - untested()
    ]

    assert not found, lines(found)
