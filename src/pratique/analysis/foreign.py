"""Files of other languages that code of node asks for: style sheets, pages, and what a compiler makes JavaScript of.

Node itself stops at them. They run only where somebody has told it how to read them: the project that uses the package, or the package.
"""

import posixpath
import re
from collections.abc import Iterator

from pratique.analysis.context import Context
from pratique.analysis.facts import NODE_LANGUAGES, Capability
from pratique.analysis.resolving import resolve_node
from pratique.analysis.subject import Contents
from pratique.analysis.unrunnable import node_stops_at
from pratique.core.finding import Unread
from pratique.core.tree import File, Tree
from pratique.ecosystems.npm.module_paths import is_module

_STYLES = (".css", ".scss", ".sass", ".less", ".styl", ".pcss")
_PAGES = (".astro", ".svelte", ".vue")
_TAG = re.compile(rb"\s*+(?:<!--.*?-->\s*+)*+(?:<[A-Za-z]|\{\#[a-z])", re.DOTALL)
"""How a page begins, with a tag or `{#if x}`, and no code that node runs."""
_COFFEE = (".coffee", ".litcoffee", ".iced")
_COMPILERS = ("coffee-script", "coffeescript", "coffee-register", "iced-coffee-script")
_LOADERS = frozenset({None, "module", "node:module", "vm", "node:vm"})
"""Modules by which others are loaded, and any whose name is not known."""
_LOADS = re.compile(
    rb"_compile|\bextensions\b|\bregister\b|mainModule|\brequire\s*(?:[\[,);=?]|\.(?!resolve\b))|=\s*(?:require|module)\s*[;,)\n]"
    rb"|\bmodule\s*[\[,);]|\bmodule\.(?!exports\b)"
)
"""What says how files are loaded, and `require` or `module` where it is not called, or handed on."""
_ROOTS = rb"(?:process|globalThis|global)\b"
_LOADS_FROM_MODULE = re.compile(
    rb"_compile|\bregister\b|mainModule|getBuiltinModule|createRequire|\bmeta\s*(?:\?\.\s*)?(?:\.\s*require|\[)|\.\s*binding\b"
    rb"|\b"
    + _ROOTS
    + rb"\s*(?:\?\.\s*)?\[|(?:[=(,:\[{&|?>]|\.\.\.|\breturn\b)\s*"
    + _ROOTS
    + rb"(?!\s*\??\.\s*[A-Za-z_$])"
)
"""The same in ECMAScript modules, which have no `require` and no `module`: names like these are their own. What gives the built-in modules may not be handed on."""


def foreign_to_node(contents: Contents) -> frozenset[str]:
    """Files that imported code asks for, that are certainly none to node, and something else to a bundler or a compiler by their names.

    None where the package may tell node how to read them: they count as any other then.
    """
    found = frozenset(
        path
        for path, facts in contents.facts.items()
        if facts.problem is not None
        and facts.language in NODE_LANGUAGES
        and path.lower().endswith((*_STYLES, *_PAGES, *_COFFEE))
        and contents.context(path) is Context.IMPORT
        and _is_none_to_node(contents.tree.by_path[path])
    )
    return frozenset() if found and _makes_modules(contents) else found


def _is_none_to_node(file: File) -> bool:
    return node_stops_at(file.data) or (file.path.endswith(_PAGES) and _TAG.match(file.data) is not None)


def not_compiled(contents: Contents, known: frozenset[str]) -> list[Unread]:
    """CoffeeScript that code asks for, or that is an entry, and that nobody here reads; it runs where the package brings the compiler.

    `known` are the digests of what the baseline ships.
    """
    tree = contents.tree.by_path
    if not any(path.endswith(_COFFEE) for path in tree):
        return []
    asked = dict.fromkeys((*contents.manifest.entries, *_asked_for(contents)))
    runs = _compiles(contents)
    return [
        Unread(
            path,
            "CoffeeScript is not read",
            sha256=tree[path].sha256,
            in_baseline=tree[path].sha256 in known,
            reached=runs,
        )
        for path in asked
        if path.endswith(_COFFEE) and path in tree and path not in contents.facts
    ]


def _asked_for(contents: Contents) -> Iterator[str]:
    """Paths by which code asks for a file, or would with the compiler; node takes a script of the same name first."""
    for path, facts in contents.facts.items():
        if facts.language not in NODE_LANGUAGES or contents.context(path) is Context.AUXILIARY:
            continue
        folder = posixpath.dirname(path)
        for item in facts.imports:
            if item.module is None or not item.module.startswith("."):
                continue
            named = posixpath.normpath(posixpath.join(folder, item.module))
            yield named
            if resolve_node(contents.tree, folder, item.module) is None:
                yield from (named + end + suffix for end in ("", "/index") for suffix in _COFFEE)


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
        or _says_how_to_load(contents.tree, path)
        for path, facts in contents.facts.items()
        if facts.language in NODE_LANGUAGES and path in contents.tree.by_path
    )


def _says_how_to_load(tree: Tree, path: str) -> bool:
    pattern = _LOADS_FROM_MODULE if is_module(tree, path) else _LOADS
    return pattern.search(tree.by_path[path].data) is not None
