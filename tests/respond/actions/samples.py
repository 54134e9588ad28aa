from datetime import UTC, datetime

from pratique.core.advisory import Affected, Product
from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.respond.exposure import Exposure
from pratique.respond.sighting import Contact, PlaceKind, Searched, Sighting, Unchecked
from pratique.respond.wanted.value import Wanted, WantedReleases

AT = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
REF = PackageRef(Ecosystem.NPM, "calm").at("1.0.1")


def wanted(ref: ReleaseRef = REF, *, good: str = "1.0.0", malicious: bool = True) -> Wanted:
    affected = Affected(
        product=Product.of(ref.package), versions=(ref.version,), good=(good,) if good else ()
    )
    return Wanted(
        releases=(
            WantedReleases(
                id=ref.purl, affected=affected, origin="list.csv:2", malicious=malicious, since=AT
            ),
        )
    )


def sighting(
    kind: PlaceKind,
    contact: Contact,
    inside: str = "",
    *,
    place: str = "shop",
    ref: ReleaseRef = REF,
    **more: object,
) -> Sighting:
    return Sighting(kind=kind, contact=contact, ref=ref, wanted=ref.purl, place=place, inside=inside, **more)  # type: ignore[arg-type]


def exposure(
    *sightings: Sighting,
    request: Wanted | None = None,
    format_: str = "",
    unchecked: tuple[Unchecked, ...] = (),
) -> Exposure:
    places = {one.place: one.kind for one in sightings} or {"shop": PlaceKind.LOCK}
    searched = tuple(
        Searched(kind=kind, place=place, format=format_, unchecked=unchecked if number == 0 else ())
        for number, (place, kind) in enumerate(places.items())
    )
    return Exposure(as_of=AT, wanted=request or wanted(), sightings=sightings, searched=searched)
