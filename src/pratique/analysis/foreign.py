"""Files of other languages that code of node asks for: style sheets, and what a compiler makes JavaScript of.

Node itself stops at them. They run only where somebody has told it how to read them: the project that uses the package, or the package.
"""

import posixpath
import re
from collections.abc import Iterator

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability
from pratique.analysis.starting import NODE_LANGUAGES
from pratique.analysis.subject import Contents
from pratique.analysis.unrunnable import node_stops_at
from pratique.core.finding import Unread

_STYLES = (".css", ".scss", ".sass", ".less", ".styl", ".pcss")
_COFFEE = (".coffee", ".litcoffee", ".iced")
_COMPILERS = ("coffee-script", "coffeescript", "iced-coffee-script")
_LOADERS = frozenset({None, "module", "node:module", "vm", "node:vm"})
"""Modules by which others are loaded, and any whose name is not known."""
_LOADS = re.compile(
    rb"_compile|\bextensions\b|\.register\s*\(|\bregister\s*\(\s*\)|[/'\"]register['\"]|mainModule"
    rb"|(?<!window\.)\brequire\s*(?:[\[,);=?]|\.(?!resolve\b|apply\(this,\s?arguments\)))|=\s*(?:require|module)\s*[;,)\n]"
    rb"|\bmodule\s*[\[,);]|\bmodule\.(?!exports\b)"
)
"""What says how files are loaded, and `require` or `module` where it is not called, or handed on (esbuild calls it with its own arguments)."""


def foreign_to_node(contents: Contents) -> frozenset[str]:
    """Files that imported code asks for, that are certainly none to node, and something else to a bundler or a compiler by their names.

    None where the package may tell node how to read them: they count as any other then.
    """
    found = frozenset(
        path
        for path, facts in contents.facts.items()
        if facts.problem is not None
        and facts.language in NODE_LANGUAGES
        and path.lower().endswith((*_STYLES, *_COFFEE))
        and contents.context(path) is Context.IMPORT
        and node_stops_at(contents.tree.by_path[path].data)
    )
    return frozenset() if found and _makes_modules(contents) else found


def not_compiled(contents: Contents, known: frozenset[str]) -> list[Unread]:
    """CoffeeScript that a file asks for in a package that brings the compiler: it runs, and nothing here reads it.

    `known` are the digests of what the baseline ships.
    """
    tree = contents.tree.by_path
    if not any(path.endswith(_COFFEE) for path in tree) or not _compiles(contents):
        return []
    asked = dict.fromkeys(
        path for path in _asked_for(contents) if path in tree and path not in contents.facts
    )
    return [
        Unread(path, "CoffeeScript is not read", sha256=digest, in_baseline=digest in known)
        for path in asked
        if (digest := tree[path].sha256)
    ]


def _asked_for(contents: Contents) -> Iterator[str]:
    for path, facts in contents.facts.items():
        if facts.language not in NODE_LANGUAGES or contents.context(path) is Context.AUXILIARY:
            continue
        for item in facts.imports:
            if item.module is not None and item.module.startswith("."):
                named = posixpath.normpath(posixpath.join(posixpath.dirname(path), item.module))
                yield from (named + suffix for suffix in ("", *_COFFEE) if (named + suffix).endswith(_COFFEE))


def _compiles(contents: Contents) -> bool:
    return any(
        item.module is not None and item.module.startswith(_COMPILERS)
        for path, facts in contents.facts.items()
        if facts.language in NODE_LANGUAGES and contents.context(path) is not Context.AUXILIARY
        for item in facts.imports
    )


def _makes_modules(contents: Contents) -> bool:
    """Whether code may tell node how to read files of other suffixes: it turns data into code, or reaches for what loads modules."""
    return _compiles(contents) or any(
        any(use.capability is Capability.CODE for use in facts.uses)
        or any(item.module in _LOADERS for item in facts.imports)
        or _LOADS.search(contents.tree.by_path[path].data) is not None
        for path, facts in contents.facts.items()
        if facts.language in NODE_LANGUAGES and path in contents.tree.by_path
    )
