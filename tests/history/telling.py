"""Listings for tests of history, written from few words."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Account, Dated, Hook, Listing, Release, TimeSource
from pratique.history import SignalReading, signals_of
from pratique.history.surroundings import ALONE, Surroundings

START = datetime(2024, 1, 10, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
PACKAGE = PackageRef(Ecosystem.NPM, "kite")


def people(names: str | None) -> tuple[Account, ...] | None:
    """Accounts by their names, with blanks between them."""
    return None if names is None else tuple(map(Account, names.split()))


def release(
    version: str,
    at: datetime | None,
    by: str | None = "ada",
    *,
    of: PackageRef = PACKAGE,
    maintainers: str | None = "ada",
    needs: Mapping[str, str] | str = "",
    hooks: Mapping[str, str] | None = None,
    **more: Any,
) -> Release:
    """One release; `needs` may be names with blanks between them."""
    wanted = dict.fromkeys(needs.split(), "^1.0.0") if isinstance(needs, str) else dict(needs)
    return Release(
        ref=of.at(version),
        published=None if at is None else Dated(at, TimeSource.REGISTRY),
        publisher=None if by is None else Account(by),
        maintainers=people(maintainers),
        dependencies=wanted,
        hooks=tuple(Hook(name, command) for name, command in (hooks or {}).items()),
        **more,
    )


def listing(releases: Iterable[Release], **more: Any) -> Listing:
    """A listing of the registry's own."""
    found = {one.ref.version: one for one in releases}
    package = next((one.ref.package for one in found.values()), PACKAGE)
    told: dict[str, Any] = {"times": TimeSource.REGISTRY, **more}
    return Listing(package=package, registry="https://registry.example/", releases=found, **told)


def series(count: int, by: str | None = "ada", *, first: datetime = START, **more: Any) -> list[Release]:
    """Releases 1.0.0, 1.0.1 ... by one account, ten days and three minutes apart."""
    step = timedelta(days=10, minutes=3)
    return [release(f"1.0.{number}", first + number * step, by, **more) for number in range(count)]


def last(releases: Iterable[Release]) -> datetime:
    """When the last of some releases was published."""
    return max(one.published.at for one in releases if one.published is not None)


def read(
    releases: Iterable[Release], version: str | None = None, about: Surroundings = ALONE, **more: Any
) -> SignalReading:
    """Ask about a version, else about the last release that is given."""
    told = list(releases)
    return signals_of(listing(told, **more), version or told[-1].ref.version, about)


def codes(reading: SignalReading) -> set[str]:
    """Which signals speak."""
    return {signal.code for signal in reading.signals}


def texts(reading: SignalReading, code: str) -> list[str]:
    """What one signal says."""
    return [signal.text for signal in reading.signals if signal.code == code]


def silenced(reading: SignalReading) -> set[str]:
    """Which signals could not be asked."""
    return {skipped.rule for skipped in reading.not_told}


def at_once(found: Listing) -> Listing:
    """The same listing with one publish time for all releases."""
    same = {
        version: replace(one, published=Dated(START, TimeSource.REGISTRY))
        for version, one in found.releases.items()
    }
    return replace(found, releases=same)
