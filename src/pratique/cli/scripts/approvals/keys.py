"""Reads and writes the keys of approvals: `NAME`, `NAME@VERSION`, or `NAME@VERSION || VERSION`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pratique.cli.scripts.approvals.interface import Decision
from pratique.ecosystems.npm import address
from pratique.ecosystems.npm.versions import parse_version
from pratique.errors import ParseError, Reference, UsageError

_MOST_CHARS = 4_096
"""Maximum length of a key. A key with a hundred versions has about a thousand characters."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a key is about."""

    name: str
    versions: tuple[str, ...] | None
    """The exact versions; empty if the client ignores the key; None for all versions."""


def target_of(key: str) -> Target:
    """Return the package and the versions of a key. The name of a key that names no package is the key itself."""
    name, at, rest = key[1:].partition("@")
    name = key[:1] + name
    if len(key) > _MOST_CHARS or not _is_name(name):
        return Target(key, None)
    if not at or rest.strip() in {"", "*"}:
        return Target(name, None)
    versions = tuple(part.strip() for part in rest.split("||"))
    if not all(_is_version(version) for version in versions):
        return Target(name, ())
    return Target(name, versions)


def read_decisions(entries: Mapping[str, object]) -> tuple[Decision, ...]:
    """Return the decisions of a mapping from keys to true or false."""
    found: dict[Decision, None] = {}
    for key, allowed in entries.items():
        if not isinstance(allowed, bool):
            continue
        target = target_of(key)
        versions: tuple[str | None, ...] = (None,) if target.versions is None else target.versions
        found.update(dict.fromkeys(Decision(target.name, version, allowed) for version in versions))
    return tuple(found)


def keys_of(decisions: Iterable[Decision]) -> dict[str, bool]:
    """Return the keys that write the decisions, sorted, with one key for each version.

    Raises ParseError for a name or a version that is not valid, and UsageError for decisions that clients read differently.
    """
    keys: dict[str, bool] = {}
    for decision in decisions:
        key = _key(decision)
        keys[key] = keys.get(key, True) and decision.allowed
    for key, allowed in keys.items():
        name = target_of(key).name
        if keys.get(name, allowed) is not allowed:
            # In npm the denied one wins, in pnpm 10 the approved one, in yarn that of the version.
            raise UsageError(
                Reference.USAGE,
                f"{name} has one decision for all versions and another one for a version; clients differ on which one applies",
                hint=f"decide either on all versions of {name}, or on each version",
            )
    return dict(sorted(keys.items()))


def changes_of(entries: Mapping[str, object], decisions: Sequence[Decision]) -> dict[str, bool | None]:
    """Return the changes after which the entries of a file say the decisions: the value of a key, or None to remove it.

    Other keys of the packages in the decisions are removed. Raises ParseError for a name or a version that is not valid.
    """
    names = {decision.name for decision in decisions}
    changes: dict[str, bool | None] = {key: None for key in entries if target_of(key).name in names}
    changes.update(keys_of(decisions))
    return {key: value for key, value in changes.items() if key not in entries or entries[key] is not value}


def _key(decision: Decision) -> str:
    name = address.normalise(decision.name).name
    if decision.version is None:
        return name
    if not _is_version(decision.version):
        raise ParseError(
            Reference.VERSION_INVALID,
            f"{decision.version[:80]!r} is not an exact version of {name}",
            hint="state the version as the lockfile has it",
        )
    return f"{name}@{decision.version}"


def _is_name(text: str) -> bool:
    try:
        address.normalise(text)
    except ParseError:
        return False
    return True


def _is_version(text: str) -> bool:
    """Return True for an exact version as clients write it, without the `v` and the spaces that npm tolerates."""
    return text[:1].isdigit() and text.isascii() and text == text.strip() and parse_version(text) is not None
