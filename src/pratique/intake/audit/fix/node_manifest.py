"""Reads the dependencies and overrides in package.json and pnpm-workspace.yaml.

The selector syntax follows the documentation of npm ("package.json", `overrides`: nested objects, `.` for the package itself), yarn
(`resolutions`: `a/b`, `**/b`, `a@npm:1`), and pnpm (`overrides`: `a>b`, `a@<2`).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from pratique.intake.audit.fix.ranges import Grammar
from pratique.intake.audit.fix.request import Manifest, Override, Request
from pratique.lockfiles.npm import package_json
from pratique.lockfiles.reading.document import read_text

SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_OVERRIDES = ("overrides", "resolutions", "pnpm.overrides")
_MOST_OVERRIDES = 2_000
_MOST_CHARS = 1_000
_ITSELF = "."
_WAY = re.compile(r"(?<=[^ |@])>")
_LAST = re.compile(r"(?:.*?/)??((?:@[^/@]+/)?[^/@]+)(?:@.*)?", re.DOTALL)
_NAMES = re.compile(r"(?:(?<![A-Za-z0-9._~-])@[A-Za-z0-9._~-]++/)?[A-Za-z0-9._~-]++")


def read_package_json(data: bytes, file: str) -> Manifest:
    """Read a package.json and ignore its invalid parts. Raises ParseError if the file is not text."""
    text = read_text(data, what=package_json.FILENAME, most_bytes=package_json.MOST_BYTES)
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError):
        value = None
    value = value if isinstance(value, dict) else {}
    requests: dict[str, tuple[Request, ...]] = {}
    for section in SECTIONS:
        for name, told in _table(value, section).items():
            if isinstance(told, str) and name not in requests:
                requests[name] = (_request(name, told, file, section),)
    overrides = [
        override
        for section in _OVERRIDES
        for override in _overrides(_table(value, section), file, section, requests)
    ]
    manager = value.get("packageManager")
    return Manifest(
        requests=requests,
        overrides=tuple(overrides[:_MOST_OVERRIDES]),
        manager=manager if isinstance(manager, str) else "",
        alone=not value.get("workspaces"),
    )


def read_workspace_file(data: bytes, file: str, root: Manifest) -> Manifest:
    """Read the overrides in a pnpm-workspace.yaml. Raises ParseError if the section is not in the form that pnpm writes."""
    from pratique.lockfiles.npm.pnpm import workspace as pnpm_workspace  # noqa: PLC0415 - YAML, which npm and yarn do without

    section = pnpm_workspace.read_overrides_section(data)
    return Manifest(overrides=tuple(_overrides(section, file, "overrides", root.requests))[:_MOST_OVERRIDES])


def _request(name: str, text: str, file: str, section: str) -> Request:
    return Request(name=name, text=text, range=text, grammar=Grammar.NPM, file=file, section=section)


def _table(value: object, way: str) -> dict[str, Any]:
    for key in way.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _overrides(
    section: Mapping[str, Any], file: str, title: str, requests: Mapping[str, tuple[Request, ...]]
) -> Iterator[Override]:
    for way, told in _flat(section):
        steps = [step for key in way for step in _WAY.split(key)]
        last = _LAST.fullmatch(steps[-1])
        if last is None or told.strip() in {"", "-"}:
            continue
        selector = " > ".join(way)
        yield Override(
            name=last[1],
            range=_value(told.strip(), requests),
            grammar=Grammar.NPM,
            file=file,
            section=title,
            selector=selector[:_MOST_CHARS],
            value=told[:_MOST_CHARS],
            within=_names_above(steps, last[1]),
        )


def _flat(section: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    waiting: list[tuple[tuple[str, ...], Mapping[str, Any]]] = [((), section)]
    left = _MOST_OVERRIDES
    while waiting and left > 0:
        way, table = waiting.pop()
        for key, told in table.items():
            left -= 1
            here = way if key == _ITSELF and way else (*way, key)
            if len(key) > _MOST_CHARS or len(here) > 50:
                continue
            if isinstance(told, str):
                yield here, told
            elif isinstance(told, dict):
                waiting.append((here, told))


def _names_above(steps: list[str], name: str) -> frozenset[str]:
    before = [*steps[:-1], steps[-1].rpartition(name)[0]]
    return frozenset(found for step in before for found in _NAMES.findall(step.removesuffix("/")))


def _value(told: str, requests: Mapping[str, tuple[Request, ...]]) -> str | None:
    if not told.startswith("$"):
        return told
    named = requests.get(told[1:])
    return named[0].range if named else None
