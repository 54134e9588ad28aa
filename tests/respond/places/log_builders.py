"""Requests for the tests of log readers."""

from pratique.core.advisory import Affected, Product
from pratique.respond.wanted.value import Indicator, IndicatorKind, Wanted, WantedReleases


def item(type_: str, name: str, *versions: str) -> WantedReleases:
    """Return the wanted versions of a package."""
    affected = Affected(product=Product(type_, name), versions=versions)
    return WantedReleases(id=f"pkg:{type_}/{name}", affected=affected, origin="test")


def host(value: str) -> Indicator:
    """Return a wanted host."""
    return Indicator(id=f"host {value}", kind=IndicatorKind.HOST, value=value, origin="test")


WANTED = Wanted(
    releases=(
        item("npm", "axios", "1.14.1"),
        item("npm", "@acme/ui-kit", "2.0.1"),
        item("pypi", "bad-lib", "3.0.0"),
        item("gem", "rest-client", "1.6.13"),
    ),
    indicators=(host("c2.invalid"),),
)
