"""An artifact as the features see it: its facts with the moment at which they run, its chains, its own hosts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from pratique.analysis.chains import find_chains
from pratique.analysis.chains.chain import Chain
from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Flow, Payload, Use
from pratique.analysis.features.moment import Moment, moment
from pratique.analysis.hosts import own_hosts
from pratique.analysis.subject import Contents
from pratique.core.location import Location
from pratique.core.names import Ecosystem
from pratique.core.release import ArtifactKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """A fact, the moment at which it runs, and where it is written."""

    fact: T
    moment: Moment
    place: Location


@dataclass(frozen=True)
class View:
    """One artifact. `own` are the hosts of its own project."""

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


def view_of(ecosystem: Ecosystem, kind: ArtifactKind, contents: Contents) -> View:
    """See an artifact: find its hosts and chains."""
    own = own_hosts(contents.tree, contents.manifest)
    return View(ecosystem, kind, contents, find_chains(contents, own), own)


def _earliest(placed: list[Placed[T]]) -> tuple[Placed[T], ...]:
    return tuple(sorted(placed, key=lambda item: -item.moment))
