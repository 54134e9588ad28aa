"""Commands of setup.py that other commands run, or that the file itself asks for, and no person."""

import ast

from pratique.analysis.languages.python.scopes import Index

_RUNS = frozenset(("run_command", "get_finalized_command", "reinitialize_command", "get_command_obj"))
_WORDS = frozenset(("sub_commands", "script_args", "aliases", "_sub_commands"))
"""Lists of the commands that are run."""
_OF_DISTRIBUTION = frozenset(("commands", "run_commands", "parse_command_line"))
"""Members of a distribution that hold the commands, and that run them all."""
_MOST_PARTS = 200_000


def passed_on(index: Index) -> frozenset[str] | None:
    """The names of commands that the file has run; None where it does not say which."""
    found = set[str]()
    for count, part in enumerate(ast.walk(index.module.node)):
        if count > _MOST_PARTS or _is_open(part):
            return None
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in _RUNS:
            named = [*part.args, *(word.value for word in part.keywords)][:1]
            if not named or not isinstance(named[0], ast.Constant) or not isinstance(named[0].value, str):
                return None
            found.add(named[0].value)
    return frozenset(found)


def _is_open(part: ast.AST) -> bool:
    """Whether a part of the file may have any command run: a list of them, a call by its spelt name, words put into `sys.argv`."""
    match part:
        case ast.Attribute(attr=word) if word in _OF_DISTRIBUTION:
            return True
        case ast.Attribute(attr=word) | ast.Name(id=word) | ast.keyword(arg=word):
            return word in _WORDS
        case ast.Constant(value=str(word)):
            return word in _WORDS or word in _RUNS
        case ast.Call(func=ast.Name(id="getattr"), args=[_, name, *_]):
            return not isinstance(name, ast.Constant)
    return any(_is_words(target) for target in _changed(part))


def _changed(part: ast.AST) -> list[ast.expr]:
    match part:
        case ast.Assign(targets=targets):
            return targets
        case ast.AugAssign(target=target):
            return [target]
        case ast.Call(func=ast.Attribute(value=value, attr="append" | "extend" | "insert")):
            return [value]
    return []


def _is_words(node: ast.expr) -> bool:
    """Whether an expression is `sys.argv`, or a place in it."""
    if isinstance(node, ast.Subscript):
        node = node.value
    return (node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")) == "argv"
