"""Searches one log file of a proxy for downloads of wanted releases and for connections to hosts of the attack."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from pratique.respond.places.log_text import LogText, head_lines, head_of
from pratique.respond.places.proxy_logs.clients import Clients, Subject
from pratique.respond.places.proxy_logs.formats import format_of
from pratique.respond.places.proxy_logs.request import OTHER, LogFormat, Request
from pratique.respond.places.proxy_logs.suspects import RequestSuspects
from pratique.respond.sighting import Contact, PlaceKind, Result, Searched, Unchecked
from pratique.respond.wanted.value import Wanted

_DELIVERED = {
    200: "",
    203: "",
    206: "a part of the file was sent (206)",
    301: "redirected to the storage (301)",
    302: "redirected to the storage (302)",
    303: "redirected to the storage (303)",
    304: "the client already had the file (304)",
    307: "redirected to the storage (307)",
    308: "redirected to the storage (308)",
}
"""Statuses after which the client has the file, with how to read them."""
_REFUSED = frozenset({403, 423, 451})
"""Statuses with which a proxy refuses a file. 401 and 407 only ask for a password."""
_MOST_PENDING = 10_000


@dataclass(frozen=True, slots=True)
class ProxyLogs:
    """Implements `interface.Place`."""

    kind: PlaceKind = PlaceKind.PROXY_LOG

    def finds(self, path: Path) -> bool:
        """Return True if the first lines of a file, also a compressed one, are those of a known log."""
        return format_of(head_lines(head_of(path))) is not None

    def search(self, path: Path, wanted: Wanted) -> Result:
        """Search one log file."""
        format_ = format_of(head_lines(head_of(path)))
        if format_ is None:
            unknown = Unchecked(str(path), path.name, "not a known log format, or unreadable")
            return Result(
                (), (Searched(kind=self.kind, place=str(path), unit="lines", unchecked=(unknown,)),)
            )
        search = _Search(path, LogText(path), format_, RequestSuspects(wanted))
        return search.result()


@dataclass(slots=True)
class _Search:
    path: Path
    text: LogText
    format: LogFormat
    suspects: RequestSuspects
    clients: Clients = field(default_factory=Clients)
    unread: list[int] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    pending: dict[str, tuple[Subject, Request, int]] = field(default_factory=dict)

    def result(self) -> Result:
        for number, line in self.text.lines(self.suspects):
            request = self.format.read(line)
            if request is None:
                self.unread.append(number)
            elif request is not OTHER:
                self._take(request, number)
        for subject, request, number in self.pending.values():
            self.clients.add(subject, request, number)
        path = self.path
        found = tuple(self.clients.sightings(str(path), path.name, self.format.caveat))
        return Result(found, (self._searched(),))

    def _take(self, request: Request, number: int) -> None:
        self.clients.accounts.saw(request.account, request.address)
        subject = self._host(request) or self._artifact(request)
        if request.failed:
            self.failed["error"] += self.pending.pop(request.tag, None) is not None
        elif subject is None:
            return
        elif not request.tag:
            self.clients.add(subject, request, number)
        else:
            if earlier := self.pending.pop(request.tag, None):
                self.clients.add(*earlier)
            self.pending[request.tag] = subject, request, number
            if len(self.pending) > _MOST_PENDING:
                self.clients.add(*self.pending.pop(next(iter(self.pending))))

    def _artifact(self, request: Request) -> Subject | None:
        # HEAD brings no file, and other methods publish or delete one.
        if request.method != "GET":
            return None
        artifact = self.suspects.artifacts.requested(request.target)
        if artifact is None:
            return None
        if request.status in _REFUSED:
            contact, note = Contact.REFUSED, f"refused ({request.status})"
        elif request.status is None or request.status in _DELIVERED:
            contact, note = Contact.FETCHED, _DELIVERED.get(request.status or 0, "")
        else:
            self.failed[str(request.status)] += 1
            return None
        return Subject(artifact.item.id, artifact.ref, contact, request.account, request.address, note)

    def _host(self, request: Request) -> Subject | None:
        wanted = self.suspects.hosts.get(request.host) if request.host else None
        if wanted is None:
            return None
        contact = Contact.REFUSED if request.status in _REFUSED else Contact.FETCHED
        note = f"connection to {request.host}, a host of the attack"
        return Subject(wanted, None, contact, request.account, request.address, note)

    def _searched(self) -> Searched:
        path = self.path
        lost = list(self.text.lost)
        if self.unread:
            lines = "1 line that names" if len(self.unread) == 1 else f"{len(self.unread):,} lines that name"
            lost.append(f"{lines} a wanted package cannot be parsed, such as line {self.unread[0]}")
        if self.clients.dropped:
            lost.append(f"{self.clients.dropped:,} requests of further clients were not kept")
        name = self.format.name
        if self.failed:
            answers = ", ".join(f"{status} ({count:,})" for status, count in sorted(self.failed.items()))
            name += f"; requests for wanted releases that failed: {answers}"
        ends = [one for one in self._ends() if one is not None]
        if any(one.method == "CONNECT" for one in ends):
            lost.append(
                "encrypted connections (CONNECT) are logged without a path, so that downloads over them cannot be seen"
            )
        if self.format.caveat:
            name += f"; {self.format.caveat}"
        times = [one.at for one in ends if one.at is not None]
        return Searched(
            kind=PlaceKind.PROXY_LOG,
            place=str(path),
            format=name,
            units=self.text.count,
            unit="lines",
            since=min(times, default=None),
            until=max(times, default=None),
            unchecked=tuple(Unchecked(str(path), path.name, why) for why in lost),
        )

    def _ends(self) -> list[Request | None]:
        lines = self.text.first.split("\n")[:200] + self.text.last.split("\n")[-200:]
        return [self.format.read(line) for line in lines]
