"""Parses the dependency specifiers in package.json as npm, yarn, pnpm and bun do.

Sources: npm's documentation ("package.json", `dependencies`), npm-package-arg, and the protocols of yarn 4, pnpm 10 and bun 1.3.
npm, yarn, pnpm and bun agree on which specifiers refer to a registry. Only registry specifiers are parsed in detail.
"""

import re

from pratique.core.lock import SourceKind
from pratique.lockfiles.asked import Asked
from pratique.lockfiles.npm.spec import split_spec

_NPM = "npm:"
_PROTOCOL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):")
_SOURCES = {
    "workspace": SourceKind.WORKSPACE,
    "link": SourceKind.LINK,
    "portal": SourceKind.LINK,
    "file": SourceKind.PATH,
    "http": SourceKind.URL,
    "https": SourceKind.URL,
    "git": SourceKind.GIT,
    "ssh": SourceKind.GIT,
    "github": SourceKind.GIT,
    "gitlab": SourceKind.GIT,
    "bitbucket": SourceKind.GIT,
    "gist": SourceKind.GIT,
}
_PATHS = (".", "/", "~/")
_ARCHIVES = (".tgz", ".tar.gz", ".tar")
# `user/repository` is a repository of the usual host; a scope begins with `@`.
_HOSTED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*+/[A-Za-z0-9_.-]++(?:#.*)?")


def read_npm_request(name: str, text: str) -> Asked:
    """Parse one dependency specifier. A specifier with an unknown protocol has no source."""
    told = text.strip()
    if told.startswith(_NPM):
        package, versions = _alias(told.removeprefix(_NPM))
        source = SourceKind.REGISTRY if versions is not None else None
    else:
        package, source = None, _source(told)
        versions = told if source is SourceKind.REGISTRY else None
    return Asked(
        name=name,
        text=told,
        source=source,
        package=package if package != name else None,
        versions=versions or None,
    )


def _alias(told: str) -> tuple[str | None, str | None]:
    """Return the package and the range after `npm:`.

    npm and yarn 1 read `npm:word` as a package name, yarn 2 and later as a range or tag, so this function returns neither a package
    nor a range for `npm:word`.
    """
    if "@" not in told:
        return None, None
    try:
        return split_spec(told)
    except ValueError:
        return None, None


def _source(told: str) -> SourceKind | None:
    if told.startswith("git@"):
        return SourceKind.GIT
    protocol = _PROTOCOL.match(told)
    if protocol is not None:
        kind = protocol[1].lower()
        return SourceKind.GIT if kind.startswith("git+") else _SOURCES.get(kind)
    if told.startswith(_PATHS) or told.endswith(_ARCHIVES):
        return SourceKind.PATH
    return SourceKind.GIT if _HOSTED.fullmatch(told) else SourceKind.REGISTRY
