"""Resolves module names by the `exports` and `imports` fields of a package.json.

Source: the Node.js documentation of modules (PACKAGE_TARGET_RESOLVE, PACKAGE_IMPORTS_EXPORTS_RESOLVE). The active conditions are
unknown, so the targets of all conditions count, except `types`, which is not used at run time.
"""

from collections.abc import Iterator
from typing import Any

TYPES = frozenset(("types", "typings"))
"""Export conditions that compilers use to find type declarations."""
_MOST_NODES = 2_000
"""Maximum number of values below one key that are read."""


def split_name(module: str) -> tuple[str, str]:
    """Split a module name into the package name and the subpath ("" or with a leading slash)."""
    parts = module.split("/")
    length = 2 if module.startswith("@") else 1
    rest = "/".join(parts[length:])
    return "/".join(parts[:length]), f"/{rest}" if len(parts) > length else ""


def subpath_targets(mapping: Any, key: str) -> Iterator[str]:
    """Yield the targets of a key: `.` or `./x` of `exports`, `#x` of `imports`.

    If several patterns match the key, only the targets of the pattern that Node.js prefers are yielded.
    """
    if mapping is None:
        return
    if key.startswith("."):
        keyed = isinstance(mapping, dict) and any(
            isinstance(name, str) and name[:1] == "." for name in mapping
        )
        mapping = mapping if keyed else {".": mapping}
    if not isinstance(mapping, dict):
        return
    name, star = _matching(mapping, key)
    if name is not None:
        for target in _texts(mapping[name]):
            # A key that ends with a slash, as older nodes take it, stands for what follows.
            yield target + star if name.endswith("/") else target.replace("*", star)


def _matching(mapping: dict[str, Any], key: str) -> tuple[str | None, str]:
    """Return the matching key of a map, and the text that the star in the key matches."""
    if key in mapping and "*" not in key:
        return key, ""
    best: tuple[tuple[int, int], str, str] | None = None
    for name in mapping:
        head, found, tail = name.partition("*")
        if not found and not name.endswith("/"):
            continue
        long_enough = len(key) > len(head) and len(key) >= len(name)
        if long_enough and key.startswith(head) and key.endswith(tail) and "*" not in tail:
            rank = (len(head), len(name))
            if best is None or rank > best[0]:
                best = (rank, name, key[len(head) : len(key) - len(tail)])
    return (None, "") if best is None else best[1:]


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            waiting.extend(inner for name, inner in reversed(item.items()) if name not in TYPES)
