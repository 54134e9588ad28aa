"""Compares two versions of a package.json, and reads what npm does with it at publication."""

import json
from typing import Any

_DEPENDENCIES = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_PROTOCOLS = ("workspace:", "catalog:", "link:", "file:", "portal:")


def parsed(data: bytes | None) -> dict[str, Any]:
    """Return the object in a package.json; an empty object if there is none."""
    try:
        found = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def rewritten_by_clients(source: bytes, packed: bytes) -> bool:
    """Return True if a packed package.json differs from its source only as npm, pnpm, yarn and lerna rewrite it.

    They replace `workspace:` and `catalog:` ranges, apply `publishConfig`, add `gitHead`, and remove scripts and
    fields. An added script or another changed field is no such difference.
    """
    before, after = parsed(source), parsed(packed)
    if not before or not after:
        return False
    applied = before.get("publishConfig")
    config = applied if isinstance(applied, dict) else {}
    return all(_is_usual(name, before, after, config) for name in {*before, *after})


def _is_usual(name: str, before: dict[str, Any], after: dict[str, Any], config: dict[str, Any]) -> bool:
    if name == "version" or name not in after or before.get(name) == after[name]:
        return True
    if name in {"gitHead", "_id"} or (name in config and config[name] == after[name]):
        return True
    if name == "scripts":
        return _scripts(before.get(name), after[name])
    return name in _DEPENDENCIES and _ranges(before.get(name), after[name])


def _scripts(before: Any, after: Any) -> bool:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return False
    return all(before.get(name) == text for name, text in after.items())


def _ranges(before: Any, after: Any) -> bool:
    if not isinstance(before, dict) or not isinstance(after, dict) or {*after} - {*before}:
        return False
    return all(
        before[name] == text or (isinstance(before[name], str) and before[name].startswith(_PROTOCOLS))
        for name, text in after.items()
    )
