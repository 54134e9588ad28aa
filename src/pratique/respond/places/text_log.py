"""Searches the text of logs of package managers and CI jobs for wanted releases, line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from pratique.respond.places.artifacts import Artifacts
from pratique.respond.places.install_lines import MENTIONED, seen_in
from pratique.respond.places.log_text import LogText, Needles
from pratique.respond.places.proxy_logs.request import epoch_time, iso_time
from pratique.respond.sighting import Basis, Contact, PlaceKind, Searched, Sighting, Unchecked
from pratique.respond.wanted.value import IndicatorKind, Wanted, WantedReleases

_TIME = re.compile(
    r"^\W{0,3}(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2}))", re.ASCII
)
_MOST_MENTIONS = 20
_SECTION = re.compile(r"section_(?:start|end):(\d{9,11}):", re.ASCII)
_FOLDER = re.compile(r"\bverbose cwd (.{1,500})")
_FOLDER_NEEDLE = b"verbose cwd "


@dataclass(frozen=True)
class Terms:
    """What a line must contain to be read."""

    wanted: Wanted

    @cached_property
    def artifacts(self) -> Artifacts:
        """Return the wanted artifacts."""
        return Artifacts(self.wanted)

    @cached_property
    def texts(self) -> dict[str, tuple[str, Basis]]:
        """Return the ids of the wanted hosts, addresses, paths and digests by their lower-case text."""
        found: dict[str, tuple[str, Basis]] = {}
        for one in self.wanted.indicators:
            if one.kind is not IndicatorKind.PATH or "/" in one.value or "." in one.value:
                found.setdefault(one.value.lower(), (one.id, Basis.INDICATOR))
        for digest in self.wanted.digests:
            found.setdefault(digest.digest.hex, (digest.id, Basis.DIGEST))
        found.pop("", None)
        return found

    @cached_property
    def needles(self) -> Needles:
        """Return the byte strings that lines must contain."""
        names = {_needle(item) for item in self.wanted.releases}
        texts = {text.encode() for text in self.texts}
        return Needles(tuple(sorted((names | texts | {_FOLDER_NEEDLE}) - {b""})))


@dataclass(slots=True)
class TextSearch:
    """The search in one log."""

    kind: PlaceKind
    place: str
    inside: str
    text: LogText
    terms: Terms
    at: datetime | None = None
    """The time of lines without one."""
    found: dict[tuple[str, object, Contact, str], Sighting] = field(default_factory=dict)
    folder: str = ""

    mentions: dict[str, int] = field(default_factory=dict)
    """The first line that names each release in a form that does not show what happened to it."""

    def sightings(self) -> Iterator[Sighting]:
        """Search the log, and yield one sighting for each release and kind of line."""
        for number, line in self.text.lines(self.terms.needles):
            self._take(number, line)
        where = f"in {self.folder}" if self.folder else ""
        for one in self.found.values():
            yield _noted(one, where)

    def searched(self, format_: str) -> Searched:
        """Return what was searched, after `sightings` has ended."""
        times = [time for line in _ends(self.text) if (time := time_of(line)) is not None]
        if self.at is not None:
            times.append(self.at)
        return Searched(
            kind=self.kind,
            place=self.place,
            format=format_,
            units=self.text.count,
            unit="lines",
            since=min(times, default=None),
            until=max(times, default=None),
            unchecked=tuple(self._unchecked()),
        )

    def _take(self, number: int, line: str) -> None:
        if match := _FOLDER.search(line):
            self.folder = match[1].strip()
        at = time_of(line) or self.at
        for one in seen_in(line, self.terms.artifacts):
            item = one.artifact.item.id
            if one.note == MENTIONED:
                self.mentions.setdefault(str(one.artifact.ref), number)
                continue
            self._add(
                (item, one.artifact.ref, one.contact, one.note),
                Sighting(
                    kind=self.kind,
                    contact=one.contact,
                    ref=one.artifact.ref,
                    wanted=item,
                    place=self.place,
                    inside=f"{self.inside}:{number}",
                    first=at,
                    last=at,
                    note=one.note,
                ),
            )
        lower = line.lower()
        for text, (item, basis) in self.terms.texts.items():
            if text in lower:
                self._add(
                    (item, None, Contact.RESOLVABLE, MENTIONED),
                    Sighting(
                        kind=self.kind,
                        contact=Contact.RESOLVABLE,
                        basis=basis,
                        wanted=item,
                        place=self.place,
                        inside=f"{self.inside}:{number}",
                        first=at,
                        last=at,
                        note=MENTIONED,
                    ),
                )

    def _unchecked(self) -> Iterator[Unchecked]:
        """Yield what was not read, and the releases that only lines of unknown forms name."""
        yield from (Unchecked(self.place, self.inside, why) for why in self.text.lost)
        known = {str(one.ref) for one in self.found.values()}
        named = [(ref, number) for ref, number in self.mentions.items() if ref not in known]
        for ref, number in named[:_MOST_MENTIONS]:
            why = f"the line names {ref} in an unknown form: read it"
            yield Unchecked(self.place, f"{self.inside}:{number}", why)

    def _add(self, key: tuple[str, object, Contact, str], new: Sighting) -> None:
        known = self.found.get(key)
        if known is None:
            self.found[key] = new
            return
        times = [time for time in (known.first, known.last, new.first) if time is not None]
        self.found[key] = replace(
            known, count=known.count + 1, first=min(times, default=None), last=max(times, default=None)
        )


def time_of(line: str) -> datetime | None:
    """Return the time at the start of a line, or that of a section marker of GitLab."""
    if match := _TIME.match(line):
        return iso_time(match[1])
    section = _SECTION.search(line)
    return None if section is None else epoch_time(int(section[1]))


def _needle(item: WantedReleases) -> bytes:
    name = item.affected.product.name.rpartition("/")[2].lower()
    # Python's file names spell a name with any joiner.
    return (re.split("[-_.]", name, maxsplit=1)[0] if item.affected.product.type == "pypi" else name).encode()


def _ends(text: LogText) -> list[str]:
    return [*text.first.split("\n")[:200], *text.last.split("\n")[-200:]]


def _noted(one: Sighting, more: str) -> Sighting:
    return replace(one, note=f"{one.note}; {more}") if more else one
