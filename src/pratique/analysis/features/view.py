"""An artifact as the features see it: its facts with the moment at which they run, its chains, its own hosts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic, TypeVar

from pratique.analysis.chains import find_chains
from pratique.analysis.chains.chain import Chain
from pratique.analysis.chains.claims import believed
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Flow, Payload, Use
from pratique.analysis.features.moment import Moment, moment
from pratique.analysis.hosts import HostClass, class_of, host_of, names_receiver, own_hosts
from pratique.analysis.subject import Contents
from pratique.core.location import Location
from pratique.core.names import Ecosystem
from pratique.core.release import ArtifactKind

T = TypeVar("T")

_TALKS = frozenset({Capability.NETWORK, Capability.PROCESS})
"""A file without them reaches nothing itself."""
_NAMED = 0.5
"""Taken off an address that code shows and is not seen to reach."""


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """A fact, the moment at which it runs, and where it is written."""

    fact: T
    moment: Moment
    place: Location


@dataclass(frozen=True, slots=True)
class Named:
    """An address in code: its class, when it is reached or could be, and whether it names one receiver."""

    value: str
    class_: HostClass
    when: float
    place: Location
    receiver: bool


@dataclass(frozen=True)
class View:
    """One artifact. `own` are the hosts of its own project, as far as its claim is believed."""

    ecosystem: Ecosystem
    kind: ArtifactKind
    contents: Contents
    chains: tuple[Chain, ...] = ()
    own: frozenset[str] = frozenset()

    @cached_property
    def uses(self) -> Mapping[Capability, tuple[Placed[Use], ...]]:
        """The uses of each capability that run at all, the earliest first."""
        found: dict[Capability, list[Placed[Use]]] = defaultdict(list)
        for path, context, facts in self.files():
            for use in facts.uses:
                when = moment(context, at_load=use.at_load)
                found[use.capability].append(Placed(use, when, Location(path, use.line)))
        return {capability: _earliest(uses) for capability, uses in found.items()}

    @cached_property
    def flows(self) -> tuple[Placed[Flow], ...]:
        """Every flow that runs at all, the earliest first."""
        return _earliest(
            [
                Placed(flow, moment(context, at_load=flow.at_load), Location(path, flow.line))
                for path, context, facts in self.files()
                for flow in facts.flows
            ]
        )

    @cached_property
    def payloads(self) -> tuple[Placed[Payload], ...]:
        """Every literal that decodes to something that can run, the earliest first."""
        return _earliest(
            [
                Placed(payload, moment(context, at_load=payload.at_load), Location(path, payload.line))
                for path, context, facts in self.files()
                for payload in facts.payloads
            ]
        )

    @cached_property
    def addresses(self) -> tuple[Named, ...]:
        """The addresses of every file; one that is only named counts as late as the file's own talking, and less."""
        found: list[Named] = []
        for path, context, facts in self.files():
            load = moment(context, at_load=True)
            reached: set[str] = set()
            for value, line, at_load in _reached(facts):
                reached.add(value)
                found.append(
                    self._named(value, float(moment(context, at_load=at_load)), Location(path, line))
                )
            talks = max(
                (moment(context, at_load=use.at_load) for use in facts.uses if use.capability in _TALKS),
                default=0,
            )
            for address in facts.addresses:
                if address.value not in reached:
                    named = self._named(address.value, 0.0, Location(path, address.line))
                    # A receiver's own address is no example: whichever code of the package takes it from there.
                    when = load if named.receiver else min(load, talks)
                    found.append(replace(named, when=max(when - _NAMED, 0.0)))
        return tuple(found)

    def _named(self, value: str, when: float, place: Location) -> Named:
        class_ = class_of(value, self.own)
        return Named(value, class_, when, place, names_receiver(value, class_))

    @cached_property
    def receivers(self) -> frozenset[str]:
        """Hosts of which the artifact has the address of one receiver, as `names_receiver` says it."""
        found = (host_of(named.value) for named in self.addresses if named.receiver)
        return frozenset(host for host in found if host)

    def files(self) -> Iterator[tuple[str, Context, FileFacts]]:
        """The files that may run, the earliest context first."""
        for path, facts in self._ordered:
            yield path, self.contents.context(path), facts

    @cached_property
    def _ordered(self) -> tuple[tuple[str, FileFacts], ...]:
        contents = self.contents
        return tuple(
            (path, contents.facts[path])
            for path in contents.in_order()
            if contents.context(path) is not Context.AUXILIARY
        )


def _reached(facts: FileFacts) -> Iterator[tuple[str, int, bool]]:
    for use in facts.uses:
        if use.capability in _TALKS and use.argument:
            yield use.argument, use.line, use.at_load
    for flow in facts.flows:
        if flow.target and flow.sink is Capability.NETWORK:
            yield flow.target, flow.line, flow.at_load


def view_of(ecosystem: Ecosystem, kind: ArtifactKind, contents: Contents) -> View:
    """See an artifact: find its hosts and chains."""
    own = believed(contents, own_hosts(contents.tree, contents.manifest))
    return View(ecosystem, kind, contents, find_chains(contents, own), own)


def _earliest(placed: list[Placed[T]]) -> tuple[Placed[T], ...]:
    return tuple(sorted(placed, key=lambda item: -item.moment))
