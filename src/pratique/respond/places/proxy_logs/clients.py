"""Groups the requests of each client for each wanted release to one sighting."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pratique.core.names import ReleaseRef
from pratique.respond.places.accounts import Accounts, client_words
from pratique.respond.places.proxy_logs.request import Request
from pratique.respond.sighting import Basis, Contact, PlaceKind, Sighting

_MOST_GROUPS = 200_000


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What one client did with one wanted item."""

    wanted: str
    ref: ReleaseRef | None
    contact: Contact
    account: str
    address: str
    note: str


@dataclass(slots=True)
class _Group:
    line: int
    first: datetime | None = None
    last: datetime | None = None
    count: int = 0

    def add(self, request: Request) -> None:
        self.count += not request.half
        if request.at is not None:
            self.first = request.at if self.first is None else min(self.first, request.at)
            self.last = request.at if self.last is None else max(self.last, request.at)


@dataclass(slots=True)
class Clients:
    """The clients in one log."""

    groups: dict[Subject, _Group] = field(default_factory=dict)
    accounts: Accounts = field(default_factory=Accounts)
    dropped: int = 0
    """The number of requests beyond the limit on clients."""

    def add(self, subject: Subject, request: Request, line: int) -> None:
        """Add a request to the sighting of its client."""
        group = self.groups.get(subject)
        if group is None:
            if len(self.groups) >= _MOST_GROUPS:
                self.dropped += 1
                return
            group = self.groups[subject] = _Group(line)
        group.add(request)

    def sightings(self, place: str, file: str, caveat: str) -> Iterator[Sighting]:
        """Yield one sighting for each client and wanted item."""
        for subject, group in self.groups.items():
            yield Sighting(
                kind=PlaceKind.PROXY_LOG,
                contact=subject.contact,
                basis=Basis.INDICATOR if subject.ref is None else Basis.RELEASE,
                ref=subject.ref,
                wanted=subject.wanted,
                place=place,
                inside=f"{file}:{group.line}",
                first=group.first,
                last=group.last,
                who=client_words(subject.account, subject.address),
                shared=self.accounts.shared(subject.account),
                count=max(1, group.count),
                note="; ".join(filter(None, (subject.note, self.accounts.about(subject.account), caveat))),
            )
