"""Adds the hook of `pratique hook` to an agent's file of settings, and removes it, without I/O.

Everything else in the file is preserved, including the order of its keys. A file that is not plain JSON is left to
its user.
"""

import json
import re
import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pratique.cli.hook.agents.interface import Agent, Entry
from pratique.errors import Reference, UsageError

DEADLINE_S = 30
"""The time limit that the agent sets for the hook, in seconds; longer than the limit that the hook sets itself."""


def hook_command(agent: str, program: str) -> str:
    """Return the command line for an agent's settings.

    `|| exit 2` stops the agent also if the program is missing or crashes, because agents ignore other exit codes.
    """
    return f"{program} hook {agent} || exit 2"


def this_program(argument: str) -> str:
    """Return the words that start this Pratique, given how it was started."""
    path = Path(argument).absolute()
    if path.name in {"pratique", "pratique.exe"} and path.is_file():
        return shlex.quote(str(path))
    # -P: the folder that the agent works in is no place of modules.
    return f"{shlex.quote(sys.executable)} -P -m pratique"


def with_hook(text: str, agent: Agent, command: str, *, path: Path) -> str:
    """Return the file with the agent's hook, in place of an earlier one. Raise UsageError."""
    entry = agent.entry(command, DEADLINE_S)
    document = _document(text, entry, path)
    if entry.version is not None:
        document = {"version": entry.version, **document}
    lists = document.setdefault("hooks", {})
    items = lists.setdefault(entry.event, []) if isinstance(lists, dict) else None
    if not isinstance(items, list):
        raise _by_hand(path, f"`hooks` or `hooks.{entry.event}` has another form than documented", entry)
    ours = [place for place, item in enumerate(items) if _is_ours(item, command)]
    lists[entry.event] = [item for place, item in enumerate(items) if place not in ours]
    lists[entry.event].insert(ours[0] if ours else len(items), entry.value)
    if items == lists[entry.event]:
        return text
    return _written(text, document)


def without_hook(text: str, agent: Agent, command: str) -> str | None:
    """Return the file without the agent's hook; None if the hook is not found."""
    try:
        document = json.loads(text)
        lists = document["hooks"]
        event = agent.entry(command, DEADLINE_S).event
        rest = [item for item in lists[event] if not _is_ours(item, command)]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    if len(rest) == len(lists[event]):
        return None
    lists[event] = rest
    if not rest:
        del lists[event]
    if not lists:
        del document["hooks"]
    return _written(text, document)


def _document(text: str, entry: Entry, path: Path) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        document = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise _by_hand(path, "it is not plain JSON", entry) from error
    if not isinstance(document, dict):
        raise _by_hand(path, "it is no JSON object", entry)
    return document


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; a key that is there twice would be lost."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(key)
        found[key] = value
    return found


def _is_ours(item: Any, command: str) -> bool:
    """Return True if an item of a list starts this hook, from whichever place."""
    ending = command.partition(" hook ")[2]
    inner = item.get("hooks", [item]) if isinstance(item, Mapping) else []
    lines = [one.get("command", one.get("bash")) for one in inner if isinstance(one, Mapping)]
    return any(
        isinstance(line, str) and "pratique" in line and line.endswith(f" hook {ending}") for line in lines
    )


def _written(text: str, document: Mapping[str, Any]) -> str:
    """Return the document with the indentation and the line ends of the text."""
    found = re.search(r"\n([ \t]+)\S", text)
    indent: str | int = found[1] if found else 2
    written = json.dumps(document, indent=indent, ensure_ascii=False) + "\n"
    return written.replace("\n", "\r\n") if "\r\n" in text else written


def _by_hand(path: Path, why: str, entry: Entry) -> UsageError:
    value = json.dumps(entry.value)
    return UsageError(
        Reference.USAGE,
        f"{path} is not changed: {why}",
        hint=f"add to the list `hooks.{entry.event}` by hand: {value}",
    )
