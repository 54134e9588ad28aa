"""Files, programs and addresses that are opened: what comes out of them, and what the call tells of them."""

import posixpath

from pratique.analysis.engine.evaluate import At, Evaluator, Resolved
from pratique.analysis.engine.heads import head
from pratique.analysis.engine.ir import Call
from pratique.analysis.engine.marks import FILE, NETWORK, PROCESS
from pratique.analysis.engine.resolved import argument
from pratique.analysis.engine.values import UNKNOWN, Value
from pratique.analysis.frontends.ruby import apis, vocabulary


def opened(evaluator: Evaluator, node: Call, at: At, resolved: Resolved) -> Value:
    """Evaluate `open` and `File.open`: a file, a program after `|`, or an address if `open-uri` is loaded."""
    line = evaluator.line(node)
    if resolved.name == "Kernel.open" and opens_address(evaluator, resolved, at):
        return Value(name="open()", marks=NETWORK, origin=line)
    target = argument(evaluator, resolved, 0, at)
    if isinstance(target.const, str) and target.const.startswith("|"):
        return Value(name="open()", marks=PROCESS | printed(target.const), origin=line)
    if not reads(evaluator, resolved, at):
        return Value(name="open()")
    return Value(name="open()", marks=FILE, origin=line)


def reads(evaluator: Evaluator, resolved: Resolved, at: At) -> bool:
    """Return True if a file is opened for reading only; an unknown mode counts as reading."""
    mode = argument(evaluator, resolved, 1, at)
    named = resolved.arguments.pairs.get("mode")
    if named is not None:
        mode = evaluator.value(named, at)
    return not isinstance(mode.const, str) or not set(mode.const) & set("wa+")


def opens_address(evaluator: Evaluator, resolved: Resolved, at: At) -> bool:
    """Return True if `open` is given an address: by its start, or if `open-uri` is loaded and the argument is unknown."""
    node = resolved.arguments.at(0)
    if node is None:
        return False
    start = head(evaluator, node, at)
    if start is not None:
        return start.lower().startswith(("http://", "https://", "ftp://"))
    value = evaluator.value(node, at)
    if value.name == "URI()":
        return True
    return not resolved.arguments.at(1) and b"open-uri" in evaluator.unit.source and value.const is UNKNOWN


def output(evaluator: Evaluator, node: Call, at: At, resolved: Resolved) -> Value:
    """Return what a started program prints: data from the network if it is a downloader."""
    start = head(evaluator, resolved.arguments.at(0), at)
    marks = PROCESS | printed(start)
    name = apis.RETURNS_SELF.get(resolved.name, "")
    return Value(name=name, marks=marks, origin=evaluator.line(node))


def printed(command: str | None) -> int:
    """Return the marks of what a command line prints, by its program."""
    words = (command or "").lstrip("| \n").split(maxsplit=1)
    return vocabulary.PRINTING.get(posixpath.basename(words[0]), 0) if words else 0
