"""Features: which hosts the artifact names or reaches."""

from collections.abc import Callable, Collection

from pratique.analysis.features.feature import ABSENT, Feature, Measured
from pratique.analysis.features.view import Named, View
from pratique.analysis.hosts import HostClass

_GROUPS: tuple[tuple[str, str, Collection[HostClass]], ...] = (
    (
        "host-drop",
        "reaches a host that attackers use to hand out or take in",
        {
            HostClass.PASTE,
            HostClass.TUNNEL,
            HostClass.CALLBACK,
            HostClass.FILE_DROP,
            HostClass.DYNAMIC_DNS,
            HostClass.ONION,
        },
    ),
    ("host-webhook", "reaches a host that passes messages on", {HostClass.WEBHOOK}),
    ("host-bare-ip", "reaches a bare IP address", {HostClass.RAW_IP}),
    ("host-free", "reaches free hosting or a shortened address", {HostClass.FREE_HOSTING, HostClass.SHORTENER}),
    ("host-raw-code", "reaches raw files of a code host", {HostClass.CODE_HOST_RAW}),
    ("host-lookup", "asks for its own public address", {HostClass.IP_LOOKUP}),
    ("host-unknown", "reaches a host that few projects use", {HostClass.UNKNOWN}),
)  # fmt: skip


def _measure(counts: Callable[[Named], bool]) -> Callable[[View], Measured]:
    def measure(view: View) -> Measured:
        found = sorted((one for one in view.addresses if one.when and counts(one)), key=lambda one: -one.when)
        return Measured(found[0].when, tuple(one.place for one in found[:3])) if found else ABSENT

    return measure


def _of(classes: Collection[HostClass]) -> Callable[[Named], bool]:
    return lambda one: one.class_ in classes


FEATURES: tuple[Feature, ...] = (
    *(Feature(id=id_, words=words, measure=_measure(_of(classes))) for id_, words, classes in _GROUPS),
    Feature(
        id="host-receiver",
        words="names what one person receives or hands out at a host that anyone may use unseen",
        measure=_measure(lambda one: one.receiver),
    ),
)
