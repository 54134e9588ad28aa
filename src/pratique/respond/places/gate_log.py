"""Searches the log of Pratique's own gate: the decisions in its state folder, and the files of old decisions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.errors import PratiqueError
from pratique.respond.places.accounts import Accounts, client_words
from pratique.respond.sighting import Basis, Contact, PlaceKind, Result, Searched, Sighting, Unchecked
from pratique.respond.wanted.value import Wanted
from pratique.store.folder.home import Home
from pratique.store.gate.contacts import ClientContact, GateLogReader, read_gate_log
from pratique.store.log.part import Looked


@dataclass(frozen=True, slots=True)
class GateLog:
    """Implements `interface.Place`."""

    kind: PlaceKind = PlaceKind.GATE_LOG

    def finds(self, path: Path) -> bool:
        """Return True if a folder is the state folder of a gate."""
        return Home(path).database.is_file()

    def search(self, path: Path, wanted: Wanted) -> Result:
        """Search the decisions of one state folder."""
        try:
            with read_gate_log(path) as log:
                return _Search(path, wanted, log).result()
        except PratiqueError as error:
            lost = Unchecked(str(path), Home(path).database.name, str(error))
            return Result(
                (), (Searched(kind=self.kind, place=str(path), unit="decisions", unchecked=(lost,)),)
            )


@dataclass(slots=True)
class _Search:
    path: Path
    wanted: Wanted
    log: GateLogReader
    accounts: Accounts = field(default_factory=Accounts)
    looked: Looked = field(default_factory=Looked)

    def result(self) -> Result:
        extent = self.log.extent()
        found: dict[tuple[object, ...], ClientContact] = {}
        for contact in self._contacts():
            self.accounts.saw(contact.who, contact.address)
            key = contact.ref, contact.sha256, contact.action, contact.address, contact.who, _job(contact)
            found[key] = contact if key not in found else found[key] + contact
        sightings = tuple(one for contact in found.values() if (one := self._sighting(contact)) is not None)
        searched = Searched(
            kind=PlaceKind.GATE_LOG,
            place=str(self.path),
            format="gate log",
            units=extent.count,
            unit="decisions",
            since=extent.first,
            until=extent.last,
            unchecked=tuple(Unchecked(str(self.path), "log", why) for why in self.looked.lost),
        )
        return Result(sightings, (searched,))

    def _contacts(self) -> Iterator[ClientContact]:
        packages = [
            PackageRef(Ecosystem(type_), name)
            for type_, name in self.wanted.by_package
            if type_ in set(Ecosystem)
        ]
        sha256s = [one.hex for one in self.wanted.by_digest if one.algorithm == "sha256"]
        seen = set()
        for package in packages:
            for contact in self.log.of_package(package, partial(self._covers, package)):
                seen.add((contact.ref, contact.sha256))
                yield contact
        for contact in self.log.of_bytes(sha256s):
            # Bytes of a wanted release were read with their release.
            if (contact.ref, contact.sha256) not in seen:
                yield contact
        texts = [f'"purl":"{package.purl}@'.encode() for package in packages]
        texts += [f'"{sha256}"'.encode() for sha256 in sha256s]
        for contact in self.log.moved(texts, self.looked):
            if self._matches(contact):
                yield contact

    def _covers(self, package: PackageRef, version: str) -> bool:
        return self.wanted.release(package.ecosystem.value, package.name, version) is not None

    def _matches(self, contact: ClientContact) -> bool:
        by_digest = contact.sha256 is not None and Digest("sha256", contact.sha256) in self.wanted.by_digest
        return by_digest or self._covers(contact.ref.package, contact.ref.version)

    def _sighting(self, contact: ClientContact) -> Sighting | None:
        package = contact.ref.package
        release = self.wanted.release(package.ecosystem.value, package.name, contact.ref.version)
        digest = None if contact.sha256 is None else Digest("sha256", contact.sha256)
        item = release or (None if digest is None else self.wanted.by_digest.get(digest))
        if item is None:
            return None
        allowed = contact.action is Action.ALLOW
        about = self.accounts.about(contact.who)
        return Sighting(
            kind=PlaceKind.GATE_LOG,
            contact=Contact.FETCHED if allowed else Contact.REFUSED,
            basis=Basis.RELEASE if release else Basis.DIGEST,
            ref=contact.ref,
            wanted=item.id,
            place=str(self.path),
            inside=contact.filename,
            first=contact.first,
            last=contact.last,
            who=", ".join(filter(None, (client_words(contact.who, contact.address), _job(contact)))),
            shared=self.accounts.shared(contact.who),
            digests=() if digest is None else (digest,),
            count=contact.count,
            note="; ".join(
                filter(None, ("served" if allowed else f"refused ({contact.action.value})", about))
            ),
        )


def _job(contact: ClientContact) -> str:
    return "" if contact.ci is None else contact.ci.words
