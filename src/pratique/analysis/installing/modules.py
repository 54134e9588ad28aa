"""What the modules say that the code of an install script loads."""

import posixpath
import re
from collections.abc import Mapping

from pratique.analysis.asked_packages import package_of
from pratique.analysis.facts import NODE_LANGUAGES, Capability, FileFacts, Language
from pratique.analysis.installing.commands import shown
from pratique.analysis.installing.programs import (
    HELPERS,
    LAST,
    MODULES,
    PYTHON_MODULES,
    QUIET_MODULES,
    RUBY_MODULES,
    Known,
)
from pratique.analysis.resolving import node_files, python_below, python_files, ruby_files
from pratique.core.install_script import OWN_WORK, Effect
from pratique.core.tree import Tree

_NODE_TALKS: Mapping[str, Capability] = {
    **dict.fromkeys(("http", "https", "net", "tls", "dns", "dgram", "http2"), Capability.NETWORK),
    "child_process": Capability.PROCESS,
}
_PYTHON_TALKS: Mapping[str, Capability] = {
    **dict.fromkeys(
        ("urllib", "urllib2", "http", "httplib", "socket", "ftplib", "smtplib", "ssl", "xmlrpc"),
        Capability.NETWORK,
    ),
    "subprocess": Capability.PROCESS,
    "ctypes": Capability.NATIVE,
}
_RUBY_TALKS: Mapping[str, Capability] = {
    **dict.fromkeys(("net/http", "open-uri", "socket", "net/https", "openssl", "uri"), Capability.NETWORK),
    "open3": Capability.PROCESS,
}
_NODE_OTHERS = frozenset(
    (
        "async_hooks",
        "cluster",
        "domain",
        "inspector",
        "module",
        "repl",
        "trace_events",
        "v8",
        "vm",
        "wasi",
        "worker_threads",
    )
)
_METADATA = ("importlib.metadata", "importlib.util", "importlib.machinery", "importlib.resources")
_FIRST_OF_PYTHON = (Language.PYTHON, Language.PTH)

_DOWNLOADER = re.compile(
    r"download|(?:\A|[-_/.])(?:fetch(?:er)?|octokit|http-client|binary-install|gh-release)(?:\Z|[-_/.])",
    re.IGNORECASE,
)
"""Names of packages that download, or ask the network."""

Told = tuple[Effect, str, str] | None
"""The effect, the words, and the name that follows them."""


def of_module(tree: Tree, folder: str, module: str, facts: FileFacts) -> Told:
    """Return what loading a module from a file in a folder says; None if it says nothing that its calls do not."""
    has = frozenset(use.capability for use in facts.uses)
    if facts.language in NODE_LANGUAGES or facts.language is Language.GYP:
        return _of_node(tree, folder, module, has)
    if facts.language in _FIRST_OF_PYTHON:
        return _of_python(tree, folder, module, has)
    if facts.language is Language.RUBY:
        return _of_ruby(tree, folder, module, has)
    return None


def _of_node(tree: Tree, folder: str, module: str, has: frozenset[Capability]) -> Told:
    module = module.removeprefix("node:")
    if module.startswith((".", "/", "#")) or "\\" in module:
        return _of_path(tree, folder, module)
    if module in _NODE_TALKS:
        return _talks(module, _NODE_TALKS[module], has)
    if module in QUIET_MODULES:
        return None
    if module in _NODE_OTHERS:
        return Effect.UNKNOWN, f"it uses the module {shown(module)} of Node", ""
    return _of_package(tree, folder, module)


def _of_package(tree: Tree, folder: str, module: str) -> Told:
    package = package_of(module)
    known = MODULES.get(module) or MODULES.get(package or "")
    if known is not None:
        return _known(known, package or module)
    if module == f"{package}/package.json":
        return None  # data
    if next(node_files(tree, folder, module, None, bundles=True), None) is not None:
        return None
    name = shown(package or module)
    if _DOWNLOADER.search((package or module).replace("@", "")):
        return Effect.DOWNLOADS, "downloads with", name
    return Effect.OTHER_CODE, LAST if package in HELPERS else "runs code of the package", name


def _of_path(tree: Tree, folder: str, module: str) -> Told:
    if next(node_files(tree, folder, module, None), None) is not None:
        return None
    if posixpath.normpath(posixpath.join(folder, module)) in tree.by_path:
        return None
    if module.endswith("package.json"):
        return None
    if module.endswith(".node"):
        return Effect.OTHER_CODE, "runs compiled code", ""
    return Effect.UNKNOWN, f"it loads {shown(module)}, which is not in the package", ""


def _of_python(tree: Tree, folder: str, module: str, has: frozenset[Capability]) -> Told:
    first = module.lstrip(".").partition(".")[0]
    if (
        module.startswith(".")
        or any(python_files(tree, folder, module))
        or any(python_below(tree, "", module))
    ):
        return None
    if module.startswith(_METADATA):
        return None
    if first in _PYTHON_TALKS:
        return _talks(first, _PYTHON_TALKS[first], has)
    known = PYTHON_MODULES.get(first)
    if known is not None:
        return _known(known, first)
    return Effect.OTHER_CODE, "runs code of the module", shown(first or module)


def _of_ruby(tree: Tree, folder: str, module: str, has: frozenset[Capability]) -> Told:
    if module.startswith((".", "/")) or any(ruby_files(tree, (folder, "lib", "ext", ""), module)):
        return None
    if module in _RUBY_TALKS:
        return _talks(module, _RUBY_TALKS[module], has)
    known = RUBY_MODULES.get(module)
    if known is not None:
        return _known(known, module)
    return Effect.OTHER_CODE, "runs code of the library", shown(module)


def _talks(module: str, capability: Capability, has: frozenset[Capability]) -> Told:
    """A module whose calls are told must have one that is: else it is used in a way that nobody follows."""
    if capability in has or module in {"uri", "openssl", "ssl", "subprocess"}:
        return None
    return Effect.UNKNOWN, f"it loads {shown(module)}, and no call of it was found", ""


def _known(known: Known, name: str) -> Told:
    if known.effect in OWN_WORK and not known.does:
        return None
    before, named, after = known.does.partition(" {}")
    return known.effect, f"{before}{after}", shown(name) if named else ""
