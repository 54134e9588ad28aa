"""Reads the `ignore` rules of the Snyk policy in `.snyk`, which are grouped by Snyk's id and then by path.

A Snyk id takes effect only if an advisory lists it as an alias.

Sources: snyk/policy (README "Module path rules", `lib/match.ts`, `go/dotsnyk`). A path is the dependency chain below
the project, joined by ` > `, optionally with versions or ranges. `*` matches any packages. A rule with
`disregardIfFixable` applies only to findings without a fix. Pratique does not support `disregardIfFixable`, and reports
a rule that sets it as unusable.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pratique.advisories.ignores.document import from_yaml, text_of
from pratique.advisories.ignores.ends import last_day
from pratique.advisories.ignores.reading import Reading
from pratique.advisories.ignores.said import Ignores
from pratique.advisories.ignores.wildcards import SEPARATOR, chain_pattern
from pratique.core.audit import Ignore
from pratique.core.names import Ecosystem


def parse(data: bytes, origin: str) -> Ignores:
    """Parse a .snyk file; `origin` is the file name in messages. Raises ParseError if the file is not YAML."""
    text, document = from_yaml(data, origin)
    reading = Reading(origin, text)
    rules = document.get("ignore")
    if rules and not isinstance(rules, dict):
        reading.refuse(origin, "the value of ignore is not a mapping of ids")
        return reading.done()
    for name, entries in (rules or {}).items():
        at = reading.at(name)
        for entry in entries if isinstance(entries, list) else [entries]:
            _take_entry(name, entry, at, reading)
    if document.get("patch"):
        reading.note(
            reading.at("patch:"),
            "patch has no effect, because Pratique does not check whether a patch was applied",
        )
    if document.get("failThreshold"):
        reading.note(reading.at("failThreshold:"), "failThreshold has no effect in Pratique: use --fail-on")
    return reading.done()


def _take_entry(name: str, entry: object, at: str, reading: Reading) -> None:
    if entry is None:
        return
    if not isinstance(entry, dict):
        reading.refuse(at, f"{name}: the rule is not a mapping of paths")
        return
    for path, rule in entry.items():
        found = reading.at(path)
        place = at if found == reading.origin else found
        if rule is not None and not isinstance(rule, dict):
            reading.refuse(place, f"{name}: the rule for a path is not a mapping: {path}")
            continue
        _take_rule(Ignore(ids=(name,), origin=place), path, rule or {}, reading)


def _take_rule(ignore: Ignore, path: str, rule: Mapping[str, Any], reading: Reading) -> None:
    [name] = ignore.ids
    if rule.get("disregardIfFixable") is True:
        reading.refuse(ignore.origin, f"{name}: disregardIfFixable is not supported")
        return
    try:
        expires = last_day(rule["expires"]) if rule.get("expires") else None
        placed = _placed(path, replace(ignore, expires=expires))
    except ValueError as error:
        reading.refuse(ignore.origin, f"{name}: {error}")
        return
    reading.add(replace(placed, reason=text_of(rule, "reason"), owner=_owner(rule)))


def _placed(path: str, ignore: Ignore) -> Ignore:
    """Return the ignore for one path of a rule.

    Raises ValueError if a package other than the last one in the path has a version.
    """
    steps = [step.strip() for step in path.split(SEPARATOR)]
    names, versions = zip(*(_step(step) for step in steps), strict=True)
    if any(versions[:-1]):
        raise ValueError(f"only the last package of a path may have a version: {path}")
    placed = replace(ignore, path=chain_pattern(SEPARATOR.join(names)))
    if not versions[-1] or versions[-1] == "*":
        return placed
    return replace(placed, ecosystem=Ecosystem.NPM, package=names[-1], versions=versions[-1])


def _step(step: str) -> tuple[str, str]:
    name, _, version = step[1:].partition("@")
    return step[:1] + name, version


def _owner(rule: Mapping[str, Any]) -> str:
    by = rule.get("ignoredBy")
    return text_of(by, "email", "name") if isinstance(by, dict) else ""
