"""Features: which hosts the artifact names or reaches."""

from collections.abc import Callable, Collection

from pratique.analysis.features.feature import ABSENT, Feature, Measured
from pratique.analysis.features.view import Named, View
from pratique.analysis.hosts import HostClass

_GROUPS: tuple[tuple[str, str, Collection[HostClass]], ...] = (
    (
        "host-drop",
        "contacts a host that attackers use for downloads or uploads",
        {
            HostClass.PASTE,
            HostClass.TUNNEL,
            HostClass.CALLBACK,
            HostClass.FILE_DROP,
            HostClass.DYNAMIC_DNS,
            HostClass.ONION,
        },
    ),
    ("host-webhook", "contacts a messaging or webhook host", {HostClass.WEBHOOK}),
    ("host-bare-ip", "contacts an IP address without a name", {HostClass.RAW_IP}),
    ("host-free", "contacts free hosting or a shortened URL", {HostClass.FREE_HOSTING, HostClass.SHORTENER}),
    ("host-raw-code", "downloads raw files from a code host", {HostClass.CODE_HOST_RAW}),
    ("host-lookup", "looks up its public IP address", {HostClass.IP_LOOKUP}),
    ("host-unknown", "contacts a host that few projects use", {HostClass.UNKNOWN}),
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
        words="contains an address of one receiver at a host that anybody can use anonymously",
        measure=_measure(lambda one: one.receiver),
    ),
)
