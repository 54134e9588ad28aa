"""Implements the protocol adapter for npm, yarn, pnpm and bun, below `/npm/`. This module does no I/O.

When npm builds a dependency tree, npm replaces the host of public tarball URLs with the configured registry. If a
listing contains public URLs, npm's lockfiles contain the same URLs and work without the gate. The gate therefore lists
public URLs for commands that build a dependency tree. Other npm commands drop the path of the configured registry when
they replace the host. Other clients use the listed URLs unchanged.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems.npm import ecosystem as npm
from pratique.errors import ParseError
from pratique.gate.decision.refusal import failed
from pratique.gate.protocols.interface import (
    Answer,
    ArtifactWanted,
    Ask,
    BesideWanted,
    IndexWanted,
    ListingWanted,
    Order,
    Page,
    ReleaseWanted,
    Wanted,
)
from pratique.gate.protocols.npm import audit as npm_audit
from pratique.gate.protocols.npm import listing as npm_listing
from pratique.gate.protocols.npm import release as npm_release
from pratique.gate.protocols.npm.listing import Held
from pratique.gate.protocols.npm.paths import PackagePath, ReleasePath, SpecialPath, TarballPath, read_path
from pratique.gate.protocols.npm.writes import read_write
from pratique.gate.protocols.update_bots import is_update_bot

_SHORT_TYPE = "application/vnd.npm.install-v1+json"
_FULL_TYPE = "application/json"
_BULK = ("npm", "v1", "security", "advisories", "bulk")
_OLDER_AUDITS = frozenset({("npm", "v1", "security", "audits"), ("npm", "v1", "security", "audits", "quick")})
"""The older audit requests of pnpm 10 and npm 6. npm up to version 10 sends these requests after a failed bulk
request (docs/reference/gate-clients.md)."""
_LEFT_OUT_FOR = ("yarn/0.", "yarn/1.", "pnpm/7.", "pnpm/8.", "pnpm/9.", "pnpm/10.")
"""The clients that may choose a refused version although an allowed version matches (docs/reference/gate-clients.md)."""
_BUILDS_TREES = frozenset(
    (
        "install",
        "ci",
        "update",
        "install-test",
        "install-ci-test",
        "dedupe",
        "audit",
        "uninstall",
        "prune",
        "exec",
    )
)
"""The values of npm's header `npm-command` for commands that build a dependency tree."""
_READS = frozenset({"GET", "HEAD"})
_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class NpmFace:
    """Implements `interface.Face` for npm."""

    prefix: str = "/npm/"
    ecosystem: Ecosystem = Ecosystem.NPM

    def read(self, ask: Ask) -> Wanted:
        """Parse a request. Raises ParseError for an invalid request."""
        write = read_write(ask)
        if write is not None:
            return write
        path = read_path(ask.path)
        if isinstance(path, SpecialPath):
            return _special(ask, path.segments)
        if ask.method not in _READS:
            return _refused_write(ask)
        match path:
            case TarballPath(package=package, version=version, filename=filename):
                return ArtifactWanted(package, version, filename)
            case PackagePath(package=package):
                return ListingWanted(package, _variant(ask))
            case ReleasePath(package=package, wanted=wanted):
                listing = ListingWanted(package, f"full gate {Held.MARKED.value}")
                return ReleaseWanted(listing, partial(npm_release.pick, package=package, wanted=wanted))

    def serve(self, body: bytes, order: Order) -> Page:
        """Return the packument to serve. Raises ParseError for an invalid packument."""
        form, place, held = order.variant.split(" ")
        short = form == "short"
        portable = place == "public" and not order.own
        written = npm_listing.serve(
            body,
            order.package,
            order.marks,
            base=npm.default_registry() if portable else order.base,
            short=short,
            held=Held(held),
        )
        return Page(written, _SHORT_TYPE if short else _FULL_TYPE)

    def keep(
        self,
        body: bytes,
        earlier: bytes,
        package: PackageRef,
        versions: Collection[str],
        files: Collection[str] = (),  # noqa: ARG002 - a version has one file
    ) -> bytes:
        """Restore versions of an earlier packument that the current one lacks. Raises ParseError for an invalid packument."""
        return npm_listing.keep(body, earlier, package, versions)


def _variant(ask: Ask) -> str:
    """Return the variant of a listing: the format, the kind of tarball URLs, and the way to show refused versions."""
    agent = ask.headers.get("user-agent", "")
    form = "short" if _SHORT_TYPE in ask.headers.get("accept", "") else "full"
    builds = agent.startswith("npm/") and ask.headers.get("npm-command") in _BUILDS_TREES
    place = "public" if builds else "gate"
    held = Held.LEFT_OUT if agent.startswith(_LEFT_OUT_FOR) else Held.MARKED
    held = Held.OMITTED if is_update_bot(ask.headers) else held
    return f"{form} {place} {held.value}"


def _special(ask: Ask, segments: tuple[str, ...]) -> Wanted:
    if segments == ("ping",) and ask.method in _READS:
        return Answer(status=200, body=b"{}", headers=_JSON)
    if segments == _BULK and ask.method == "POST":
        gzipped = "gzip" in ask.headers.get("content-encoding", "")
        return IndexWanted(
            answer=partial(npm_audit.answer, gzipped=gzipped),
            names=partial(npm_audit.names, gzipped=gzipped),
            notice_header=npm_audit.NOTICE,
        )
    if segments in _OLDER_AUDITS:
        return failed(
            404,
            "this gate supports only the audit request of npm 7 and newer (advisories/bulk): nothing was audited",
            hint="run `pratique audit`, or see npm's log for why the newer request failed",
        )
    if ask.method not in _READS:
        return _refused_write(ask)
    return BesideWanted(ask.path + (f"?{ask.query}" if ask.query else ""), _about(segments))


def _about(segments: tuple[str, ...]) -> PackageRef | None:
    """Return the package that a path below `-/` names, as a name or as `name@version` in any segment."""
    for position, part in enumerate(segments):
        if part.startswith("@"):
            scoped = part if "/" in part else f"{part}/{''.join(segments[position + 1 : position + 2])}"
            name = f"@{scoped[1:].partition('@')[0]}"
            try:
                return npm.normalise(name)
            except ParseError:
                continue
    return None


def _refused_write(ask: Ask) -> Answer:
    return failed(
        403,
        f"this gate does not accept {ask.method}: it forwards only reads",
        hint="to log in, publish, tag or deprecate, specify the registry itself with --registry",
    )


NPM = NpmFace()
