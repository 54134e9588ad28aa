"""Contexts that the tests of requests share."""

from pratique.advisories.memory import MemoryAdvisories
from pratique.advisories.sources import incidents
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product
from pratique.core.names import Ecosystem
from pratique.respond.wanted.context import Context
from pratique.respond.wanted.value import Wanted
from tests.advisories.made import THEN, about, advisory

LITELLM = Product("pypi", "litellm")
AXIOS = Product("npm", "axios")
KNOWN = MemoryAdvisories(
    [
        advisory("MAL-2026-1", about(AXIOS, versions=("1.14.1", "0.30.4")), kind=AdvisoryKind.MALWARE),
        advisory("MAL-2026-2", about(LITELLM, versions=("1.82.7",)), kind=AdvisoryKind.MALWARE),
        advisory("GHSA-aaaa-bbbb-cccc", about(Product("npm", "untold"))),
        advisory("MAL-2026-3", about(AXIOS, versions=("9.9.9",)), kind=AdvisoryKind.MALWARE, withdrawn=True),
        Advisory(
            id="PRATIQUE-2018-event-stream",
            source=incidents.SOURCE.name,
            kind=AdvisoryKind.MALWARE,
            affected=(Affected(product=Product("npm", "event-stream"), versions=("3.3.6",)),),
            published=THEN,
        ),
    ]
)


def context(*, ecosystem: Ecosystem | None = None, listed: bool = False, origin: str = "argument") -> Context:
    return Context(origin=origin, advisories=KNOWN, ecosystem=ecosystem, listed=listed)


def releases(wanted: Wanted) -> list[str]:
    return [item.id for item in wanted.releases]


def indicators(wanted: Wanted) -> list[tuple[str, str]]:
    return [(item.kind.value, item.value) for item in wanted.indicators]


def reasons(wanted: Wanted) -> list[str]:
    return [one.why for one in wanted.misread]
