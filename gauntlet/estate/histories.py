"""Repositories with years of lock revisions, in which bad releases come and go."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from gauntlet.estate.campaigns import BY_ID, CAMPAIGNS, decoys
from gauntlet.estate.fast_import import Importer
from gauntlet.estate.lock_texts import BY_NAME, Form
from gauntlet.estate.pins import Pin, bumped, universe
from gauntlet.estate.truth import Decoy, Planted, Truth

_PEOPLE = (
    "Ada North",
    "Ben Ortiz",
    "Chidi Okafor",
    "renovate[bot]",
    "Dana Fox",
    "dependabot[bot]",
    "Eli Sato",
)
_YEARS = timedelta(days=3 * 365)
HOWS = {
    "current": "still there",
    "passed": "came and went",
    "two-commits": "came and went within two commits",
    "old-branch": "only in an old branch that was never merged",
    "merged": "came with a merged branch, and went",
    "tag": "only reachable from a tag",
    "remote": "only in a remote-tracking branch",
    "renamed": "the lock was renamed meanwhile",
    "deleted": "only in a lock that was deleted",
    "alias": "under an alias",
    "bundled": "bundled in another package",
    "transitive": "transitive only",
    "digest": "the bytes under another name and address: only the digest shows it",
}
"""By the name of a way to plant a release, what makes the case hard."""
_ASIDE = {
    "old-branch": "refs/heads/release/{}",
    "tag": "refs/tags/v0.9-{}",
    "remote": "refs/remotes/origin/fix/{}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planting:
    """A bad release that is put into a history."""

    campaign: str
    name: str
    version: str
    how: str
    integrity: str = ""
    """For a copy of the bytes under another name: their digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A made-up repository."""

    name: str
    form: str
    packages: int
    revisions: int
    """The number of commits of main."""
    plantings: tuple[Planting, ...]
    start: datetime
    bare: bool = False
    path: str = ""
    """The folder of the lock, with a slash at its end."""


@dataclass(slots=True)
class _Mark:
    """When a planting came and went, as marks of the importer."""

    planting: Planting
    lock: str
    branch: str = "main"
    brought: int = 0
    removed: int = 0


@dataclass(slots=True)
class _Next:
    """What the next commit of main does beside the update of the lock."""

    parents: list[int]
    files: dict[str, bytes | None] = field(default_factory=dict)
    brings: list[_Mark] = field(default_factory=list)
    removes: list[_Mark] = field(default_factory=list)


@dataclass(slots=True)
class _History:
    repository: Repository
    importer: Importer
    rng: random.Random
    form: Form
    lock: str
    pins: dict[str, Pin] = field(default_factory=dict)
    ordinary: list[str] = field(default_factory=list)
    later: list[Pin] = field(default_factory=list)
    marks: list[_Mark] = field(default_factory=list)
    revisions: int = 0
    number: float = 0
    tip: int = 0

    def write(self) -> None:
        """Write main and its branches."""
        spec = self.repository
        everything = universe(self.form.ecosystem, spec.packages, self.rng)
        first = max(3, len(everything) * 4 // 5)
        self.later = everything[first:]
        self.pins = {pin.key: pin for pin in everything[:first]}
        self.ordinary = list(self.pins)
        for pin in _decoy_pins(self.form.ecosystem):
            self.pins[pin.key] = pin
        steps = self._steps()
        for number in range(spec.revisions):
            self.number = number
            following = _Next([self.tip] if self.tip else [])
            if not number:
                following.files["README.md"] = _readme(spec).encode()
                following.files |= _manifest(self.form.ecosystem)
            for step in steps.get(number, ()):
                step(following)
            self._grow()
            following.files[self.lock] = self._text(self.pins.values())
            subject = f"Bump {self.rng.choice(self.ordinary)}"
            self.tip = self._commit("refs/heads/main", subject, following.files, following.parents)
            for mark in following.brings:
                mark.brought = self.tip
            for mark in following.removes:
                mark.removed = self.tip
            if number % 97 == 96:
                self.importer.point(f"refs/tags/v1.{number // 97}.0", self.tip)

    def _commit(
        self,
        ref: str,
        subject: str,
        files: dict[str, bytes | None],
        parents: Sequence[int],
        offset: float = 0,
    ) -> int:
        at = self.repository.start + _YEARS * ((self.number + offset) / self.repository.revisions)
        self.revisions += 1
        return self.importer.commit(ref, at, self.rng.choice(_PEOPLE), subject, files, parents)

    def _text(self, pins: Iterable[Pin]) -> bytes:
        listed = list(pins)
        needed = {name for pin in listed for name, _ in pin.needs}
        direct = [pin for pin in listed if pin.key not in needed and not pin.bundled_in]
        return self.form.text(self.repository.name, direct, listed)

    def _grow(self) -> None:
        """Change a few packages, as an update does."""
        if self.later and self.rng.random() < 0.3:
            pin = self.later.pop(0)
            if all(name in self.pins for name, _ in pin.needs):
                self.pins.setdefault(pin.key, pin)
                self.ordinary.append(pin.key)
        for key in self.rng.sample(self.ordinary, min(len(self.ordinary), self.rng.choice((1, 1, 2, 3, 6)))):
            self.pins[key] = bumped(self.pins[key], self.rng)

    def _steps(self) -> dict[int, list[Callable[[_Next], None]]]:
        """Return what the plantings do before which commit of main."""
        found: defaultdict[int, list[Callable[[_Next], None]]] = defaultdict(list)
        last = self.repository.revisions - 2
        for index, planting in enumerate(self.repository.plantings):
            # One after the other, so that no branch of one planting contains another one that main removed.
            spacing = (last - 3) // len(self.repository.plantings)
            length = 1 if planting.how == "two-commits" else self.rng.randrange(2, max(3, spacing - 1))
            number = 3 + spacing * index
            for offset, step in self._plan(planting, length):
                found[min(number + offset, last)].append(step)
        return found

    def _plan(self, planting: Planting, length: int) -> list[tuple[int, Callable[[_Next], None]]]:
        mark = _Mark(planting, self.lock)
        self.marks.append(mark)
        new = _pins(planting, self.form)
        before: dict[str, Pin | None] = {}

        def add(following: _Next) -> None:
            self._put(new, before)
            mark.lock = self.lock
            following.brings.append(mark)

        def remove(following: _Next) -> None:
            self._restore(before)
            following.removes.append(mark)

        def rename(following: _Next) -> None:
            following.files[self.lock] = None
            self.lock = f"app/{self.lock}"

        def aside(_: _Next) -> None:
            self._aside(mark, new, merge=None)

        def merge(following: _Next) -> None:
            self._aside(mark, new, merge=following)
            self._put(new, before)

        def second(following: _Next) -> None:
            mark.lock = f"tools/{planting.campaign}/{self.form.file}"
            few = [self.pins[key] for key in self.ordinary[:12]]
            following.files[mark.lock] = self._text([*few, *(pin for pin in new if pin not in few)])
            following.brings.append(mark)

        def delete(following: _Next) -> None:
            following.files[mark.lock] = None
            following.removes.append(mark)

        if planting.how in _ASIDE:
            return [(0, aside)]
        plans: dict[str, list[tuple[int, Callable[[_Next], None]]]] = {
            "current": [(0, add)],
            "merged": [(0, merge), (length, remove)],
            "renamed": [(0, add), (max(1, length // 2), rename), (length, remove)],
            "deleted": [(0, second), (length, delete)],
        }
        return plans.get(planting.how, [(0, add), (length, remove)])

    def _put(self, new: Sequence[Pin], before: dict[str, Pin | None]) -> None:
        for pin in new:
            before[pin.key] = self.pins.get(pin.key)
            self.pins[pin.key] = pin

    def _restore(self, before: dict[str, Pin | None]) -> None:
        for key, pin in before.items():
            if pin is None:
                self.pins.pop(key, None)
            else:
                self.pins[key] = pin

    def _aside(self, mark: _Mark, new: Sequence[Pin], merge: _Next | None) -> None:
        """Write a branch of four commits, of which the second brings the release."""
        bare = mark.planting.name.rpartition("/")[2]
        ref = _ASIDE.get(mark.planting.how, "refs/heads/feature/{}").format(f"{bare}-{mark.planting.version}")
        mark.branch, tip = ref, self.tip
        pins = dict(self.pins)
        for number in range(4):
            key = self.ordinary[number]
            pins[key] = bumped(pins[key], self.rng)
            if number == 1:
                pins |= {pin.key: pin for pin in new}
            subject = f"Update {key if number != 1 else bare}"
            files: dict[str, bytes | None] = {self.lock: self._text(list(pins.values()))}
            tip = self._commit(ref, subject, files, [tip], offset=number / 10 - 0.9)
            if number == 1:
                mark.brought, mark.lock = tip, self.lock
        if merge is not None:
            merge.parents.append(tip)
            self.importer.finished.append(ref)


def _pins(planting: Planting, form: Form) -> list[Pin]:
    """Return what a planting adds to a lock."""
    campaign = BY_ID[planting.campaign]
    asked = campaign.asks.get(planting.name, "^1.0.0")
    bare = planting.name.rpartition("/")[2]
    if planting.version.partition(".")[0] != campaign.main[1].partition(".")[0] and form.ecosystem == "npm":
        asked = f"^{planting.version}"
    pin = Pin(planting.name, planting.version, asked)
    if planting.how == "digest":
        url = "https://files.example/mirror/vendored-http-client-3.1.0.tgz"
        name = "vendored-http-client"
        return [Pin(name, "3.1.0", "^3.1.0", url=url, integrity=planting.integrity)]
    if planting.how == "alias" and form.aliases:
        return [pin._replace(alias=f"{bare}-legacy")]
    if planting.how == "bundled" and form.bundles:
        return [pin._replace(bundled_in=f"holder-{bare}")]
    if planting.how in {"transitive", "alias", "bundled"}:
        outer = f"quiet-{bare}-adapter"
        return [
            Pin(
                outer,
                "2.3.4",
                {"npm": "^2.0.0", "pypi": ">=2,<3", "gem": "~> 2.0"}[form.ecosystem],
                ((pin.name, asked),),
            ),
            pin,
        ]
    return [pin]


def _decoy_pins(ecosystem: str) -> list[Pin]:
    """Return the look-alikes that every lock of an ecosystem lists."""
    return [
        Pin(
            name,
            version,
            campaign.asks.get(name, {"npm": "^0.0.0 || *", "pypi": ">=0", "gem": ">= 0"}[ecosystem]),
        )
        for campaign in CAMPAIGNS
        if campaign.ecosystem == ecosystem
        for name, version, _ in decoys(campaign)
    ]


def _readme(spec: Repository) -> str:
    """Return a text that mentions bad releases."""
    ecosystem = BY_NAME[spec.form].ecosystem
    bad = [campaign for campaign in CAMPAIGNS if campaign.ecosystem == ecosystem]
    lines = [f"# {spec.name}", "", "Never install these releases:", ""]
    lines += [f"- {name}@{version} ({name}=={version})" for one in bad for name, version in one.releases]
    return "\n".join([*lines, ""])


def _manifest(ecosystem: str) -> dict[str, bytes | None]:
    """Return a file that asks for ranges, which the lock answers with other versions."""
    if ecosystem == "npm":
        return {
            ".github/renovate.json5": b'// axios@1.14.1 and debug@4.4.2 are not allowed\n{ "extends": [] }\n'
        }
    return {"NOTES.md": b"litellm==1.82.8 and rest-client (1.6.13) are not allowed here.\n"}


def write_repository(folder: Path, spec: Repository, seed: int) -> Truth:
    """Write one repository and return what was planted in it."""
    form = BY_NAME[spec.form]
    rng = random.Random(f"{seed} {spec.name}")
    place = f"repositories/{spec.name}"
    with Importer(folder / place, bare=spec.bare) as importer:
        history = _History(spec, importer, rng, form, spec.path + form.file)
        history.write()
    truth = Truth("", seed)
    for mark in history.marks:
        planting = mark.planting
        now = planting.how == "current"
        truth.planted.append(
            Planted(
                campaign=planting.campaign,
                ecosystem=form.ecosystem,
                name=planting.name,
                version=planting.version,
                kinds=("lock", "lock-history") if now else ("lock-history",),
                place=place,
                inside=form.file,
                hard=HOWS[planting.how],
                form=spec.form,
                brought=importer.ids[mark.brought],
                removed=importer.ids[mark.removed] if mark.removed else "",
                branch=mark.branch,
                digest=planting.how == "digest",
            )
        )
    for campaign in CAMPAIGNS:
        if campaign.ecosystem == form.ecosystem:
            truth.decoys += [
                Decoy(campaign=campaign.id, place=place, text=f"{name}@{version}", why=why)
                for name, version, why in decoys(campaign)
            ]
            name, version = campaign.main
            text = f"{name}@{version} in README.md"
            truth.decoys.append(
                Decoy(campaign=campaign.id, place=place, text=text, why="a mention in a text")
            )
    truth.counts = {"repositories": 1, "lock revisions": history.revisions}
    return truth
