"""Parses the untrusted JSON body of an approval request within limits. This module does no I/O."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from pratique.core.closure import open_requests
from pratique.core.lock import Lock, SourceKind
from pratique.core.names import ReleaseRef
from pratique.ecosystems.target import parse_purl
from pratique.errors import ParseError, Reference
from pratique.lockfiles import format_for
from pratique.lockfiles.reading.document import first_problems

MOST_ENTRIES = 5_000
"""The maximum number of releases in one request."""
MOST_REASON = 1_000
MOST_WHO = 200
MOST_PURL = 600
_MOST_NAME = 200
_HINT = 'send {"purls": ["pkg:npm/name@1.0.0"], "reason": "..."}, or "lock": {"name": ..., "text": ...} in place of purls'


class LockBody(msgspec.Struct, forbid_unknown_fields=True):
    """A lockfile in a request. The file name `name` determines the format of the lockfile."""

    name: str
    text: str


class RequestBody(msgspec.Struct, forbid_unknown_fields=True):
    """The JSON body of `POST /-/pratique/request`."""

    reason: str
    purls: list[str] = []
    lock: LockBody | None = None
    who: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One requested release."""

    ref: ReleaseRef
    filenames: frozenset[str] = frozenset()
    """The files that the lockfile lists; empty means all files. The digests in the lockfile are not trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A parsed approval request."""

    releases: tuple[AskedFor, ...]
    reason: str
    who: str
    about: str
    unread: tuple[str, ...] = ()
    """The problems found in the lockfile."""


def read_request(data: bytes) -> Asked:
    """Parse a body. Raises ParseError (usage) if the body is invalid, empty or above a limit."""
    try:
        body = msgspec.json.decode(data, type=RequestBody)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _bad(f"the request cannot be read: {str(error)[:200]}") from None
    reason, who = body.reason.strip(), body.who.strip()
    if not reason or len(reason) > MOST_REASON or len(who) > MOST_WHO or len(body.about) > _MOST_NAME:
        raise _bad(f"a request needs a reason of at most {MOST_REASON} characters, and a short `who`")
    releases, unread = [_named(purl) for purl in body.purls[: MOST_ENTRIES + 1]], tuple[str, ...]()
    about = body.about
    if body.lock is not None:
        lock = _lock(body.lock)
        releases += _locked(lock)
        problems = (*lock.problems, *first_problems(one.problem for one in open_requests(lock)))
        unread = tuple(f"{problem.what}: {problem.why}"[:300] for problem in problems)
        unread += tuple(
            f"{include.path}: the request does not contain this file"[:300] for include in lock.includes
        )
        about = about or body.lock.name.rpartition("/")[2][:_MOST_NAME]
    unique = tuple(dict.fromkeys(releases))
    if not unique and not unread:
        raise _bad("the request does not specify a release")
    if len(unique) > MOST_ENTRIES:
        raise _bad(f"the request specifies more than {MOST_ENTRIES} releases")
    return Asked(releases=unique, reason=reason, who=who, about=about, unread=unread)


def _named(purl: str) -> AskedFor:
    if len(purl) > MOST_PURL or not purl.isprintable():
        raise _bad("a purl is too long or contains unprintable characters")
    try:
        ref = parse_purl(purl)
    except ParseError as error:
        raise _bad(error.message) from None
    if not isinstance(ref, ReleaseRef):
        raise _bad(f"{purl[:100]} does not specify a version")
    return AskedFor(ref)


def _lock(body: LockBody) -> Lock:
    format_ = format_for(body.name)
    if format_ is None:
        raise _bad(f"unknown lockfile format for the name {body.name[:60]!r}")
    try:
        data = body.text.encode()
    except UnicodeEncodeError:
        raise _bad("the lockfile is not valid text") from None
    try:
        return format_.parse(data)
    except ParseError as error:
        raise _bad(f"the lockfile cannot be read: {error.message[:300]}") from None


def _locked(lock: Lock) -> Iterator[AskedFor]:
    """Yield the registry entries of a lockfile. Skip local folders, links and git dependencies."""
    for entry in lock.packages:
        if entry.ref is None or entry.source is not SourceKind.REGISTRY:
            continue
        names = [file.filename for file in entry.files]
        known = frozenset(name for name in names if name is not None) if None not in names else frozenset()
        yield AskedFor(entry.ref, known)


def _bad(why: str) -> ParseError:
    return ParseError(Reference.USAGE, why, hint=_HINT)
