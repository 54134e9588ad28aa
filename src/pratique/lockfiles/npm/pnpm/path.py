"""Parses pnpm's paths, which are the keys of lockfile entries and the references to those entries.

Source: `dependency-path` of pnpm 7 to 11. A path may end with the resolved peer dependencies and the hash of a patch. The suffix of
a path distinguishes entries of the same artifact.

=====  ============================  =========================  ==================================
lock   from the registry             with a peer dependency     from another source
=====  ============================  =========================  ==================================
5.x    `/@scope/a/1.0.0`             `/a/1.0.0_b@2.0.0`         `file:a`, `host/path`, `@host/path`
6.x    `/@scope/a@1.0.0`             `/a@1.0.0(b@2.0.0)`        the same
9.0    `@scope/a@1.0.0`              `a@1.0.0(b@2.0.0)`         `a@file:a`, `a@https://host/path`
=====  ============================  =========================  ==================================
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

MOST_PATH_CHARS = 16_384
"""Maximum length of a path. Old versions of pnpm write nested peer dependencies in full, so paths can be long."""
OWN_PREFIXES = ("link:", "env:", "./")
"""Prefixes of the keys that Pratique adds to pnpm's paths; no path of pnpm starts with them."""

_MOST_BRACKETS = 150
"""Maximum number of peer dependencies in brackets in a path.

pnpm replaces more than 1,000 characters of peer dependencies by a hash.
"""
_BRACKET = re.compile(r"[()]")
# Whole versions as semver has them; anything else is no version to pnpm.
_EXACT = re.compile(r"[0-9]{1,16}\.[0-9]{1,16}\.[0-9]{1,16}(?:[-+][0-9A-Za-z.+-]{1,240})?")


class PathStyle(Enum):
    """The syntax of the paths in a pnpm lockfile."""

    SLASH = auto()
    """lockfileVersion 5.x."""
    SLASH_AT = auto()
    """lockfileVersion 6.x."""
    AT = auto()
    """lockfileVersion 9.0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PnpmPath:
    """A parsed pnpm path. If the path has no version, `place` is the source of the entry as written."""

    name: str | None
    version: str | None
    place: str | None = None


def is_exact(text: str) -> bool:
    """Return True if the text is a complete version."""
    return _EXACT.fullmatch(text) is not None


def read_path(text: str, style: PathStyle) -> PnpmPath:
    """Parse a pnpm path. Raises ValueError if the path is invalid."""
    if len(text) > MOST_PATH_CHARS:
        raise ValueError("the path of the entry is too long")
    if not text or text.startswith(OWN_PREFIXES):
        raise ValueError("the path of the entry is not in pnpm syntax")
    if style is PathStyle.AT:
        return _read_at(text)
    if text.startswith("/"):
        head = text.partition("(")[0]
        read = _split_at if style is PathStyle.SLASH_AT and "@" in head[2:] else _split_slash
        name, version = read(text.removeprefix("/"))
        if not is_exact(version):
            raise ValueError("the path of the entry has no exact version")
        return PnpmPath(name=name, version=version)
    # `host/name/1.0.0` is of a registry that was not the usual one; pnpm before version 4 wrote it.
    name, version = _split_slash(text.partition("/")[2])
    if ":" not in text and is_exact(version):
        return PnpmPath(name=name, version=version)
    return PnpmPath(name=None, version=None, place=without_suffix(text))


def path_of(name: str, reference: str, style: PathStyle) -> str | None:
    """Return the path that a dependency `name: reference` refers to; None if the reference is a link to a folder."""
    if reference.startswith("link:"):
        return None
    if style is PathStyle.AT:
        return reference if _names_itself(reference) else f"{name}@{reference}"
    if reference.startswith("file:") or "/" in reference.partition("(")[0]:
        return reference
    return f"/{name}{'/' if style is PathStyle.SLASH else '@'}{reference}"


def without_suffix(text: str) -> str:
    """Return the path without the peers and the patch hash at its end (consecutive `(...)` groups)."""
    head = text.partition("(")[0]
    if not text.endswith(")") or text.count(")") > _MOST_BRACKETS:
        return text
    if ":" not in head:
        return head
    # A folder may have brackets in its name, so the suffix is found from the end.
    depth, end = 0, len(text)
    for bracket in reversed(list(_BRACKET.finditer(text))):
        if depth == 0 and bracket.end() != end:
            break
        depth += 1 if bracket[0] == ")" else -1
        end = bracket.start() if depth == 0 else end
        if depth < 0:
            return text
    return text[:end]


def _names_itself(reference: str) -> bool:
    """Return True if a reference of lockfileVersion 9.0 is a complete path, with a name before its version."""
    at = reference.find("@")
    others = [place for place in (reference.find(":"), reference.find("(")) if place != -1]
    return at == 0 or (at != -1 and all(at < place for place in others))


def _read_at(text: str) -> PnpmPath:
    name, at, rest = text[1:].partition("@")
    name = text[:1] + name
    version = rest.partition("(")[0]
    if is_exact(version):
        return PnpmPath(name=name, version=version)
    if not at or ":" not in rest:
        raise ValueError("the path of the entry has no exact version")
    return PnpmPath(name=name, version=None, place=without_suffix(rest))


def _split_at(body: str) -> tuple[str, str]:
    name, _, version = body[1:].partition("@")
    return body[:1] + name, version.partition("(")[0]


def _split_slash(body: str) -> tuple[str, str]:
    parts = body.split("/", 2 if body.startswith("@") else 1)
    version = parts.pop()
    return "/".join(parts), re.split(r"[_(]", version, maxsplit=1)[0]
