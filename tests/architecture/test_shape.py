"""The shape of the source: sizes, names, arguments, and where everything may be caught."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import (
    Function,
    Module,
    functions,
    lines,
    modules,
    parsed,
    public_functions,
    says,
)

MOST_LINES = 600
MOST_LINES_IN_A_FUNCTION = 60
FORBIDDEN_NAMES = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}

CATCH_ALL = {
    "analysis/inspection.py": "one rule that fails must not silence the others",
    "analysis/languages/readers.py": "one file whose reader fails must not silence the others; it is told as unread",
    "cli/__init__.py": "a defect must not look like an answer",
    "cli/mcp/server.py": "whatever fails must be an answer that does not allow, and not end the server",
    "cli/verbs/hook.py": "whatever fails must not let an agent run its command line",
}
"""Where everything may be caught, and why. A handler that ends by raising again catches nothing."""


def long_modules() -> Iterator[str]:
    for module in modules():
        count = len(module.text.splitlines())
        if count > MOST_LINES:
            yield f"{module} has {count} lines"


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def is_broad(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    everything = any(says(kind) in {"", "Exception", "BaseException"} for kind in kinds)
    return everything and not (isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None)


def broad_handlers(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and is_broad(node):
            yield module.name
        elif isinstance(node, ast.Call) and says(node.func).endswith("suppress"):
            yield from (module.name for kind in node.args if says(kind) in {"Exception", "BaseException"})


def positional_booleans(function: Function) -> Iterator[str]:
    arguments = [*function.args.posonlyargs, *function.args.args]
    defaults = [None] * (len(arguments) - len(function.args.defaults)) + [*function.args.defaults]
    for argument, default in zip(arguments, defaults, strict=True):
        switch = isinstance(default, ast.Constant) and isinstance(default.value, bool)
        if switch or says(argument.annotation) in {"bool", "bool | None"}:
            yield argument.arg


def dataclasses_of(module: Module) -> Iterator[tuple[ast.ClassDef, set[str]]]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ClassDef):
            continue
        for decorator in node.decorator_list:
            call = decorator.func if isinstance(decorator, ast.Call) else decorator
            if says(call) in {"dataclass", "dataclasses.dataclass"}:
                given = decorator.keywords if isinstance(decorator, ast.Call) else []
                yield node, {word.arg or "" for word in given if says(word.value) == "True"}


def test_no_module_is_too_long_to_read_at_once() -> None:
    found = list(long_modules())

    assert not found, lines(found)


def test_no_function_is_too_long_to_read_at_once() -> None:
    found = [
        f"{module}:{function.lineno} {function.name} has {length(function)} lines"
        for module in modules()
        for function in functions(module)
        if length(function) > MOST_LINES_IN_A_FUNCTION
    ]

    assert not found, lines(found)


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    found = [module.name for module in modules() for part in module.name.split("/") if _says_nothing(part)]

    assert not found, lines(found)


def _says_nothing(part: str) -> bool:
    return not FORBIDDEN_NAMES.isdisjoint(part.removesuffix(".py").split("_"))


def test_no_class_is_a_manager_or_a_service() -> None:
    found = [
        f"{module}: {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        and node.name.endswith(("Helper", "Manager", "Service", "Util", "Utils"))
    ]

    assert not found, lines(found)


def test_everything_is_caught_only_where_it_is_agreed() -> None:
    found = [name for module in modules() for name in broad_handlers(module)]

    assert sorted(CATCH_ALL) == sorted(found)


def test_no_public_function_takes_a_boolean_by_position() -> None:
    found = [
        f"{module}:{function.lineno} {function.name}({name})"
        for module in modules()
        for function in public_functions(module)
        for name in positional_booleans(function)
    ]

    assert not found, lines(found)


def test_the_values_of_the_core_are_frozen() -> None:
    found = [
        f"{module}: {node.name}"
        for module in modules()
        if module.folder == "core"
        for node, words in dataclasses_of(module)
        if "frozen" not in words
    ]

    assert not found, lines(found)


def test_no_module_runs_or_unpickles_what_it_reads() -> None:
    found = [
        f"{module}:{node.lineno} {says(node.func)}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and says(node.func)
        in {
            "eval",
            "exec",
            "__import__",
            "os.system",
            "os.popen",
            "pickle.loads",
            "pickle.load",
            "marshal.loads",
        }
    ]

    assert not found, lines(found)


def test_no_process_is_started_through_a_shell() -> None:
    found = [
        f"{module}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.keyword) and node.arg == "shell" and says(node.value) != "False"
    ]

    assert not found, lines(found)


@pytest.mark.parametrize(
    ("source", "broad"),
    [
        ("try: f()\nexcept Exception: pass", True),
        ("try: f()\nexcept: pass", True),
        ("try: f()\nexcept (KeyError, BaseException) as e: log(e)", True),
        ("try: f()\nexcept BaseException:\n  undo()\n  raise", False),
        ("try: f()\nexcept (KeyError, ValueError): pass", False),
        ("with contextlib.suppress(Exception): f()", True),
        ("with contextlib.suppress(KeyError): f()", False),
    ],
)
def test_a_handler_is_broad_when_it_ends_every_error(source: str, *, broad: bool) -> None:
    assert broad == bool(list(broad_handlers(parsed(source))))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(a: bool): ...", ["a"]),
        ("def f(a, b=False): ...", ["b"]),
        ("class C:\n  def f(self, a: bool | None = None): ...", ["a"]),
        ("def f(*, a: bool = False): ...", []),
        ("def _f(a: bool): ...", []),
        ("def f():\n  def g(a: bool): ...", []),
    ],
)
def test_a_boolean_by_position_is_seen_where_others_call(source: str, names: list[str]) -> None:
    found = [name for function in public_functions(parsed(source)) for name in positional_booleans(function)]

    assert names == found
