"""Requests npm's records of staged releases. Approvals and rejections are left to npm."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.reading import Trouble
from pratique.core.staged import StageRecord
from pratique.ecosystems.npm import staged
from pratique.ecosystems.npm.staged import PER_PAGE, StagePage
from pratique.errors import ParseError, PratiqueError, Reference, RegistryError
from pratique.net.client.address import parse, shown
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.upstreams import Upstream, Upstreams

MOST_RECORDS = 1_000
"""The maximum number of staged releases that are listed for one registry."""
_MAX_PAGE_BYTES = 1 << 20
_MAX_RECORD_BYTES = 64 << 10
_ACCEPT = "application/json"
_UNSUPPORTED = frozenset({404, 405, 422, 501})
"""The statuses of registries that do not know the requests for staged releases; cnpm answers 422."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageList:
    """The staged releases in one registry, and the reasons why the list may be incomplete."""

    upstream: Upstream
    records: tuple[StageRecord, ...] = ()
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Staging:
    """Requests the records of staged releases from the npm registries of the user's configuration."""

    registry: RegistryClient
    upstreams: Upstreams

    @property
    def default(self) -> Upstream:
        """Return the registry to which npm sends requests for staged releases if no option names another one."""
        return self.upstreams.open[Ecosystem.NPM][0]

    def candidates(self) -> tuple[Upstream, ...]:
        """Return the registries that may have staged releases of this user, the default registry first.

        Registries never list staged releases without a credential, so a registry without a credential is left out. If
        no registry has a credential, return the default registry.
        """
        npm = {up.url: up for up in (self.default, *self._others())}
        known = tuple(up for up in npm.values() if up.authorization is not None)
        return known or (self.default,)

    def _others(self) -> Iterator[Upstream]:
        return (up for up in self.upstreams if up.ecosystem is Ecosystem.NPM)

    async def of_package(self, package: PackageRef) -> StageList:
        """Return the staged releases of a package, from the first registry that supports staged releases.

        A package that is bound to a registry is requested there only. Raises RegistryError if no list can be read.
        """
        own = self.upstreams.of(package)
        others = () if own.bound else (up for up in self.candidates() if not up.bound and up.url != own.url)
        last: RegistryError | None = None
        for upstream in (own, *others):
            try:
                return await self._list(upstream, package)
            except RegistryError as error:
                if error.reference is not Reference.REGISTRY_UNSUPPORTED:
                    raise
                last = last or error
        assert last is not None
        raise last

    async def everything(self) -> tuple[StageList, ...]:
        """Return all staged releases that the user's credentials can see, by registry.

        A registry that does not support staged releases has none, and is left out. Raises RegistryError
        (registry-unsupported) if no registry supports staged releases.
        """
        found: list[StageList] = []
        refused: RegistryError | None = None
        for upstream in self.candidates():
            try:
                found.append(await self._list(upstream, None))
            except RegistryError as error:
                if error.reference is Reference.REGISTRY_UNSUPPORTED:
                    refused = refused or error
                    continue
                found.append(StageList(upstream=upstream, troubles=(_trouble(error),)))
        if not found:
            assert refused is not None
            raise refused
        return tuple(found)

    async def of_id(self, stage_id: str) -> tuple[StageRecord, Upstream]:
        """Return the staged release with an id, and its registry.

        Raises RegistryError (registry-not-found, registry-unsupported) if no registry has such a staged release, and for
        the same reasons as `RegistryClient.document`. Raises ParseError (listing-invalid) for an invalid record.
        """
        last: RegistryError | None = None
        for upstream in self.candidates():
            try:
                return await self._record(upstream, stage_id), upstream
            except RegistryError as error:
                if error.reference not in {Reference.REGISTRY_NOT_FOUND, Reference.REGISTRY_UNSUPPORTED}:
                    raise
                last = last or error
        assert last is not None
        raise last

    async def _record(self, upstream: Upstream, stage_id: str) -> StageRecord:
        url = staged.record_url(upstream.url, stage_id)
        try:
            body = await self._ask(url, upstream, most_bytes=_MAX_RECORD_BYTES)
        except RegistryError as error:
            if error.status not in _UNSUPPORTED:
                raise
            # The same status means an unknown id, unless the registry does not know the list either.
            await self._page(upstream, 0, None)
            raise RegistryError(
                Reference.REGISTRY_NOT_FOUND,
                f"{shown(parse(upstream.url))} has no staged release with the id {stage_id}",
                hint="`npm stage list` prints the ids; an approved or rejected release is no longer staged",
                status=error.status,
            ) from error
        record = staged.parse_record(body, registry=upstream.url)
        if record.id != stage_id.lower():
            raise _invalid(f"the registry answered with the record {record.id} instead of {stage_id}")
        self._require_own(record, upstream)
        return record

    async def _list(self, upstream: Upstream, package: PackageRef | None) -> StageList:
        """Return the list from all its pages. Raises RegistryError only if the first page fails."""
        found: dict[str, StageRecord] = {}
        troubles: list[Trouble] = []
        length = 0
        for number in range(MOST_RECORDS // PER_PAGE):
            try:
                page = await self._page(upstream, number, package)
            except PratiqueError as error:
                if number == 0:
                    raise
                troubles.append(
                    _trouble(error, f"page {number + 1} of the staged releases could not be read: ")
                )
                break
            length += page.length
            found |= {record.id: record for record in page.records}
            troubles += [_trouble(_invalid(problem)) for problem in page.problems]
            # As npm does: the last page is short, or completes the stated number.
            if page.length < PER_PAGE or (page.total is not None and length >= page.total):
                if page.total is not None and length < page.total:
                    troubles.append(_trouble(_cut(page.total, length)))
                break
        else:
            troubles.append(_trouble(_too_many()))
        records = [one for one in found.values() if package is None or one.ref.package == package]
        return self._own(StageList(upstream=upstream, records=tuple(records), troubles=tuple(troubles)))

    def _own(self, listed: StageList) -> StageList:
        """Move records whose package belongs to another registry to the troubles."""
        records: list[StageRecord] = []
        troubles = list(listed.troubles)
        for record in listed.records:
            try:
                self._require_own(record, listed.upstream)
            except ParseError as error:
                troubles.append(_trouble(error))
            else:
                records.append(record)
        return replace(listed, records=tuple(records), troubles=tuple(troubles))

    def _require_own(self, record: StageRecord, upstream: Upstream) -> None:
        bound = self.upstreams.of(record.ref.package, registry=upstream.url)
        if bound.url != upstream.url:
            raise _invalid(
                f"the record {record.id} names {record.ref}, but {bound.label} in {bound.origin} binds the package to "
                f"another registry"
            )

    async def _page(self, upstream: Upstream, number: int, package: PackageRef | None) -> StagePage:
        url = staged.list_url(upstream.url, number, package)
        try:
            body = await self._ask(url, upstream, most_bytes=_MAX_PAGE_BYTES)
        except RegistryError as error:
            if error.status in _UNSUPPORTED:
                raise unsupported(shown(parse(upstream.url)), f"it answered {error.status}") from error
            raise
        return staged.parse_page(body, registry=upstream.url)

    async def _ask(self, url: str, upstream: Upstream, *, most_bytes: int) -> bytes:
        try:
            return await self.registry.document(
                url, upstream, accept=_ACCEPT, max_bytes=most_bytes, keep=False
            )
        except RegistryError as error:
            if error.reference is Reference.REGISTRY_UNAUTHORIZED:
                raise _unauthorized(error, upstream) from error
            raise


def unsupported(what: str, why: str) -> RegistryError:
    """Return the error for a registry or an ecosystem without staged releases."""
    return RegistryError(
        Reference.REGISTRY_UNSUPPORTED,
        f"{what} does not support staged releases: {why}",
        hint="staged releases exist only in npm's registry (`npm stage`); to check an archive before it is published, "
        "run `pratique inspect ./FILE`",
    )


def _unauthorized(error: RegistryError, upstream: Upstream) -> RegistryError:
    sent = upstream.authorization is not None
    why = (
        "the configured token is expired, revoked or may not read staged releases"
        if sent
        else "no token is set"
    )
    return RegistryError(
        error.reference,
        f"{error.message}: {why}",
        hint="run `npm login`, or set a token in your own .npmrc; a project's .npmrc is not used, and short-lived "
        "tokens of trusted publishing cannot read staged releases",
        status=error.status,
    )


def _invalid(why: str) -> ParseError:
    return ParseError(
        Reference.LISTING_INVALID,
        why,
        hint="compare with `npm stage list --json`; do not approve a release whose record is invalid",
    )


def _cut(total: int, length: int) -> ParseError:
    return _invalid(f"the registry counts {total:,} staged releases, but listed only {length:,}")


def _too_many() -> RegistryError:
    return RegistryError(
        Reference.BODY_TOO_LARGE,
        f"the registry lists more than {MOST_RECORDS:,} staged releases; the rest was not read",
        hint="run the command for one package: `pratique inspect --staged PACKAGE`",
    )


def _trouble(error: PratiqueError, before: str = "") -> Trouble:
    return Trouble(error.reference, f"{before}{error.message}", error.hint)
