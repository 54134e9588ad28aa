"""Reads the dependencies in a project's package.json, which the lockfile in the same folder must satisfy.

The lockfile also contains the `optionalDependencies` of package.json. If an optional dependency is missing from the
lockfile, npm, yarn and bun resolve the dependency or refuse to install (observed with npm 10 to 12, yarn 1 and 4, bun
1.3).
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from pratique.core.lock import Problem
from pratique.lockfiles.asked import Asked, ProjectManifest
from pratique.lockfiles.npm.overrides import Overrides, read_overrides
from pratique.lockfiles.npm.request import read_npm_request
from pratique.lockfiles.reading import jsonc
from pratique.lockfiles.reading.document import MOST_PROBLEMS, invalid, read_text

FILENAME = "package.json"
FORMS = (FILENAME, "package.json5", "package.yaml")
"""Filenames of a pnpm manifest; pnpm reads the first one that exists."""
MOST_BYTES = 4 * 1024 * 1024
MOST_DEPENDENCIES = 20_000
"""The maximum number of dependencies in one package.json.

The package.json of a large project has a few hundred dependencies.
"""

_SECTIONS = ("dependencies", "devDependencies", "optionalDependencies")
_PEERS = "peerDependencies"
_OVERRIDES = ("overrides", "resolutions", "pnpm.overrides")
_MOST_PATTERNS = 200
_MOST_PATTERN_CHARS = 300


def read_package_json(data: bytes, *, overrides: Iterable[str] = ()) -> ProjectManifest:
    """Return the dependencies that a package.json declares.

    `overrides` lists the sections that the package manager in use reads as overrides (`pnpm.overrides`). Package names in any
    overrides section count as replaced. Raises ParseError if the bytes are not a JSON object.
    """
    value = _decoded(data)
    problems: list[Problem] = []
    asked = [
        read_npm_request(name, text)
        for section in _SECTIONS
        for name, text in _entries(value, section, problems)
    ]
    optional = _optional_peers(value)
    peers = [
        read_npm_request(name, text)
        for name, text in _entries(value, _PEERS, problems)
        if name not in optional
    ]
    if len(asked) + len(peers) > MOST_DEPENDENCIES:
        raise invalid(
            f"{FILENAME} declares more than {MOST_DEPENDENCIES} packages",
            hint="check that the file is the manifest of a single project",
        )
    found = {section: read_overrides(_at(value, section)) for section in _OVERRIDES}
    counted = Overrides()
    for section in overrides:
        counted = counted.joined(found[section])
    accepted = value.get("acceptDependencies")
    return ProjectManifest(
        name=_text(value.get("name")),
        version=_text(value.get("version")),
        private=value.get("private") is True,
        asked=_merged(asked),
        peers=_merged(peers),
        replaced=frozenset().union(
            *(one.names for one in found.values()), accepted if isinstance(accepted, dict) else ()
        ),
        overrides=counted.plain,
        members=_members(value.get("workspaces")),
        problems=tuple(problems[:MOST_PROBLEMS]),
    )


def as_json(filename: str, data: bytes) -> bytes:
    """Return a manifest in one of `FORMS` as JSON. Raises ParseError if the manifest cannot be parsed.

    For JSON5, only comments and trailing commas are supported.
    """
    if filename.endswith(".yaml"):
        from pratique.lockfiles.reading import yaml_document  # noqa: PLC0415 - few projects have one

        return msgspec.json.encode(yaml_document.read_yaml(data, what=filename, most_bytes=MOST_BYTES).value)
    if filename.endswith(".json5"):
        text = read_text(data, what=filename, most_bytes=MOST_BYTES)
        return jsonc.to_json(text, what=filename).encode()
    return data


def _decoded(data: bytes) -> dict[str, Any]:
    text = read_text(data, what=FILENAME, most_bytes=MOST_BYTES)
    try:
        value = msgspec.json.decode(text)
    except RecursionError:
        raise invalid(
            f"{FILENAME} is nested too deeply", hint="no project needs this nesting depth"
        ) from None
    except (msgspec.DecodeError, ValueError) as error:
        raise invalid(f"{FILENAME} is not JSON: {error}", hint="correct it") from None
    if not isinstance(value, dict):
        raise invalid(f"{FILENAME} is not a JSON object", hint="correct it")
    return value


def _entries(value: dict[str, Any], section: str, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Yield the package names of a section with their ranges. npm treats an empty list as an empty object."""
    entries = value.get(section) or {}
    if not isinstance(entries, dict):
        problems.append(Problem(section, None, f"the section is not an object in {FILENAME}"))
        return
    for name, text in entries.items():
        if isinstance(text, str):
            yield name, text
        else:
            problems.append(
                Problem(name[:300], None, f"{FILENAME} declares a version range that is not text")
            )


def _optional_peers(value: dict[str, Any]) -> set[str]:
    meta = value.get("peerDependenciesMeta")
    told = meta.items() if isinstance(meta, dict) else ()
    return {name for name, one in told if isinstance(one, dict) and one.get("optional")}


def _at(value: dict[str, Any], path: str) -> object:
    found: object = value
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _members(told: object) -> tuple[str, ...]:
    """Return the patterns of `workspaces`, which is a list or an object with `packages`."""
    if isinstance(told, dict):
        told = told.get("packages")
    listed = told if isinstance(told, list) else []
    texts = (item for item in listed if isinstance(item, str) and len(item) <= _MOST_PATTERN_CHARS)
    return tuple(texts)[:_MOST_PATTERNS]


def _text(told: object) -> str | None:
    return told if isinstance(told, str) and told else None


def _merged(asked: list[Asked]) -> tuple[Asked, ...]:
    return tuple(dict.fromkeys(asked))
