"""What was planted where: the table that the answers of the product are compared with."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One bad release in one place."""

    campaign: str
    ecosystem: str
    name: str
    version: str
    kinds: tuple[str, ...]
    """The kinds of place under which the product may report it."""
    place: str
    """The path of the unit (repository, log, cache, image) below the organisation's folder."""
    inside: str = ""
    """A part of the path in that unit; "" if it does not matter."""
    contacts: tuple[str, ...] = ("locked",)
    """The contacts that are right, as `Contact.word`."""
    hard: str = ""
    """What makes the case hard, in a few words."""
    form: str = ""
    """The format of the place, such as `package-lock v3`."""
    brought: str = ""
    """The id of the commit that brought it; "" if none."""
    removed: str = ""
    """The id of the commit that removed it; "" if it is still there."""
    branch: str = ""
    who: str = ""
    """A text that the sighting must name as the client; "" if none."""
    digest: bool = False
    """Whether only the digest shows the release, so that the name may be missing."""
    names: tuple[str, ...] = ()
    """Other names of the place, such as an image reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoy:
    """Something that looks like a bad release and is none."""

    campaign: str
    place: str
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A place that cannot be read, which the product must name as not checked."""

    place: str
    why: str
    campaign: str = ""
    """The incident whose packages the readable part names; "" if all answers must name the place."""


@dataclass(slots=True)
class Truth:
    """All that was put into one organisation."""

    size: str
    seed: int
    planted: list[Planted] = field(default_factory=list)
    decoys: list[Decoy] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    digests: dict[str, list[str]] = field(default_factory=dict)
    """By campaign, the digests that a user asks for beside the catalogue's entries."""
    counts: dict[str, int] = field(default_factory=dict)
    """How much there is of each kind, such as revisions and log lines."""
    missing: dict[str, str] = field(default_factory=dict)
    """What could not be made on this machine, with the reason."""

    def add(self, part: "Truth") -> None:
        """Add what another part of the generator made."""
        self.planted += part.planted
        self.decoys += part.decoys
        self.unreadable += part.unreadable
        for campaign, digests in part.digests.items():
            self.digests.setdefault(campaign, []).extend(digests)
        for name, count in part.counts.items():
            self.counts[name] = self.counts.get(name, 0) + count
        self.missing |= part.missing

    def write(self, path: Path) -> None:
        """Write the table as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the table in a file."""
        found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            size=found["size"],
            seed=found["seed"],
            planted=[Planted(**_tuples(one)) for one in found["planted"]],
            decoys=[Decoy(**one) for one in found["decoys"]],
            unreadable=[Unreadable(**one) for one in found["unreadable"]],
            digests=dict(found["digests"]),
            counts=dict(found["counts"]),
            missing=dict(found["missing"]),
        )


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def joined(parts: Iterable[Truth], size: str, seed: int) -> Truth:
    """Return one table of several."""
    whole = Truth(size, seed)
    for part in parts:
        whole.add(part)
    return whole
