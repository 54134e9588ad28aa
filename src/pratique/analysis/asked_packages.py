"""The packages that an artifact of npm asks for: by its imports, and by the words of its install hooks.

A name that is computed when the code runs, and code that was not read, may ask for any package: the answer says so.
"""

import re
from collections.abc import Iterator

from pratique.analysis.facts import FileFacts, Language
from pratique.analysis.subject import Contents
from pratique.core.asked import AskedPackages
from pratique.core.names import Ecosystem

_MOST_NAMES = 2_000
_LONGEST = 214
"""Of a name of npm (validate-npm-package-name)."""
_OF_NODE = frozenset({Language.JAVASCRIPT, Language.TYPESCRIPT})
_NAME = re.compile(r"(?:@[a-z0-9~!*'()._-]+/)?[a-z0-9~!*'()_-][a-z0-9~!*'()._-]*", re.IGNORECASE)


def asked_packages(ecosystem: Ecosystem, contents: Contents) -> AskedPackages | None:
    """Tell which packages are asked for; None where names of imports are not those of packages."""
    if ecosystem is not Ecosystem.NPM:
        return None
    names: dict[str, None] = {}
    gaps: list[str] = []
    for path, facts in contents.facts.items():
        gaps += _from_file(path, facts, names)
    names.update(dict.fromkeys(_words(contents)))
    if len(names) > _MOST_NAMES:
        gaps.append(f"it asks for more than {_MOST_NAMES:,} names")
    if contents.tree.omitted:
        gaps.append(f"{contents.tree.omitted[0].path[:100]} was not read")
    return AskedPackages(names=frozenset(list(names)[:_MOST_NAMES]), gap=gaps[0] if gaps else "")


def _from_file(path: str, facts: FileFacts, names: dict[str, None]) -> Iterator[str]:
    """Add what a file asks for to `names`, and give why it may ask for more."""
    if facts.problem is not None:
        yield f"{path[:100]} was not read whole: {facts.problem[:100]}"
    if facts.language not in _OF_NODE:
        return
    for item in facts.imports:
        if item.module is None:
            yield f"{path[:100]}:{item.line} asks for a name that is computed when it runs"
        elif (name := package_of(item.module)) is not None:
            names.setdefault(name)


def package_of(module: str) -> str | None:
    """The package that a specifier names: `@acme/tool/lib/x` is of `@acme/tool`; None for files and parts of Node."""
    if module.startswith((".", "/", "#", "node:")) or "\\" in module or len(module) > 4 * _LONGEST:
        return None
    parts = module.split("/")
    name = "/".join(parts[:2]) if module.startswith("@") else parts[0]
    return name if len(name) <= _LONGEST and _NAME.fullmatch(name) else None


def _words(contents: Contents) -> Iterator[str]:
    """What install hooks, and scripts that they may start, could mean by their words."""
    for command in (*(hook.command for hook in contents.manifest.hooks), *contents.manifest.scripts.values()):
        yield from _NAME.findall(command[:10_000])[:200]
