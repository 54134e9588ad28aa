"""Defines the checks of `doctor`, and implements the project checks that send no requests."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from pratique.cli.project.read_lockfiles import Reading
from pratique.cli.setup.clients import SETUPS, Target, place_of
from pratique.config.settings import GateSettings
from pratique.core.lock import Lock, LockedPackage, SourceKind
from pratique.core.names import Ecosystem
from pratique.errors import ParseError
from pratique.gate.server.certificate import mode_for_others
from pratique.net.client.address import Origin, origin, parse
from pratique.net.configuration.config_file import read_config
from pratique.report.parts.counts import plural

_MOST_NAMED = 3
_PORTABLE = {"package-lock": Ecosystem.NPM, "Gemfile.lock": Ecosystem.RUBYGEMS}
"""The lockfile formats for which clients replace URLs of the public registry with the configured registry."""
_SECRET = re.compile(r"\s*+(?:[^#;=\s]*:)?(_authToken|_auth|_password)\s*+=\s*+(\S(?:.*\S)?)\s*+\Z")


class State(IntEnum):
    """The possible results of a check, from best to worst."""

    OK = 0
    NOTE = 1
    UNKNOWN = 2
    BAD = 3


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check of `doctor`."""

    name: str
    state: State
    text: str
    step: str = ""
    """The recommended next step."""


def locks(reading: Reading, to: Target, public: Mapping[Ecosystem, str]) -> Iterator[Check]:
    """Yield checks for lockfile entries that bypass the gate."""
    for path, lock in reading.locks.items():
        past = [entry for entry in lock.packages if _leads_past(lock, entry, to, public)]
        unseen = [
            entry
            for entry in lock.packages
            if entry.source not in {SourceKind.REGISTRY, SourceKind.WORKSPACE}
        ]
        if past:
            named = ", ".join(sorted({f"{_host(one)}" for one in past})[:_MOST_NAMED])
            line = f":{past[0].line}" if past[0].line else ""
            text = (
                f"{path}{line}: {len(past)} of {plural(len(lock.packages), 'entry', 'entries')} from {named} "
                f"bypass the gate"
            )
            yield Check("locks", State.BAD, text, "regenerate the lockfile through the gate")
        elif lock.packages:
            yield Check("locks", State.OK, f"{path}: no entry bypasses the gate")
        if unseen:
            kinds = ", ".join(sorted({entry.source.value for entry in unseen}))
            text = (
                f"{path}: {plural(len(unseen), 'entry', 'entries')} from other sources ({kinds}), which "
                f"bypass every gate"
            )
            yield Check("locks", State.NOTE, text, "`pratique check` checks these entries where possible")
    for file in reading.files:
        if file.error is not None:
            yield Check("locks", State.UNKNOWN, f"{file.path}: {file.error.message}", file.error.hint)


def _leads_past(lock: Lock, entry: LockedPackage, to: Target, public: Mapping[Ecosystem, str]) -> bool:
    if entry.source is not SourceKind.REGISTRY:
        return False
    allowed = {origin(to.url)}
    portable = _PORTABLE.get(lock.format.partition(" ")[0])
    if portable is not None:
        allowed.add(origin(parse(public[portable])))
    told = entry.url or entry.registry
    return told is not None and (found := _origin(told)) is not None and found not in allowed


def _host(entry: LockedPackage) -> str:
    found = _origin(entry.url or entry.registry or "")
    return "" if found is None else str(found)


def _origin(text: str) -> Origin | None:
    try:
        return origin(parse(text))
    except ParseError:
        return None


def secrets(project: Path, env: Mapping[str, str]) -> Iterator[Check]:
    """Yield checks for tokens in files that other users can read, and for enabled install scripts of npm."""
    own = place_of(SETUPS[0], env)
    mine = project / ".npmrc"
    if mine.resolve() != own:
        for number, name in _written(text_of(mine)):
            text = (
                f"{mine}:{number} contains a literal {name}, which anyone with access to the project can read"
            )
            yield Check("tokens", State.BAD, text, f"revoke the token, and write {name}=${{NPM_TOKEN}}")
    written = list(_written(text_of(own)))
    mode = _mode(own)
    if written and mode & 0o077:
        yield Check(
            "tokens",
            State.BAD,
            f"{own} contains a token and is readable by other users (mode {mode:o})",
            f"chmod 600 {own}",
        )
    lines = [line for file in (own, mine) for line in (text_of(file) or "").splitlines()]
    if not any(re.match(r"\s*ignore-scripts\s*=\s*true", line) for line in lines):
        text = "npm runs install scripts of packages (ignore-scripts is not set)"
        yield Check(
            "scripts",
            State.NOTE,
            text,
            "npm config set ignore-scripts true, unless the project needs install scripts",
        )


def key_of_gate(settings: GateSettings) -> Iterator[Check]:
    """Yield a check for a TLS key of a gate on this machine that other users can read."""
    if settings.tls_key is None:
        return
    key = Path(settings.tls_key).expanduser()
    mode = mode_for_others(key)
    if mode is not None:
        text = f"{key}, the TLS key of the gate, is readable by all users of this machine (mode {mode:o})"
        yield Check("key", State.BAD, text, f"chmod 600 {key}, and replace the key and its certificate")


def _written(text: str | None) -> Iterator[tuple[int, str]]:
    """Yield the number of each line that contains a literal secret, and the name of the secret's key."""
    for number, line in enumerate((text or "").splitlines(), 1):
        match = _SECRET.match(line) if len(line) < 10_000 else None
        if match is not None and not match[2].startswith("${"):
            yield number, match[1]


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return 0


def text_of(path: Path) -> str | None:
    """Return the text of a configuration file, or None if it is missing or unreadable."""
    try:
        data = read_config(path)
    except ParseError:
        return None
    return None if data is None else data.decode("utf-8", "replace")
