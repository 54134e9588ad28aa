"""Parses pnpm's paths: the keys of the entries of its lock, and the references to them.

Facts: `dependency-path` of pnpm 7 to 11. A path ends with the peers that an entry was resolved with and the hash of a patch: this
suffix distinguishes copies of one artifact and does not describe it.

=====  ============================  =========================  ==================================
lock   from the registry             the same under peers       from elsewhere
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
"""Maximum length of a path; old versions of pnpm write the peers of peers in full."""
OWN_PREFIXES = ("link:", "env:", "./")
"""Prefixes of keys that are created here; no path of pnpm starts with them."""

_MOST_BRACKETS = 150
"""More than pnpm writes: it replaces more than 1,000 characters of peers by a hash."""
_BRACKET = re.compile(r"[()]")
# Whole versions as semver has them; anything else is no version to pnpm.
_EXACT = re.compile(r"[0-9]{1,16}\.[0-9]{1,16}\.[0-9]{1,16}(?:[-+][0-9A-Za-z.+-]{1,240})?")


class PathStyle(Enum):
    """The syntax of the paths in a lock."""

    SLASH = auto()
    """lockfileVersion 5.x."""
    SLASH_AT = auto()
    """lockfileVersion 6.x."""
    AT = auto()
    """lockfileVersion 9.0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PnpmPath:
    """The parsed content of a path. Without a version, `place` is the entry's source as written."""

    name: str | None
    version: str | None
    place: str | None = None


def is_exact(text: str) -> bool:
    """Return True if the text is a complete version."""
    return _EXACT.fullmatch(text) is not None


def read_path(text: str, style: PathStyle) -> PnpmPath:
    """Parse a path. Raises ValueError if it is invalid."""
    if len(text) > MOST_PATH_CHARS:
        raise ValueError("its path is too long")
    if not text or text.startswith(OWN_PREFIXES):
        raise ValueError("its path is not one that pnpm writes")
    if style is PathStyle.AT:
        return _read_at(text)
    if text.startswith("/"):
        head = text.partition("(")[0]
        read = _split_at if style is PathStyle.SLASH_AT and "@" in head[2:] else _split_slash
        name, version = read(text.removeprefix("/"))
        if not is_exact(version):
            raise ValueError("its path has no exact version")
        return PnpmPath(name=name, version=version)
    # `host/name/1.0.0` is of a registry that was not the usual one; pnpm before version 4 wrote it.
    name, version = _split_slash(text.partition("/")[2])
    if ":" not in text and is_exact(version):
        return PnpmPath(name=name, version=version)
    return PnpmPath(name=None, version=None, place=without_suffix(text))


def path_of(name: str, reference: str, style: PathStyle) -> str | None:
    """Return the path that a dependency `name: reference` refers to; None if it is a link to a folder."""
    if reference.startswith("link:"):
        return None
    if style is PathStyle.AT:
        return reference if _names_itself(reference) else f"{name}@{reference}"
    if reference.startswith("file:") or "/" in reference.partition("(")[0]:
        return reference
    return f"/{name}{'/' if style is PathStyle.SLASH else '@'}{reference}"


def without_suffix(text: str) -> str:
    """Return the path without the peers and the patch at its end (consecutive `(...)` groups)."""
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
        raise ValueError("its path has no exact version")
    return PnpmPath(name=name, version=None, place=without_suffix(rest))


def _split_at(body: str) -> tuple[str, str]:
    name, _, version = body[1:].partition("@")
    return body[:1] + name, version.partition("(")[0]


def _split_slash(body: str) -> tuple[str, str]:
    parts = body.split("/", 2 if body.startswith("@") else 1)
    version = parts.pop()
    return "/".join(parts), re.split(r"[_(]", version, maxsplit=1)[0]
