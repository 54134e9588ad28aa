"""Finds releases that their registries mark as deprecated or yanked, or no longer list."""

import asyncio
from collections.abc import Callable, Iterator, Sequence

from pratique.core.audit import Audited, Retired, RetiredKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Listing, ProjectStatus
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import PratiqueError, StoreError
from pratique.net.registries.registry import RegistryClient

_AT_ONCE = 16
_TYPES = frozenset(ecosystem.value for ecosystem in Ecosystem)
_STATUSES = frozenset({ProjectStatus.ARCHIVED, ProjectStatus.DEPRECATED})


async def given_up(
    registry: RegistryClient,
    inventory: Sequence[Audited],
    *,
    expect: Callable[[int], None],
    step: Callable[[], None],
) -> tuple[tuple[Retired, ...], tuple[str, ...]]:
    """Fetch the listing of every package. Return the deprecated, yanked and unlisted releases, and the failed lookups.

    Skips runtimes. Raises only StoreError, if the local store cannot be read or written.
    """
    asked = [item for item in inventory if item.product.type in _TYPES]
    expect(len(asked))
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(item: Audited) -> tuple[tuple[Retired, ...], str]:
        async with gate:
            try:
                package = PackageRef(Ecosystem(item.product.type), item.product.name)
                return tuple(_said(item, await registry.listing(package))), ""
            except StoreError:
                raise
            except PratiqueError as error:
                return (), f"{item.purl}: {error.message}"
            finally:
                step()

    answers = await asyncio.gather(*map(one, asked))
    failed = [why for _, why in answers if why]
    return tuple(retired for found, _ in answers for retired in found), tuple(_gap(failed))


def _said(item: Audited, listing: Listing) -> Iterator[Retired]:
    module = ECOSYSTEMS[Ecosystem(item.product.type)]
    release = listing.releases.get(item.version) or next(
        (one for version, one in listing.releases.items() if module.compare(version, item.version) == 0), None
    )
    if listing.status in _STATUSES:
        why = f": {listing.status_reason}" if listing.status_reason else ""
        yield _retired(
            item, RetiredKind.UNMAINTAINED, f"the registry lists the project as {listing.status.value}{why}"
        )
    if release is None:
        yield _retired(item, RetiredKind.YANKED, "the registry no longer lists this version")
        return
    if release.deprecated is not None:
        yield _retired(item, RetiredKind.DEPRECATED, release.deprecated)
    if release.yanked:
        reasons = dict.fromkeys(artifact.yanked for artifact in release.artifacts if artifact.yanked)
        yield _retired(
            item, RetiredKind.YANKED, "; ".join(map(str, reasons)) or "the registry states no reason"
        )


def _retired(item: Audited, kind: RetiredKind, text: str) -> Retired:
    return Retired(purl=item.purl, kind=kind, text=text, sources=item.sources)


def _gap(failed: Sequence[str]) -> Iterator[str]:
    if failed:
        more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
        yield f"could not check whether releases are deprecated or yanked: {failed[0]}{more}"
