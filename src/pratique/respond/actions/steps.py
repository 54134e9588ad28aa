"""Which steps the sightings of an exposure call for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pratique.core.malware import GENERAL_READS
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.respond.actions.commands import CLIENTS, PROXIES, Client, filled, for_windows
from pratique.respond.actions.step import Command, Step, StepKind, System
from pratique.respond.behaviour.value import Behaviour, Role
from pratique.respond.exposure import Exposure
from pratique.respond.sighting import Contact, PlaceKind, Sighting
from pratique.respond.wanted.value import WantedReleases

_LOGS = frozenset({PlaceKind.GATE_LOG, PlaceKind.PROXY_LOG, PlaceKind.CI_LOG, PlaceKind.DEBUG_LOG})
_LOCKS = frozenset({PlaceKind.LOCK, PlaceKind.LOCK_HISTORY, PlaceKind.SBOM})
_STARTUP_PLACES = (
    ".github/workflows",
    ".claude and other folders of coding agents",
    ".vscode/tasks.json",
    "shell profiles",
    "cron, systemd units and launch agents",
    "Git hooks",
)
_MOST_NOTES = 40


def actions(exposure: Exposure, behaviour: Behaviour | None = None) -> tuple[Step, ...]:
    """Return the steps in order. If every request was refused, the only step says that nothing must be cleaned."""
    found = [one for one in exposure.sightings if one.contact is not Contact.REFUSED]
    if not found:
        return tuple(_without_contact(exposure))
    work = _Work(exposure, found, behaviour)
    return tuple(step for make in _STEPS if (step := make(work)) is not None) + tuple(_search_again(exposure))


@dataclass(frozen=True)
class _Work:
    exposure: Exposure
    sightings: list[Sighting]
    behaviour: Behaviour | None

    @property
    def malicious(self) -> list[Sighting]:
        """Return the sightings of malicious releases, digests and indicators; vulnerabilities need only an upgrade."""
        harmless = {one.id for one in self.exposure.wanted.releases if not one.malicious}
        return [one for one in self.sightings if one.wanted not in harmless]

    @property
    def ran(self) -> list[Sighting]:
        """Return the sightings after which code must be assumed to have run."""
        return [one for one in self.malicious if one.contact >= Contact.INSTALLED]

    @property
    def reached(self) -> list[Sighting]:
        """Return also the downloads of clients, which usually install what they download."""
        return [
            one
            for one in self.malicious
            if one.contact >= Contact.INSTALLED or (one.contact is Contact.FETCHED and one.kind in _LOGS)
        ]

    @property
    def locked(self) -> list[Sighting]:
        """Return the sightings of requests and locks that still allow the release."""
        return [
            one
            for one in self.sightings
            if (one.contact is Contact.RESOLVABLE or one.kind in _LOCKS) and one.current is not False
        ]

    def wanted(self, id_: str) -> WantedReleases | None:
        """Return the wanted item with this id."""
        return next((one for one in self.exposure.wanted.releases if one.id == id_), None)


def _without_contact(exposure: Exposure) -> Iterator[Step]:
    if exposure.sightings:
        yield Step(
            kind=StepKind.NOTHING,
            title="Nothing must be cleaned.",
            why="Every request for the releases was refused, so no client received them.",
            applies_to=exposure.sightings,
        )
    yield from _search_again(exposure)


def _search_again(exposure: Exposure) -> Iterator[Step]:
    gaps = [f"{one.place} {one.inside}".strip() + f": {one.why}" for one in exposure.unchecked]
    gaps += [f"{one.origin}: {one.why}" for one in exposure.wanted.misread]
    if gaps:
        more = [f"and {len(gaps) - _MOST_NOTES} more"] if len(gaps) > _MOST_NOTES else []
        yield Step(
            kind=StepKind.SEARCH_AGAIN,
            title="Search what could not be checked.",
            why="A place that was not searched may have the release.",
            notes=(*gaps[:_MOST_NOTES], *more),
        )


def _freeze(work: _Work) -> Step | None:
    if not work.malicious:
        return None
    since = min((one.since for one in work.exposure.wanted.releases if one.since is not None), default=None)
    before = (since or work.exposure.as_of).strftime("%Y-%m-%dT%H:%M:%SZ")
    line = f"pratique gate freeze --published-before {before} --until 3d --reason 'attack on a dependency'"
    return Step(
        kind=StepKind.FREEZE,
        title="Freeze new releases, and stop publishing your own packages.",
        why="A campaign often goes on with further releases, and stolen tokens publish yours.",
        commands=_both("pratique", [line]),
        applies_to=tuple(work.malicious),
    )


def _isolate(work: _Work) -> Step | None:
    if not work.ran:
        return None
    told = dict.fromkeys(
        f"{one.place}: {one.contact.word}{f', {one.note}' if one.note else ''}" for one in work.ran
    )
    return Step(
        kind=StepKind.ISOLATE,
        title="Isolate the machines and CI runners on which the code ran or may have run.",
        why="Disconnect them from the network and keep them powered on, so that evidence in memory is not lost.",
        notes=tuple(told)[:_MOST_NOTES],
        applies_to=tuple(work.ran),
    )


def _purge(work: _Work) -> Step | None:
    kinds = frozenset({PlaceKind.CACHE, PlaceKind.IMAGE, PlaceKind.INSTALLED, PlaceKind.MACHINE}) | _LOGS
    found = [
        one
        for one in work.malicious
        if one.kind in kinds and one.contact >= Contact.FETCHED and one.current is not False
    ]
    if not found:
        return None
    commands: list[Command] = []
    notes: list[str] = []
    for one in found:
        if one.kind is PlaceKind.IMAGE:
            notes.append(f"Delete the image {one.place}, and build it again without the build cache.")
        elif one.kind is PlaceKind.CI_LOG:
            notes.append(f"Delete the dependency caches of the CI jobs of {one.place}.")
        elif one.kind in {PlaceKind.GATE_LOG, PlaceKind.PROXY_LOG}:
            name = "pratique" if one.kind is PlaceKind.GATE_LOG else _proxy(work.exposure, one)
            lines = _lines(PROXIES.get(name, ()), one.ref)
            is_command = name not in {"nexus", "nginx", "squid"}
            commands += _both(name, lines) if is_command else ()
            notes += [] if is_command else lines
            if not lines:
                notes.append(f"Remove the release from the cache of the proxy that wrote {one.place}.")
        else:
            for client in clients_of(one, work.exposure):
                # What is installed is removed as well, so that no cache is filled from it again.
                extra = client.uninstall if one.kind is PlaceKind.INSTALLED else ()
                commands += _both(client.name, _lines((*extra, *client.purge), one.ref))
    return Step(
        kind=StepKind.PURGE,
        title="Remove the release from trees, caches, proxies and images.",
        why="Package managers install from a cache without a request, so a removed release comes back.",
        commands=tuple(dict.fromkeys(commands)),
        notes=tuple(dict.fromkeys((*notes, *_unsafe(found))))[:_MOST_NOTES],
        applies_to=tuple(found),
    )


def _persistence(work: _Work) -> Step | None:
    found = [one for one in work.malicious if one in work.ran or one.kind is PlaceKind.PERSISTENCE]
    if not found:
        return None
    stays = [
        f"{detection.words} ({detection.places[0]})"
        for detection in (work.behaviour.detections if work.behaviour is not None else ())
        if detection.role is Role.STAYS
    ]
    seen = [f"{one.place}: {one.inside}" for one in found if one.kind is PlaceKind.PERSISTENCE]
    return Step(
        kind=StepKind.PERSISTENCE,
        title="Remove what the code left behind, before you revoke tokens.",
        why="Some payloads watch their token and delete files when it is revoked, and a new token is stolen again.",
        notes=tuple(dict.fromkeys((*seen, *stays)))[:_MOST_NOTES]
        or tuple(f"Look in {one}." for one in _STARTUP_PLACES),
        applies_to=tuple(found),
    )


def _rotate(work: _Work) -> Step | None:
    if not work.reached:
        return None
    reads = work.behaviour.reads if work.behaviour is not None else ()
    return Step(
        kind=StepKind.ROTATE,
        title="Rotate the secrets that were readable there.",
        why="The code reads these credentials. Hidden or downloaded code may read more."
        if reads
        else "The credentials that the code reads are unknown: rotate all that the machine or the CI job could read.",
        notes=tuple(reads or GENERAL_READS)[:_MOST_NOTES],
        applies_to=tuple(work.reached),
    )


def _pin(work: _Work) -> Step | None:
    if not work.locked:
        return None
    commands: list[Command] = []
    notes: list[str] = []
    for one in work.locked:
        if one.ref is None:
            continue
        good = good_version(work.wanted(one.wanted))
        for client in clients_of(one, work.exposure):
            commands += _both(client.name, _lines(client.pin if good else client.uninstall, one.ref, good))
        notes.append(
            f"{one.ref.package}: the last good version is {good}."
            if good
            else f"{one.ref.package}: no good version is known, so remove it."
        )
    return Step(
        kind=StepKind.PIN,
        title="Pin the last good version, or remove the package.",
        why="Otherwise the next install resolves the release again. If the project itself requests the package, also change "
        "that request.",
        commands=tuple(dict.fromkeys(commands)),
        notes=tuple(dict.fromkeys((*notes, *_unsafe(work.locked))))[:_MOST_NOTES],
        applies_to=tuple(work.locked),
    )


def _relock(work: _Work) -> Step | None:
    found = [one for one in work.locked if one.kind is not PlaceKind.SBOM]
    if not found:
        return None
    commands = [
        command
        for one in found
        for client in clients_of(one, work.exposure)
        for command in _both(client.name, _lines(client.relock, one.ref))
    ]
    return Step(
        kind=StepKind.RELOCK,
        title="Write the lockfile again without scripts, and check it.",
        why="A lock that still lists the release installs it on every machine.",
        commands=(*dict.fromkeys(commands), *_both("pratique", ["pratique check ."])),
        applies_to=tuple(found),
    )


def _hunt(work: _Work) -> Step | None:
    known = work.exposure.wanted.indicators or (work.behaviour is not None and work.behaviour.indicators)
    if not work.malicious or not known:
        return None
    return Step(
        kind=StepKind.HUNT,
        title="Hunt for the indicators on other machines and in logs.",
        why="The code may have run where no log or lock shows it. `pratique exposed --hunt FOLDER` writes STIX, Sigma and YARA files.",
        applies_to=tuple(work.malicious),
    )


_REPORTS = {Ecosystem.NPM: "npm", Ecosystem.PYPI: "pypi", Ecosystem.RUBYGEMS: "rubygems"}


def _report(work: _Work) -> Step | None:
    refs = sorted({one.ref for one in work.malicious if one.ref is not None})
    if not work.malicious:
        return None
    lines = [
        f"pratique report {_REPORTS[ref.package.ecosystem]} {ref.purl}"
        for ref in refs[:_MOST_NOTES]
        if _lines(("{name} {bad}",), ref)
    ]
    return Step(
        kind=StepKind.REPORT,
        title="Report the release, if it is not removed yet.",
        why="The registry removes it for everybody.",
        commands=_both("pratique", lines),
        applies_to=tuple(work.malicious),
    )


_STEPS: tuple[Callable[[_Work], Step | None], ...] = (
    _freeze,
    _isolate,
    _purge,
    _persistence,
    _rotate,
    _pin,
    _relock,
    _hunt,
    _report,
)


def clients_of(one: Sighting, exposure: Exposure) -> tuple[Client, ...]:
    """Return the package manager of a sighting; all of its ecosystem if it is unknown."""
    formats = " ".join(part.format for part in exposure.searched if part.place == one.place)
    ecosystem = one.ref.package.ecosystem if one.ref is not None else None
    fitting = [client for client in CLIENTS if ecosystem is None or client.ecosystem is ecosystem]
    for text in (one.inside, f"{one.place} {one.note}", formats):
        for client in fitting:
            if any(word in text.lower() for word in client.words):
                return (client,)
    return tuple(fitting) if ecosystem is not None else ()


def good_version(wanted: WantedReleases | None) -> str:
    """Return the version to pin: the last good one below a malicious release, or else the first fixed one; "" if unknown."""
    if wanted is None:
        return ""
    named = wanted.affected.good or wanted.affected.fixed
    return named[-1] if named else ""


def _proxy(exposure: Exposure, one: Sighting) -> str:
    formats = " ".join(part.format for part in exposure.searched if part.place == one.place)
    text = f"{formats} {one.place}".lower()
    return next((name for name in PROXIES if name in text), "")


def _lines(templates: tuple[str, ...], ref: ReleaseRef | None, good: str = "") -> list[str]:
    if ref is None:
        return []
    name, bad = ref.package.name, ref.version
    prefix = {Ecosystem.NPM: "npm", Ecosystem.PYPI: "pypi", Ecosystem.RUBYGEMS: "gem"}[ref.package.ecosystem]
    return [
        # The name and the version are checked; the purl type in front of them is constant.
        line.replace(f"deny {name}@{bad}", f"deny pkg:{prefix}/{name.replace('@', '%40')}@{bad}")
        for line in filled(templates, name=name, bad=bad, good=good, target=f"{name}@{bad}")
    ]


def _both(client: str, lines: Iterable[str]) -> tuple[Command, ...]:
    return tuple(
        Command(client=client, system=system, line=line if system is System.POSIX else for_windows(line))
        for line in lines
        for system in System
    )


def _unsafe(found: Iterable[Sighting]) -> Iterator[str]:
    for one in found:
        if one.ref is not None and not _lines(("{name} {bad}",), one.ref):
            yield f"No command is shown for {one.ref}: its name cannot be pasted into a shell safely."
