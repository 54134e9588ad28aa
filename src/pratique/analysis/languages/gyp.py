"""GYP build files: Python literals in which node-gyp runs commands while it configures a build.

`<!(command)` and `<!@(command)` anywhere in a string are run at configure time, `actions` and `rules` when it builds.
node-gyp evaluates the file as a Python expression without built-ins, so an expression that is more than a literal can
reach anything; it is read as Python too.
"""

import ast
import re
import warnings
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pratique.analysis.engine.places import addresses_in
from pratique.analysis.facts import (
    Address,
    Capability,
    Command,
    FileFacts,
    Flow,
    Import,
    Language,
    Payload,
    Use,
    problem_only,
)
from pratique.analysis.languages import gyp_text, python, shell

_MOST_BYTES = 1024 * 1024
_MOST_COMMANDS = 300
_OPENINGS = ("<!(", "<!@(", ">!(", ">!@(", "^!(", "^!@(")
_ARGUMENT_LISTS = frozenset(("action", "message_action"))
_BUILD_FILE = re.compile(r"([^:\s\"']{1,500}\.gyp)(?:[:#][^\s\"']{0,500})?(?=[\s\"']|\Z)")
"""`folder/file.gyp:target#toolset`, as targets of other build files are named."""
_DEPENDENCIES = "dependencies"
_INCLUDES = "includes"
_TOO_LONG = "cut: a text that is too long to follow"


def extract(source: bytes) -> FileFacts:
    """Read a `.gyp` or `.gypi` file: the commands it runs, and their facts as uses and flows."""
    if len(source) > _MOST_BYTES:
        return problem_only(Language.GYP, f"too large: {len(source)} bytes")
    if b"\0" in source:
        return problem_only(Language.GYP, "not text")
    text = source.decode("utf-8-sig", "replace")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _by_text(text)
    offset = text[: len(text) - len(text.lstrip())].count("\n")
    names = gyp_text.variables(tree)
    found = list(_commands(tree, offset, names))
    facts = replace(_facts(found, text, _code(tree, text)), imports=tuple(_build_files(tree, offset)))
    return replace(facts, problem=facts.problem or _TOO_LONG) if _is_cut(tree, names) else facts


def _is_cut(tree: ast.Expression, names: Mapping[str, str]) -> bool:
    """Whether a string is longer than is looked at, as it stands or with the variables in it."""
    return any(
        len(gyp_text.put(node.value, names)) >= gyp_text.MOST_TEXT
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _by_text(text: str) -> FileFacts:
    """What can be told of a file that is no Python expression: its expansions, line by line."""
    found = [
        (facts, number)
        for number, line in enumerate(text.split("\n")[:20_000], start=1)
        for facts in _of_text(line, {})
    ]
    named = dict.fromkeys(match.group(1) for match in _BUILD_FILE.finditer(text))
    imports = tuple(Import(name, 1, at_load=True) for name in list(named)[:_MOST_COMMANDS])
    return replace(_facts(found[:_MOST_COMMANDS], text, ()), imports=imports, problem="does not parse")


def _build_files(tree: ast.Expression, offset: int) -> Iterator[Import]:
    """The build files that targets depend on; one without a name where a variable or a command gives it."""
    waiting: deque[ast.AST] = deque([tree.body])
    count = 0
    while waiting and count < _MOST_COMMANDS:
        node = waiting.popleft()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            match = _BUILD_FILE.fullmatch(node.value)
            if match is not None:
                count += 1
                yield Import(match.group(1), node.lineno + offset, at_load=True)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                for name in _named_under(key, value):
                    count += 1
                    yield Import(name, value.lineno + offset, at_load=True, dynamic=name is None)
        waiting.extend(ast.iter_child_nodes(node))


def _named_under(key: ast.expr | None, value: ast.expr) -> Iterator[str | None]:
    """The build files that a list names by its key: gyp includes files whatever their suffix, before it knows of any variable."""
    if not isinstance(key, ast.Constant):
        return
    if key.value == _INCLUDES:
        yield from _words(value)
    elif str(key.value).startswith(_DEPENDENCIES):
        for item in _words(value):
            if "(" in item and _BUILD_FILE.fullmatch(item) is None:
                yield None


def _code(tree: ast.Expression, text: str) -> tuple[Use, ...]:
    """The use of an expression that is more than a literal."""
    waiting: deque[ast.AST] = deque([tree.body])
    while waiting:
        node = waiting.popleft()
        if isinstance(node, ast.Call | ast.Attribute | ast.Lambda | ast.ListComp | ast.GeneratorExp):
            line = node.lineno
            facts = python.extract_text(text.strip(), line=line)
            return (Use(Capability.CODE, "gyp.expression", line, at_load=True), *facts.uses)
        waiting.extend(ast.iter_child_nodes(node))
    return ()


def _commands(tree: ast.Expression, offset: int, names: Mapping[str, str]) -> Iterator[tuple[FileFacts, int]]:
    """The facts of every command in the file, with its line."""
    waiting: deque[ast.AST] = deque([tree.body])
    count = 0
    while waiting and count < _MOST_COMMANDS:
        node = waiting.popleft()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for facts in _of_text(node.value, names):
                count += 1
                yield facts, node.lineno + offset
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                for line in _global_settings(key, value):
                    count += 1
                    yield shell.read_command(line), value.lineno + offset
                words = _words(value) if _is_action(key) else ()
                if words:
                    count += 1
                    yield shell.read_words(words), value.lineno + offset
        waiting.extend(ast.iter_child_nodes(node))


def _of_text(text: str, names: Mapping[str, str]) -> Iterator[FileFacts]:
    """The facts of what a string runs: when gyp reads it, and when `make` reads what gyp has written."""
    asked = tuple(gyp_text.modules(text))
    if asked:
        yield FileFacts(language=Language.GYP, commands=asked)
    for inner in _expansions(text):
        yield shell.read_command(gyp_text.put(inner, names))
    for line in gyp_text.made(gyp_text.put(text, names)):
        yield shell.read_command(line)
    condition = gyp_text.condition(text)
    if condition is not None:
        code, texts = condition
        yield python.extract_text(code, line=1)
        yield from map(shell.read_command, texts)


def _global_settings(key: ast.expr | None, value: ast.expr) -> Iterator[str]:
    """The programs that `make_global_settings` puts in place of compilers."""
    named = isinstance(key, ast.Constant) and key.value == "make_global_settings"
    for pair in value.elts if named and isinstance(value, ast.List | ast.Tuple) else ():
        words = _words(pair)
        if len(words) == 2:
            yield words[1]


def _is_action(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and str(key.value).rstrip("=+?") in _ARGUMENT_LISTS


def _words(value: ast.expr) -> tuple[str, ...]:
    if not isinstance(value, ast.List | ast.Tuple):
        return ()
    parts = [item.value for item in value.elts if isinstance(item, ast.Constant)]
    return tuple(part for part in parts if isinstance(part, str))


def _expansions(text: str) -> Iterator[str]:
    """The commands in `<!(...)` and `<!@(...)`; brackets inside a command are counted."""
    start = 0
    for _ in range(50):
        places = [(text.find(mark, start), mark) for mark in _OPENINGS]
        places = [(at, mark) for at, mark in places if at >= 0]
        if not places:
            return
        at, mark = min(places)
        start = at + len(mark)
        end = _closing(text, start)
        yield text[start:end]
        start = end


def _closing(text: str, start: int) -> int:
    depth = 1
    for place in range(start, min(len(text), start + 20_000)):
        depth += (text[place] == "(") - (text[place] == ")")
        if not depth:
            return place
    return len(text)


def _facts(found: list[tuple[FileFacts, int]], text: str, more: tuple[Use, ...]) -> FileFacts:
    uses: dict[Use, None] = dict.fromkeys(more)
    commands: dict[Command, None] = {}
    flows: dict[tuple[Capability, str, int], Flow] = {}
    addresses: dict[str, Address] = {}
    payloads: list[Payload] = []
    for facts, line in found:
        uses.update(dict.fromkeys(replace(use, line=line, at_load=True, scope=0) for use in facts.uses))
        payloads += (replace(payload, line=line, scope=0) for payload in facts.payloads)
        commands.update(dict.fromkeys(shell.at_line(command, line) for command in facts.commands))
        for flow in facts.flows:
            flows[(flow.sink, flow.api, line)] = replace(flow, line=line, origin_line=line, scope=0)
        for address in facts.addresses:
            addresses.setdefault(address.value, replace(address, line=line))
    for number, shown in enumerate(text.split("\n")[:20_000], start=1):
        if not shown.lstrip().startswith("#"):
            for value in addresses_in(shown):
                addresses.setdefault(value, Address(value, number))
    return FileFacts(
        language=Language.GYP,
        uses=tuple(uses),
        flows=tuple(flows.values()),
        addresses=tuple(addresses.values()),
        commands=tuple(commands),
        payloads=tuple(dict.fromkeys(payloads)),
        problem="cut: too many commands" if len(found) >= _MOST_COMMANDS else None,
    )
