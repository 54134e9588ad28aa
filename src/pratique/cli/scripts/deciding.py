"""Decides about the install scripts of a project, from the record of decisions, the client's approvals and the analysis."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pratique.cli.scripts.approvals import Decision
from pratique.cli.scripts.record import Entry, digest_of, package_of
from pratique.core.install_script import InstallScript
from pratique.core.names import ReleaseRef
from pratique.core.policy import Action
from pratique.core.script_report import Client, ScriptedPackage, ScriptState

_STATES_THAT_STOP = frozenset({ScriptState.CHANGED, ScriptState.UNDECIDED})
_APPROVED = frozenset({ScriptState.APPROVED, ScriptState.CARRIED, ScriptState.BY_RULE})


@dataclass(frozen=True, slots=True)
class Judgement:
    """The state of the scripts of a package, and its reason."""

    state: ScriptState
    why: str
    by_person: bool = False
    new: bool = False
    """Whether the record has nothing about the package."""


def behaviour_of(scripts: Iterable[InstallScript]) -> str:
    """Return the digest of the behaviour of all scripts of a package, as `sha256:HEX`."""
    whole = "\n".join(sorted(script.behaviour for script in scripts))
    return f"sha256:{hashlib.sha256(whole.encode()).hexdigest()}"


def judge(package: ScriptedPackage, entries: Sequence[Entry]) -> Judgement:
    """Return the state of the scripts of a package by the record. `entries` are those about the same package."""
    behaviour, digest = behaviour_of(package.scripts), digest_of(package.digest)
    if package.action is Action.BLOCK:
        return Judgement(ScriptState.UNDECIDED, f"the package is blocked: {package.verdict_why}")
    exact = next((one for one in entries if one.key == _key(package)), None)
    if exact is not None and exact.digest == digest:
        return _same_bytes(package, exact)
    if exact is not None and exact.approved:
        why = f"its bytes are not those that were approved for {exact.version}"
        return Judgement(ScriptState.CHANGED, why)
    return _other_bytes(package, entries, behaviour)


def _same_bytes(package: ScriptedPackage, entry: Entry) -> Judgement:
    if not entry.approved and not entry.by_person and _is_own_work(package):
        return Judgement(ScriptState.BY_RULE, "its scripts only do work of their own package")
    if not entry.approved:
        why = "a person denied it" if entry.by_person else "denied until a person approves it"
        return Judgement(ScriptState.DENIED, why, entry.by_person)
    if not entry.by_person and not _is_own_work(package):
        why = "the rule approved it, and the analysis now finds more than work of its own package"
        return Judgement(ScriptState.CHANGED, why)
    by = "approved by a person" if entry.by_person else "only does work of its own package"
    return Judgement(ScriptState.APPROVED, by, entry.by_person)


def _other_bytes(package: ScriptedPackage, entries: Sequence[Entry], behaviour: str) -> Judgement:
    same = [one for one in entries if one.behaviour == behaviour]
    approved = next((one for one in same if one.approved and one.by_person), None)
    if approved is not None and package.action is Action.ALLOW:
        why = f"behaves as {approved.version}, which a person approved"
        return Judgement(ScriptState.CARRIED, why, by_person=True)
    denied = next((one for one in same if not one.approved and one.by_person), None)
    if denied is not None:
        return Judgement(
            ScriptState.DENIED, f"behaves as {denied.version}, which a person denied", by_person=True
        )
    if _is_own_work(package):
        return Judgement(
            ScriptState.BY_RULE, "its scripts only do work of their own package", new=not entries
        )
    return _for_a_person(package, entries, behaviour)


def _for_a_person(package: ScriptedPackage, entries: Sequence[Entry], behaviour: str) -> Judgement:
    earlier = next((one for one in reversed(entries) if one.approved), None)
    if earlier is not None:
        told = "its behaviour" if earlier.behaviour != behaviour else "the verdict on the package"
        return Judgement(ScriptState.CHANGED, f"{told} changed since {earlier.version}, which was approved")
    if entries:
        return Judgement(ScriptState.DENIED, "no version of it is approved")
    if package.action is not Action.ALLOW:
        return Judgement(ScriptState.UNDECIDED, f"the package is held: {package.verdict_why}", new=True)
    return Judgement(ScriptState.UNDECIDED, "nobody approved it", new=True)


def _is_own_work(package: ScriptedPackage) -> bool:
    return not package.needs_person and package.action is Action.ALLOW


def _key(package: ScriptedPackage) -> tuple[str, str, str]:
    return package_of(package.ref), package.ref.version, package.filename


def decided(
    package: ScriptedPackage, entries: Sequence[Entry], client: Client, *, runs: bool, because: str
) -> ScriptedPackage:
    """Return a package with its state, and whether `--check` stops because of it.

    `runs` says whether the client runs the scripts, and `because` is a clause about the setting that lets them run
    without an approval, or is empty.
    """
    found = judge(package, entries)
    state, why = found.state, found.why
    stops = state in _STATES_THAT_STOP or (state is ScriptState.BY_RULE and found.new)
    if state not in _APPROVED and runs:
        stops = stops or state is ScriptState.DENIED
        if because:
            why = f"{why}; {client.name} runs it, because {because}"
        elif client.blocks:
            why = f"{why}; the approvals of {client.name} let it run"
        elif state is ScriptState.DENIED:
            why = f"{why}, and {client.name} runs it all the same"
    return replace(package, state=state, why=why, by_person=found.by_person, runs=runs, stops=stops)


def entries_after(
    packages: Sequence[ScriptedPackage],
    before: Sequence[Entry],
    *,
    approved: Collection[ReleaseRef],
    every: bool,
    locked: Collection[tuple[str, str]],
) -> tuple[Entry, ...]:
    """Return the record after a decision.

    With `every`, all packages get an entry: approved by the rule, carried over or denied; entries of releases that no lockfile has
    are removed. `approved` are the releases that a person approves now. `locked` are the releases of the lockfiles, as package URLs
    with their versions; entries of releases that were not read on this platform stay.
    """
    written: dict[tuple[str, str, str], Entry] = {entry.key: entry for entry in before}
    for package in packages:
        by_person = package.ref in approved
        if by_person or every:
            entry = _entry(package, by_person=by_person)
            written[entry.key] = entry
    if every:
        read = {_key(package) for package in packages}
        releases = {(package_of(package.ref), package.ref.version) for package in packages}
        written = {
            key: entry
            for key, entry in written.items()
            if key in read or (key[:2] in locked and key[:2] not in releases)
        }
    return tuple(written.values())


def _entry(package: ScriptedPackage, *, by_person: bool) -> Entry:
    return Entry(
        package=package_of(package.ref),
        version=package.ref.version,
        file=package.filename,
        digest=digest_of(package.digest),
        behaviour=behaviour_of(package.scripts),
        approved=by_person or package.state in _APPROVED,
        by_person=by_person or (package.by_person and package.state is not ScriptState.CHANGED),
        does=tuple(f"{script.hook}: {script.does}" for script in package.scripts),
    )


def decisions_of(names: Mapping[str, str], entries: Iterable[Entry], *, pinned: bool) -> tuple[Decision, ...]:
    """Return the approvals for a client. `names` are the names of npm packages by their package URL.

    A package without an approved version is denied as a whole, also its later versions. If the client cannot pin, a package is
    approved only if all its versions are.
    """
    by_name: dict[str, dict[str, bool]] = {}
    for entry in entries:
        name = names.get(entry.package)
        if name is not None:
            versions = by_name.setdefault(name, {})
            versions[entry.version] = versions.get(entry.version, True) and entry.approved
    found: list[Decision] = []
    for name, versions in sorted(by_name.items()):
        if not any(versions.values()):
            found.append(Decision(name, None, allowed=False))
        elif not pinned:
            found.append(Decision(name, None, allowed=all(versions.values())))
        else:
            found += (Decision(name, version, allowed=ok) for version, ok in sorted(versions.items()))
    return tuple(found)
