"""Features: which hosts the artifact names or reaches."""

from collections.abc import Callable, Collection, Iterator

from pratique.analysis.facts import Capability
from pratique.analysis.features.feature import ABSENT, Feature, Measured
from pratique.analysis.features.moment import moment
from pratique.analysis.features.view import View
from pratique.analysis.hosts import HostClass, class_of
from pratique.core.location import Location

_GROUPS: tuple[tuple[str, str, Collection[HostClass]], ...] = (
    (
        "host-drop",
        "reaches a host that attackers use to receive or hand out",
        {
            HostClass.WEBHOOK,
            HostClass.PASTE,
            HostClass.TUNNEL,
            HostClass.CALLBACK,
            HostClass.FILE_DROP,
            HostClass.DYNAMIC_DNS,
            HostClass.ONION,
        },
    ),
    ("host-bare-ip", "reaches a bare IP address", {HostClass.RAW_IP}),
    ("host-free", "reaches free hosting or a shortened address", {HostClass.FREE_HOSTING, HostClass.SHORTENER}),
    ("host-raw-code", "reaches raw files of a code host", {HostClass.CODE_HOST_RAW}),
    ("host-lookup", "asks for its own public address", {HostClass.IP_LOOKUP}),
    ("host-unknown", "reaches a host that few projects use", {HostClass.UNKNOWN}),
)  # fmt: skip
_NAMED = 0.5
"""Taken off an address that code shows and is not seen to reach."""


def _addresses(view: View) -> Iterator[tuple[HostClass, float, Location]]:
    for path, context, facts in view.files():
        reached: set[str] = set()
        for use in facts.uses:
            if use.capability in {Capability.NETWORK, Capability.PROCESS} and use.argument:
                reached.add(use.argument)
                if use.capability is Capability.NETWORK:
                    when = moment(context, at_load=use.at_load)
                    yield class_of(use.argument, view.own), float(when), Location(path, use.line)
        for flow in facts.flows:
            if flow.target and flow.sink is Capability.NETWORK:
                reached.add(flow.target)
                when = moment(context, at_load=flow.at_load)
                yield class_of(flow.target, view.own), float(when), Location(path, flow.line)
        when = moment(context, at_load=True)
        for address in facts.addresses:
            if address.value not in reached:
                yield class_of(address.value, view.own), max(when - _NAMED, 0.0), Location(path, address.line)


def _group(classes: Collection[HostClass]) -> Callable[[View], Measured]:
    def measure(view: View) -> Measured:
        found = [(when, place) for class_, when, place in _addresses(view) if class_ in classes and when]
        if not found:
            return ABSENT
        found.sort(key=lambda item: -item[0])
        return Measured(found[0][0], tuple(place for _, place in found[:3]))

    return measure


FEATURES: tuple[Feature, ...] = (
    *(Feature(id=id_, words=words, measure=_group(classes)) for id_, words, classes in _GROUPS),
)
