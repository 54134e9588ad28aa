"""Lists the releases that store, policy and advisories block, and encodes the list for `GET /-/pratique/blocked`.

The list reflects the present state: denials, quarantines, `[deny]` in the policy, advisories about every artifact that was ever
held, blocked or served, and findings that block. A withdrawn advisory, a withdrawn denial, or an approval with `--even-blocked`
removes an entry.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from pratique.core.act import Act, Word, word_of
from pratique.core.decision import Ground
from pratique.core.names import Digest, PackageRef, ReleaseRef
from pratique.core.policy import Action, Policy
from pratique.core.reason import ReasonCode
from pratique.ecosystems.target import parse_purl
from pratique.errors import ParseError, Reference
from pratique.intake.known_bad.advised import Warnings
from pratique.store.interface import Store
from pratique.store.record import Seen

PATH = "/-/pratique/blocked"
"""The URL path at which a gate serves the list."""
VERSION = 1
MOST_FILES = 50_000
"""The maximum number of entries in one response. The response contains the number of omitted entries."""
MOST_ANSWER_BYTES = 64 * 1024**2
_LOOKED_UP = frozenset(
    {
        ReasonCode.ADVISORY,
        ReasonCode.DENIED,
        ReasonCode.REFUSED,
        ReasonCode.QUARANTINED,
        ReasonCode.CHANGED_BYTES,
    }
)
"""The reasons for a block that are looked up again at their source, because an old decision may no longer apply.

A mismatch between the bytes and the listing does not count against a release.
"""
_MOST_WHY_CHARS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A blocked file, release or package."""

    package: PackageRef | None = None
    """The blocked package; None for bytes whose package is unknown."""
    version: str | None = None
    """The blocked version; None for every version of `package`."""
    digests: tuple[Digest, ...] = ()
    """All known digests of the blocked file; empty for a release or package."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedList:
    """The decoded response of a gate."""

    entries: tuple[Blocked, ...]
    left_off: int = 0
    """The number of entries that the gate omitted."""


class _File(msgspec.Struct):
    purl: str
    digests: list[str]
    why: str


class _Answer(msgspec.Struct):
    version: int
    epoch: str
    files: list[_File]
    left_off: int = 0


def blocked_here(store: Store, warnings: Warnings, policy: Policy, now: datetime) -> list[Blocked]:
    """Return the files, releases and packages that the store, the policy and the advisories block.

    Raises StoreError if the store cannot be read.
    """
    found = [*by_policy(policy), *_quarantined(store)]
    acts = _acts(store)
    found += acts.refused(store, now)
    if warnings.trouble is not None:
        found += _before(store)
    return [*found, *_by_decisions(store, acts, warnings, now)]


def _before(store: Store) -> Iterator[Blocked]:
    for block in store.blocks.all():
        digests = (Digest("sha256", block.sha256),) if block.sha256 else ()
        why = f"blocked on this machine on {block.at:%Y-%m-%d}: {block.grounds[0].text}"
        yield Blocked(package=block.ref.package, version=block.ref.version, digests=digests, why=why)


def by_policy(policy: Policy) -> Iterator[Blocked]:
    """Yield the releases and packages that the policy denies."""
    for purl, why in policy.denied.items():
        try:
            target = parse_purl(purl)
        except ParseError:
            continue
        package, version = (
            (target.package, target.version) if isinstance(target, ReleaseRef) else (target, None)
        )
        yield Blocked(package=package, version=version, why=f"denied by the policy: {why}")


@dataclass(frozen=True, slots=True)
class _Acts:
    by_digest: Mapping[Digest, list[Act]] = field(default_factory=dict)

    def word(self, digests: Iterable[Digest], now: datetime) -> Word:
        return word_of([act for digest in digests for act in self.by_digest.get(digest, ())], now)

    def refused(self, store: Store, now: datetime) -> Iterator[Blocked]:
        met = store.artifacts.find(self.by_digest)
        done: set[tuple[Digest, ...]] = set()
        for digest, acts in self.by_digest.items():
            seen = met.get(digest)
            digests = _strong(seen) if seen else (digest,)
            refusal = self.word(digests, now).refusal
            if refusal is None or digests in done:
                continue
            done.add(digests)
            purl = seen.purl if seen else next((act.purl for act in acts if act.purl), "")
            package, version = _named(purl)
            why = f"refused by {refusal.who}: {refusal.reason}"
            yield Blocked(package=package, version=version, digests=digests, why=why)


def _acts(store: Store) -> _Acts:
    found: dict[Digest, list[Act]] = defaultdict(list)
    for act in store.acts.read():
        found[act.digest].append(act)
    return _Acts(found)


def _quarantined(store: Store) -> Iterator[Blocked]:
    for package, why in store.quarantines.all().items():
        text = f"the registry quarantines the package{f': {why}' if why else ''}"
        yield Blocked(package=package, why=text)


@dataclass(frozen=True, slots=True)
class _Stopped:
    ref: ReleaseRef
    sha256: str
    grounds: tuple[Ground, ...]


def _by_decisions(store: Store, acts: _Acts, warnings: Warnings, now: datetime) -> Iterator[Blocked]:
    stopped = [_Stopped(name.ref, name.sha256, grounds) for name, grounds in store.turned.opened().items()]
    for file in store.stopped.read():
        last = file.decision
        if last.action is Action.BLOCK and last.sha256 and file.let_in_at is None:
            stopped.append(_Stopped(last.ref, last.sha256, last.grounds))
    seen = {one.sha256: one for one in store.artifacts.of_bytes({one.sha256 for one in stopped})}
    yield from _advised({one.ref for one in stopped}, warnings)
    done: set[str] = set()
    for one in stopped:
        why = "; ".join(ground.text for ground in one.grounds if ground.code not in _LOOKED_UP)
        met = seen.get(one.sha256)
        digests = _strong(met) if met else (Digest("sha256", one.sha256),)
        release = acts.word(digests, now).release
        if why and one.sha256 not in done and not (release and release.even_blocked):
            done.add(one.sha256)
            yield Blocked(package=one.ref.package, version=one.ref.version, digests=digests, why=why)


def _advised(refs: Iterable[ReleaseRef], warnings: Warnings) -> Iterator[Blocked]:
    versions: dict[PackageRef, set[str]] = defaultdict(set)
    for ref in refs:
        versions[ref.package].add(ref.version)
    for package, named in versions.items():
        for version in sorted(warnings.malicious(package, named)):
            yield Blocked(
                package=package, version=version, why="an advisory reports the release as malicious"
            )


def _strong(seen: Seen) -> tuple[Digest, ...]:
    return tuple(digest for digest in seen.digests if digest.strong)


def _named(purl: str) -> tuple[PackageRef | None, str | None]:
    try:
        target = parse_purl(purl)
    except ParseError:
        return None, None
    return (target.package, target.version) if isinstance(target, ReleaseRef) else (None, None)


def write_blocked(entries: Iterable[Blocked], epoch: str) -> bytes:
    """Return the body of a response."""
    files = [
        _File(purl=_purl(one), digests=[str(digest) for digest in one.digests], why=_text(one.why))
        for one in entries
    ]
    return msgspec.json.encode(_Answer(VERSION, epoch, files[:MOST_FILES], max(0, len(files) - MOST_FILES)))


def read_blocked(body: bytes) -> BlockedList:
    """Parse the body of a gate's response. Raises ParseError if the body is invalid."""
    try:
        answer = msgspec.json.decode(body, type=_Answer)
        entries = tuple(_entry(one) for one in answer.files[:MOST_FILES])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _bad(str(error)[:200]) from None
    if answer.version != VERSION:
        raise _bad("the format version is not supported")
    return BlockedList(entries=entries, left_off=max(0, answer.left_off))


def _entry(one: _File) -> Blocked:
    digests = tuple(Digest.parse(text) for text in one.digests)
    if not one.purl and not digests:
        raise _bad("an entry has no name and no digest")
    target = parse_purl(one.purl) if one.purl else None
    package = target.package if isinstance(target, ReleaseRef) else target
    version = target.version if isinstance(target, ReleaseRef) else None
    return Blocked(package=package, version=version, digests=digests, why=one.why[:_MOST_WHY_CHARS])


def _purl(one: Blocked) -> str:
    if one.package is None:
        return ""
    return one.package.purl if one.version is None else one.package.at(one.version).purl


def _text(text: str) -> str:
    return text[:_MOST_WHY_CHARS].encode("utf-8", "backslashreplace").decode()


def _bad(why: str) -> ParseError:
    return ParseError(
        Reference.USAGE,
        f"the gate's list of blocked releases cannot be read: {why}",
        hint="check that the URL is that of a gate",
    )
