"""A call, once it is known what is called with what."""

from dataclasses import dataclass

from tree_sitter import Node

from pratique.analysis.languages.javascript.scopes import Scope
from pratique.analysis.languages.values import NOTHING, Value

Argument = Value | tuple[Node, Scope]


# Not frozen: to make a frozen one takes three times as long, and millions are made. None is changed.
@dataclass(slots=True, unsafe_hash=True)
class Called:
    """A call: the function, the object it is a method of, the method's name, the arguments.

    `hidden` are the marks of a method's name that is put together at run time.
    """

    node: Node
    function: Value
    receiver: Value
    key: str | None
    arguments: tuple[Argument, ...]
    hidden: Value = NOTHING
    new: bool = False
