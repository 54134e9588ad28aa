"""Serves a page about one release for human readers: `GET /-/pratique/release?purl=PURL&from=VERSION`.

The page shows which files of the release the gate serves, and the changes since another version. Update bots link to
the page in pull requests, so opening the page must not count as a download. The gate therefore fetches and judges no
file for the page, and records no decision.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from aiohttp import web

from pratique.core.mode import Mode
from pratique.core.names import PackageRef, ReleaseRef
from pratique.core.release import Artifact, Listing
from pratique.ecosystems.target import parse_purl
from pratique.errors import ParseError, PratiqueError, Reference, RegistryError, StoreError
from pratique.gate.access.authentication import Admission
from pratique.gate.artifacts.stored_file import stored_file
from pratique.gate.decision.refusal import RETRY_AFTER_S, failed
from pratique.gate.listings.serving import Listings
from pratique.gate.protocols.interface import Answer, Face, Marks
from pratique.intake.question import File
from pratique.net.registries.single_flight import Flights
from pratique.report.parts.escape import escape
from pratique.report.text.diff import comparison
from pratique.report.text.style import render
from pratique.store.interface import Store
from pratique.store.record import AllowedBytes, FileName

PATH = "/-/pratique/release"
_LOG = logging.getLogger(__name__)
_READS = frozenset({"GET", "HEAD"})
_HEADERS = {
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
_HINT = f"request {PATH}?purl=pkg:npm/NAME@VERSION&from=VERSION"
_MOST_QUERY = 1_000
_MOST_VERSION = 200
_MOST_FILES = 200
_MOST_KEPT = 100
_WIDTH = 120
_NOT_READ = "not allowed yet: the gate judges a file when a client requests it"
_ALLOWED = "allow: this gate allowed the file before, and does not refuse it now"
_LATER = "Changes: the comparison of the two releases is not finished yet. Load the page again."


@dataclass(kw_only=True)
class Releases:
    """Builds pages about releases. Comparisons of files run one at a time, and the most recent results are cached."""

    listings: Listings
    store: Store
    faces: tuple[Face, ...]
    wait_s: float = 20.0
    """The time that a page waits for a comparison of files, in seconds."""
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    _kept: OrderedDict[tuple[str, str], str] = field(default_factory=OrderedDict)
    """The cached comparisons, by the digests of both files."""
    _comparing: Flights[tuple[str, str], str] = field(init=False)

    def __post_init__(self) -> None:
        self._comparing = Flights("a comparison", self.listings.metrics.lost)

    async def answer(self, query: str) -> Answer:
        """Return the page about a release.

        Raises ParseError for an invalid query, and RegistryError, AnalysisError or StoreError if data for the page is
        unavailable.
        """
        ref, before = _read(query)
        listing, marks = await self._listed(ref.package)
        artifacts = _artifacts(listing, ref)
        if not artifacts:
            raise _missing(Reference.VERSION_NOT_FOUND, f"the registry does not list {ref}")
        seen = self._seen(ref, artifacts)
        lines = [f"{escape(str(ref))} at this gate", ""]
        if self.listings.law.mode is Mode.OBSERVE:
            lines += ["The gate is in observe mode: it refuses only known malware and changed bytes.", ""]
        allowed = self._allowed(ref, seen)
        lines += [
            f"  {escape(one.filename)}: {_words(one, marks, allowed)}" for one in artifacts[:_MOST_FILES]
        ]
        if before is not None:
            lines += [
                "",
                await self._changes(before, ref, self._seen(before, _artifacts(listing, before)), seen),
            ]
        return Answer(status=200, body=("\n".join(lines).rstrip() + "\n").encode(), headers=_HEADERS)

    async def close(self) -> None:
        """Cancel the running comparisons."""
        await self._comparing.close()

    async def _listed(self, package: PackageRef) -> tuple[Listing, Marks]:
        """Return the listing of a package, and the refusals and notes that the gate adds to the listing."""
        face = next((face for face in self.faces if face.ecosystem is package.ecosystem), None)
        if face is None:
            raise _missing(
                Reference.REGISTRY_NOT_FOUND, f"this gate does not serve {package.ecosystem.value} packages"
            )
        state = await self.listings.state(face, package)
        listing = await self.listings.parsed(state)
        if listing is None:
            raise _missing(Reference.REGISTRY_UNREACHABLE, f"the listing of {package} is not stored")
        return listing, state.marking.marks

    def _allowed(self, ref: ReleaseRef, seen: Mapping[str, str]) -> frozenset[str]:
        """Return the names of the files whose bytes were allowed.

        A file with known bytes may still be held, or may not be judged completely.
        """
        entries = {AllowedBytes(sha256, ref.purl): filename for filename, sha256 in seen.items()}
        return frozenset(entries[one] for one in self.store.allowed.contains_many(entries))

    def _seen(self, ref: ReleaseRef, artifacts: Iterable[Artifact]) -> Mapping[str, str]:
        """Return the SHA-256 digest of each file of a release with known bytes, by file name."""
        registries = [one.url for one in self.listings.upstreams.all_of(ref.package)]
        names = [FileName(ref.purl, one.filename) for one in artifacts]
        found = self.store.artifacts.seen_many(names, registries=registries)
        return {name.filename: one.sha256 for name, one in found.items()}

    async def _changes(
        self, before: ReleaseRef, ref: ReleaseRef, old: Mapping[str, str], new: Mapping[str, str]
    ) -> str:
        """Return the changes between the stored files of two releases, or the command that shows these changes."""
        pair = _pair(
            [file for sha256 in old.values() if (file := stored_file(self.store, sha256))],
            [file for sha256 in new.values() if (file := stored_file(self.store, sha256))],
        )
        command = escape(f"pratique diff {before} {ref}")
        if pair is None:
            return f"Changes: this gate has not inspected both releases yet. To compare them, run: {command}"
        earlier, file = pair
        key = old[earlier.filename], new[file.filename]
        known = self._kept.get(key)
        if known is None:
            work = asyncio.ensure_future(self._comparing.join(key, lambda: self._compare(earlier, file)))
            done, _ = await asyncio.wait((work,), timeout=self.wait_s)
            if not done:
                work.cancel()
                return _LATER
            known = work.result()
            self._kept[key] = known
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return f"{known}\nTo show the changed lines, run: {command} --patch"

    async def _compare(self, before: File, after: File) -> str:
        async with self._turn:
            with self.listings.law.leased() as road:
                found, unread = await road.compare(after, before, patches=False)
        lines = comparison(found, before.filename, after.filename)
        gaps = [f"not read: {escape(gap.path)}: {escape(gap.why)}\n" for gap in unread]
        return render(lines, colour=False, width=_WIDTH) + "".join(gaps)


async def release_page(pages: Releases, request: web.BaseRequest, admission: Admission) -> Answer:
    """Return the page to an authenticated client."""
    admitted = admission.admit({name.lower(): value for name, value in request.headers.items()})
    if isinstance(admitted, Answer):
        return admitted
    if request.method not in _READS:
        return failed(405, f"this page does not support {request.method}; use GET")
    try:
        return await pages.answer(request.raw_path.partition("?")[2])
    except ParseError as error:
        return failed(400, error.message, hint=error.hint)
    except StoreError as error:
        _LOG.exception("could not build the page about a release")
        return failed(503, f"the gate's state folder cannot be used: {error.message}")
    except PratiqueError as error:
        missing = error.reference in {Reference.REGISTRY_NOT_FOUND, Reference.VERSION_NOT_FOUND}
        status, retry = (404, None) if missing else (503, RETRY_AFTER_S)
        return failed(status, error.message, hint=error.hint, retry_after_s=retry)


def _read(query: str) -> tuple[ReleaseRef, ReleaseRef | None]:
    """Parse a query into the release and the earlier release to compare with. Raises ParseError for an invalid query."""
    fields = parse_qs(query, max_num_fields=10) if len(query) <= _MOST_QUERY else {}
    purl, before = fields.get("purl", [""])[0], fields.get("from", [""])[0]
    # Renovate quotes the version of a gem that it rolls back.
    before = before.strip('"')
    ref = parse_purl(purl)
    if not isinstance(ref, ReleaseRef) or len(before) > _MOST_VERSION or not before.isprintable():
        raise ParseError(Reference.USAGE, "the URL does not specify a release", hint=_HINT)
    return ref, ref.package.at(before) if before else None


def _missing(reference: Reference, message: str) -> RegistryError:
    return RegistryError(reference, message, hint=_HINT)


def _artifacts(listing: Listing, ref: ReleaseRef) -> tuple[Artifact, ...]:
    release = listing.releases.get(ref.version)
    return () if release is None else release.artifacts


def _words(artifact: Artifact, marks: Marks, allowed: Collection[str]) -> str:
    mark = marks.get(artifact.filename)
    if mark is not None and mark.stops:
        return escape(f"{mark.action.value}: {mark.words}")
    return _ALLOWED if artifact.filename in allowed else _NOT_READ


def _pair(old: Iterable[File], new: Iterable[File]) -> tuple[File, File] | None:
    """Return two files of the same kind to compare, such as two wheels; None if there are no such files."""
    earlier = {file.kind: file for file in old}
    return next(((earlier[file.kind], file) for file in new if file.kind in earlier), None)
