"""Decides whether two texts are equal, either byte for byte or except for usual rewrites by publishing tools."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_BOM = b"\xef\xbb\xbf"
_MOST_TEXT_BYTES = 8 * 1024 * 1024
_MOST_MANIFEST_BYTES = 2 * 1024 * 1024
_MOST_VERSION_LINES = 8
_FILLING = re.compile(r"[\w.+@{}%$-]{0,60}\Z", re.ASCII)
"""Version placeholders in source files, such as `0.0.0-development`, `@VERSION@` and `{{version}}`."""
_SHORTEST_TOLD = 2

HOOKS = frozenset({"preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare"})
"""Scripts that npm runs automatically. npm runs the last three only for git dependencies."""
_CHOSEN = frozenset(
    {
        *("main", "module", "browser", "exports", "imports", "bin", "types", "typings", "typesVersions"),
        *(
            "type",
            "files",
            "sideEffects",
            "jsdelivr",
            "unpkg",
            "es2015",
            "esnext",
            "directories",
            "publishConfig",
        ),
    }
)
"""Fields of package.json that pnpm (`publishConfig`) and build tools change at publication. The files that these fields
select are compared separately.
"""
_DEPENDENCIES = frozenset(
    {"dependencies", "optionalDependencies", "peerDependencies", "bundleDependencies", "bundledDependencies"}
)
_LOCAL_RANGES = ("workspace:", "catalog:", "link:", "file:", "portal:", "patch:", "*", "0.0.0")
_HARMLESS = frozenset(
    {
        *(
            "version",
            "description",
            "keywords",
            "author",
            "contributors",
            "maintainers",
            "license",
            "licenses",
        ),
        *(
            "homepage",
            "bugs",
            "repository",
            "funding",
            "readme",
            "readmeFilename",
            "gitHead",
            "devDependencies",
        ),
        *("engines", "packageManager", "private", "workspaces", "eslintConfig", "prettier", "jest", "babel"),
        *("lint-staged", "husky", "config", "resolutions", "overrides", "publisher", "volta", "ava", "nyc"),
    }
)


@dataclass(frozen=True, slots=True)
class Difference:
    """The declarations in a published manifest that are missing from the source or differ there."""

    only_here: tuple[str, ...]
    """Install scripts, dependencies and fields that are missing from the source, and install scripts with another command."""
    changed: tuple[str, ...]
    """Dependencies with a range that differs from the source."""
    rewritten: tuple[str, ...]


def same_but_line_ends(left: bytes, right: bytes) -> bool:
    """Return True if two texts differ only in line ends or a byte order mark."""
    if max(len(left), len(right)) > _MOST_TEXT_BYTES:
        return False
    return _unified(left) == _unified(right)


def _unified(data: bytes) -> bytes:
    return data.removeprefix(_BOM).replace(b"\r\n", b"\n")


def same_but_version(shipped: bytes, source: bytes, version: str) -> bool:
    """Return True if the only differences are a few lines in which the source has a version placeholder."""
    if len(version) < _SHORTEST_TOLD or max(len(shipped), len(source)) > _MOST_TEXT_BYTES:
        return False
    here, there = _unified(shipped).split(b"\n"), _unified(source).split(b"\n")
    if len(here) != len(there):
        return False
    pairs = [(mine, theirs) for mine, theirs in zip(here, there, strict=True) if mine != theirs]
    return len(pairs) <= _MOST_VERSION_LINES and all(_filled(*pair, version) for pair in pairs)


def _filled(shipped: bytes, source: bytes, version: str) -> bool:
    before, found, after = shipped.decode("utf-8", "replace").partition(version)
    text = source.decode("utf-8", "replace")
    if not found or not text.startswith(before) or not text.endswith(after):
        return False
    end = len(text) - len(after)
    return end >= len(before) and _FILLING.match(text[len(before) : end]) is not None


def lines_only_here(shipped: bytes, source: bytes) -> tuple[int | None, int]:
    """Return the number of the first line (from 1) that is missing from the source, and the count of missing lines.

    For binary files, the count of missing lines is 0.
    """
    if max(len(shipped), len(source)) > _MOST_TEXT_BYTES or b"\0" in shipped:
        return None, 0
    known = {line.strip() for line in source.split(b"\n")}
    found = [
        number
        for number, line in enumerate(shipped.split(b"\n"), 1)
        if line.strip() and line.strip() not in known
    ]
    return (found[0], len(found)) if found else (None, 0)


def compare_package_json(shipped: bytes, source: bytes) -> Difference | None:
    """Return the declarations that a published package.json contains and its source does not.

    Returns None if one of the files is not a JSON object.

    npm, pnpm, yarn, lerna and other tools remove and rewrite fields when they publish. Differences in install scripts
    and dependencies never count as a usual rewrite and are listed one by one.
    """
    here, there = _object(shipped), _object(source)
    if here is None or there is None:
        return None
    only_here: list[str] = []
    changed: list[str] = []
    rewritten: list[str] = []
    for key in sorted({*here, *there}):
        if here.get(key) == there.get(key) or key.startswith("_"):
            continue
        if key == "scripts":
            told = _told(here.get(key), there.get(key))
            only_here += [f"scripts.{name}" for name in told if name in HOOKS]
            rewritten += [f"scripts.{name}" for name in told if name not in HOOKS]
        elif key in _DEPENDENCIES:
            new, other = _dependencies(key, here.get(key), there.get(key))
            only_here += new
            changed += other
        elif key in _HARMLESS or key in _CHOSEN or key not in here:
            rewritten.append(key)
        else:
            only_here.append(key)
    return Difference(tuple(only_here), tuple(changed), tuple(rewritten))


def _told(here: object, there: object) -> Iterator[str]:
    """Yield names that only the artifact contains or that have a different value in the source."""
    if not isinstance(here, dict):
        return
    known = there if isinstance(there, dict) else {}
    yield from (name for name, value in here.items() if known.get(name) != value)


def _dependencies(key: str, here: object, there: object) -> tuple[list[str], list[str]]:
    """Return new dependencies, and dependencies with a different range."""
    if not isinstance(here, dict):
        return ([] if here is None else [key]), []
    known = there if isinstance(there, dict) else {}
    told = list(_told(here, there))
    # A workspace's own range is filled in at publication; any other new range is told.
    return (
        [f"{key}.{name}" for name in told if name not in known],
        [
            f"{key}.{name}"
            for name in told
            if name in known and not str(known[name]).startswith(_LOCAL_RANGES)
        ],
    )


def _object(data: bytes) -> Mapping[str, object] | None:
    if len(data) > _MOST_MANIFEST_BYTES:
        return None
    try:
        found = json.loads(data.removeprefix(_BOM))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def setup_cfg_but_egg_info(shipped: bytes, source: bytes) -> bool:
    """Return True if the only difference is the `[egg_info]` section that setuptools adds to the setup.cfg of every sdist."""
    if max(len(shipped), len(source)) > _MOST_MANIFEST_BYTES:
        return False
    return _without_egg_info(shipped) == _without_egg_info(source)


def _without_egg_info(data: bytes) -> list[bytes]:
    kept: list[bytes] = []
    inside = False
    for line in _unified(data).split(b"\n"):
        if line.startswith(b"["):
            inside = line.strip() == b"[egg_info]"
        if not inside and line.strip() and not line.lstrip().startswith((b"#", b";")):
            # configparser writes a section anew: spaces around signs and tabs for indents.
            kept.append(b" ".join(line.replace(b"=", b" = ", 1).split()))
    return kept
