"""Sources carried out by the machine, in these tests."""

import ast
from typing import Any

from pratique.analysis.languages.python.machine import Machine


def carried(source: str) -> Machine:
    """A machine that has carried out a source."""
    machine = Machine()
    machine.run(ast.parse(source).body)
    return machine


def named(source: str, name: str = "x") -> Any:
    """What a name of the module holds in the end."""
    return carried(source).module.names.get(name)


def code_run(source: str) -> list[Any]:
    """What is handed to exec."""
    tree = ast.parse(source)
    machine = Machine()
    machine.run(tree.body)
    return [one.arguments[0] for seen in machine.seen.values() for one in seen if one.name == "exec"]
