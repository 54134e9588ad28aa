"""Builds the queue of held files from decisions, requests and approvals, most requested first. This module does no I/O."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pratique.core.act import NO_WORD, Act, Word, word_of
from pratique.core.hold import Hold, HoldState, StoppedFile, state_now, state_of
from pratique.core.names import Digest
from pratique.core.request import HeldEntry, Request
from pratique.gate.holds.approval import rule_of_ground
from pratique.store.record import Seen

_ORDER = list(HoldState)
_OPEN = frozenset({HoldState.REVIEW, HoldState.WAIT})


def queue(
    stopped: Iterable[StoppedFile],
    requests: Iterable[Request],
    acts: Iterable[Act],
    now: datetime,
    *,
    met: Mapping[Digest, Seen],
    everything: bool = False,
) -> tuple[Hold, ...]:
    """Return holds for review, then cooldowns, each with the most requested files first.

    `met` maps the digests in approvals, denials and requests to files. The order is by number of requesters, clients
    and downloads, then by age. With `everything`, the queue also contains blocked, approved and denied files, and
    files that are no longer held.
    """
    said = _by_digest(acts, met)
    wanted = _by_file(requests)
    found: list[Hold] = []
    for file in stopped:
        name = (file.decision.ref.purl, file.decision.filename)
        asked = wanted.pop(name, [])
        found.append(_of_decision(file, [request for request, _ in asked], said, now))
    found += [_of_request(asked, said, met, now) for asked in wanted.values()]
    shown = [hold for hold in found if everything or hold.state in _OPEN]
    return tuple(sorted(shown, key=_place))


def _place(hold: Hold) -> tuple[int, int, int, int, datetime, str, str]:
    # Names are claims: whoever makes up many stands no higher for it.
    people = len({request.requester for request in hold.requests})
    clients, times = (hold.use.clients, hold.use.times) if hold.use else (0, 0)
    return _ORDER.index(hold.state), -people, -clients, -times, hold.since, hold.purl, hold.filename


def _by_digest(acts: Iterable[Act], met: Mapping[Digest, Seen]) -> Mapping[Digest, Sequence[Act]]:
    found: dict[Digest, list[Act]] = {}
    for act in acts:
        found.setdefault(_one_name(act.digest, met), []).append(act)
    return found


def _one_name(digest: Digest, met: Mapping[Digest, Seen]) -> Digest:
    """Return the SHA-256 of a known file, because several digests can identify the same file.

    For an unknown file, return the given digest.
    """
    return Digest("sha256", met[digest].sha256) if digest in met else digest


def _by_file(requests: Iterable[Request]) -> dict[tuple[str, str], list[tuple[Request, HeldEntry]]]:
    """Return the requests of each file, newest first."""
    found: dict[tuple[str, str], list[tuple[Request, HeldEntry]]] = {}
    for request in requests:
        for entry in request.held:
            found.setdefault((entry.purl, entry.filename), []).insert(0, (request, entry))
    return found


def _of_decision(
    file: StoppedFile, requests: list[Request], said: Mapping[Digest, Sequence[Act]], now: datetime
) -> Hold:
    last = file.decision
    digest = None if last.sha256 is None else Digest("sha256", last.sha256)
    acts = said.get(digest, ()) if digest else ()
    word = word_of(acts, now)
    state = state_now(last.action, last.kind, last.until, word, now)
    if file.let_in_at is not None and state not in {HoldState.RELEASED, HoldState.REFUSED}:
        # What a release alone let in is held again when it has ended.
        state = state if _by_release(acts, file.let_in_at) else HoldState.ENDED
    more = f" and {len(last.grounds) - 1} more" if len(last.grounds) > 1 else ""
    return Hold(
        purl=last.ref.purl,
        filename=last.filename,
        digest=digest,
        state=state,
        until=_until(state, last.until, word),
        rules=tuple(dict.fromkeys(rule_of_ground(one.code, one.source) for one in last.grounds)),
        why=last.grounds[0].text + more if last.grounds else "no reason given",
        since=min([file.use.first, *(request.at for request in requests)]),
        use=file.use,
        requests=tuple(requests),
        word=word,
    )


def _of_request(
    asked: list[tuple[Request, HeldEntry]],
    said: Mapping[Digest, Sequence[Act]],
    met: Mapping[Digest, Seen],
    now: datetime,
) -> Hold:
    """Return a hold for a file that is known only from an approval request."""
    entry = asked[0][1]
    digest = _one_name(entry.digest, met) if entry.digest else None
    word = word_of(said.get(digest, ()), now) if digest else NO_WORD
    state = state_of(entry, word, now)
    return Hold(
        purl=entry.purl,
        filename=entry.filename,
        digest=digest,
        state=state,
        until=_until(state, entry.until, word),
        rules=(),
        why=entry.why,
        since=min(request.at for request, _ in asked),
        requests=tuple(request for request, _ in asked),
        word=word,
    )


def _until(state: HoldState, wait: datetime | None, word: Word) -> datetime | None:
    if state is HoldState.RELEASED and word.release is not None:
        return word.release.until
    return wait if state is HoldState.WAIT else None


def _by_release(acts: Sequence[Act], at: datetime) -> bool:
    """Return True if an approval was active when the file was allowed."""
    return word_of((act for act in acts if act.at <= at), at).release is not None
