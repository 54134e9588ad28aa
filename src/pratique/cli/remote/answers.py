"""Parses the answers of a gate's API into the values that the commands print. Text of a gate is untrusted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, TypeVar

import msgspec

from pratique.core.act import NO_WORD, Act, ActKind, Word
from pratique.core.ci_claim import CiClaim
from pratique.core.decision import Client, Decision, Extent, Ground
from pratique.core.freeze import Freeze, FreezeAct, FreezeKind
from pratique.core.hold import Hold, HoldState, Use
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Action
from pratique.core.request import Request
from pratique.core.verdict import HoldKind, Standing
from pratique.ecosystems.target import parse_purl
from pratique.errors import ParseError, Reference, RegistryError
from pratique.gate.holds.approval import Done, NotDone, Subject
from pratique.gate.monitoring.affected_downloads import Flagged
from pratique.gate.monitoring.alarm import why
from pratique.store.log.part import Looked

T = TypeVar("T")
S = TypeVar("S")
_VERSION = "schema_version"
"""The field that only the rows of the API have, and not those of `affected --format jsonl`."""


class _Reason(msgspec.Struct):
    code: str
    text: str
    source: str


class _Ci(msgspec.Struct):
    system: str
    repository: str
    workflow: str
    run: str
    job: str
    proven: bool


class _Decision(msgspec.Struct):
    at: datetime
    purl: str
    filename: str
    sha256: str | None
    action: Action
    kind: HoldKind | None
    until: datetime | None
    reasons: list[_Reason]
    standing: Standing
    address: str
    agent: str
    command: str
    epoch: str
    note: str
    who: str
    ci_claim: _Ci | None = None
    number: int = 0


class _Act(msgspec.Struct):
    at: datetime
    act: str
    """A value of `ActKind` or `FreezeKind`."""
    digest: str
    purl: str
    who: str
    reason: str
    until: datetime | None
    even_blocked: bool
    login: str = ""
    token: str = ""
    number: int = 0
    filename: str = ""
    lifts: list[str] = []
    published_before: datetime | None = None
    spared: list[str] = []


class _NotDone(msgspec.Struct):
    target: str
    why: str
    stopped: bool = False


class _Acted(msgspec.Struct):
    done: list[_Act]
    not_done: list[_NotDone]


class _Use(msgspec.Struct):
    times: int
    clients: int
    first: datetime
    last: datetime


class _Request(msgspec.Struct):
    key: str
    at: datetime
    who: str
    address: str
    token: str
    about: str
    reason: str


class _By(msgspec.Struct):
    who: str
    reason: str
    at: datetime
    until: datetime | None
    login: str = ""
    token: str = ""


class _Hold(msgspec.Struct):
    state: HoldState
    purl: str
    filename: str
    digest: str | None
    rules: list[str]
    why: str
    until: datetime | None
    since: datetime
    use: _Use | None
    requests: list[_Request]
    by: _By | None


class _Holds(msgspec.Struct):
    at: datetime
    holds: list[_Hold]
    left_off: int = 0


class _Freeze(msgspec.Struct):
    published_before: datetime
    until: datetime
    who: str
    reason: str
    spared: list[str]


class _Freezes(msgspec.Struct):
    freezes: list[_Freeze]


class _Download(msgspec.Struct):
    at: str
    address: str
    who: str
    agent: str
    command: str
    ci: str
    purl: str
    filename: str
    sha256: str
    reasons: list[_Reason]
    turned_at: datetime
    cleared_at: datetime | None
    alarm: str
    sent: str | None
    ci_claim: _Ci | None = None


class _Searched(msgspec.Struct):
    decisions: int
    first: datetime | None
    last: datetime | None


class _Extent(msgspec.Struct):
    searched: _Searched
    not_searched: list[str] = []


def decisions_in(rows: Iterable[Mapping[str, Any]]) -> Iterator[Decision]:
    """Yield the decisions of a log. Raise RegistryError for an invalid row."""
    return (_read(_decision, row, _Decision) for row in rows)


def acts_in(rows: Iterable[Mapping[str, Any]]) -> Iterator[Act | FreezeAct]:
    """Yield the approvals, denials and freezes of a log. Raise RegistryError for an invalid row."""
    return (_read(_act, row, _Act) for row in rows)


def freeze_act_in(row: Mapping[str, Any]) -> FreezeAct:
    """Return the start or end of a freeze. Raise RegistryError for an invalid answer."""
    return _read(_freeze_act, row, _Act)


def acted_in(document: Mapping[str, Any]) -> tuple[tuple[Done, ...], tuple[NotDone, ...]]:
    """Return the result of an approval or a denial. Raise RegistryError for an invalid answer."""
    return _read(_acted, document, _Acted)


def holds_in(document: Mapping[str, Any]) -> tuple[tuple[Hold, ...], datetime, int]:
    """Return the queue, its time, and the number of files that it omits. Raise RegistryError for an invalid answer."""
    return _read(_queue, document, _Holds)


def freezes_in(document: Mapping[str, Any]) -> tuple[Freeze, ...]:
    """Return the freezes that are in force. Raise RegistryError for an invalid answer."""
    return _read(_freezes, document, _Freezes)


def flagged_in(rows: Iterable[Mapping[str, Any]]) -> Iterator[Flagged]:
    """Yield the flagged files, each with its downloads. Raise RegistryError for an invalid row."""
    read = ((_read(_same, row, _Download), row) for row in rows)
    for _, found in groupby(read, key=lambda pair: _file_of(pair[0])):
        some = list(found)
        first = some[0][0]
        yield Flagged(
            purl=first.purl,
            filename=first.filename,
            sha256=first.sha256,
            turned_at=first.turned_at,
            cleared_at=first.cleared_at,
            why=why(Ground(one.code, one.text, one.source) for one in first.reasons),
            times=len(some),
            addresses=len({one.address for one, _ in some}),
            downloads=[{name: value for name, value in row.items() if name != _VERSION} for _, row in some],
        )


def _same(one: S) -> S:
    return one


def _file_of(one: _Download) -> tuple[object, ...]:
    return one.purl, one.filename, one.sha256, one.turned_at, one.alarm


def extent_in(document: Mapping[str, Any], looked: Looked) -> Extent:
    """Return the number and the time range of the decisions. Raise RegistryError for an invalid answer.

    `looked` notes the files of old decisions that the gate could not read.
    """
    told = _read(_same, document, _Extent)
    for sentence in told.not_searched:
        looked.lose(sentence)
    return Extent(told.searched.decisions, told.searched.first, told.searched.last)


def _read(make: Callable[[S], T], told: Mapping[str, Any], type_: type[S]) -> T:
    try:
        return make(msgspec.convert(told, type=type_))
    except (msgspec.MsgspecError, ParseError, ValueError) as error:
        raise RegistryError(
            Reference.REGISTRY_FAILED,
            f"the gate's answer cannot be read: {str(error)[:200]}",
            hint="check that --gate is the URL of a gate of the same or a newer release",
        ) from None


def _decision(one: _Decision) -> Decision:
    ref = parse_purl(one.purl)
    if not isinstance(ref, ReleaseRef):
        raise msgspec.ValidationError("a decision without a version")
    return Decision(
        at=one.at,
        ref=ref,
        filename=one.filename,
        sha256=one.sha256,
        action=one.action,
        kind=one.kind,
        until=one.until,
        grounds=tuple(Ground(ground.code, ground.text, ground.source) for ground in one.reasons),
        standing=one.standing,
        epoch=one.epoch,
        client=Client(one.address, one.agent, one.command, one.who, _ci(one.ci_claim)),
        note=one.note,
        number=one.number,
    )


def _ci(told: _Ci | None) -> CiClaim | None:
    return None if told is None else CiClaim.of(msgspec.structs.asdict(told))


def _act(one: _Act) -> Act | FreezeAct:
    if one.act in set(FreezeKind):
        return _freeze_act(one)
    return Act(
        kind=ActKind(one.act),
        digest=Digest.parse(one.digest),
        purl=one.purl,
        at=one.at,
        who=one.who,
        reason=one.reason,
        until=one.until,
        even_blocked=one.even_blocked,
        login=one.login,
        token=one.token,
        number=one.number,
    )


def _freeze_act(one: _Act) -> FreezeAct:
    return FreezeAct(
        kind=FreezeKind(one.act),
        at=one.at,
        who=one.who,
        reason=one.reason,
        published_before=one.published_before,
        until=one.until,
        spared=tuple(one.spared),
        login=one.login,
        token=one.token,
        number=one.number,
    )


def _acted(told: _Acted) -> tuple[tuple[Done, ...], tuple[NotDone, ...]]:
    done: list[Done] = []
    for one in told.done:
        act = _act(one)
        if isinstance(act, FreezeAct):
            raise msgspec.ValidationError("a freeze instead of a decision about a file")
        subject = Subject(digest=act.digest, purl=act.purl, filename=one.filename)
        done.append(Done(act, subject, tuple(one.lifts)))
    return tuple(done), tuple(NotDone(one.target, one.why, one.stopped) for one in told.not_done)


def _queue(told: _Holds) -> tuple[tuple[Hold, ...], datetime, int]:
    return tuple(map(_hold, told.holds)), told.at, told.left_off


def _hold(one: _Hold) -> Hold:
    return Hold(
        purl=one.purl,
        filename=one.filename,
        digest=None if one.digest is None else Digest.parse(one.digest),
        state=one.state,
        until=one.until,
        rules=tuple(one.rules),
        why=one.why,
        since=one.since,
        use=None
        if one.use is None
        else Use(times=one.use.times, clients=one.use.clients, first=one.use.first, last=one.use.last),
        requests=tuple(map(_request, one.requests)),
        word=_word(one),
    )


def _word(one: _Hold) -> Word:
    if one.by is None or one.digest is None:
        return NO_WORD
    denied = one.state is HoldState.REFUSED
    act = Act(
        kind=ActKind.REFUSE if denied else ActKind.RELEASE,
        digest=Digest.parse(one.digest),
        purl=one.purl,
        at=one.by.at,
        who=one.by.who,
        reason=one.by.reason,
        until=one.by.until,
        login=one.by.login,
        token=one.by.token,
    )
    return Word(refusal=act) if denied else Word(release=act)


def _request(one: _Request) -> Request:
    return Request(
        key=one.key,
        at=one.at,
        who=one.who,
        reason=one.reason,
        client=Client(one.address, who=one.token),
        about=one.about,
        asked=0,
        held=(),
    )


def _freezes(told: _Freezes) -> tuple[Freeze, ...]:
    return tuple(
        Freeze(
            published_before=one.published_before,
            until=one.until,
            who=one.who,
            reason=one.reason,
            spared=frozenset(one.spared),
        )
        for one in told.freezes
    )
