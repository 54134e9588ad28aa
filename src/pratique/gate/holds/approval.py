"""Applies an approve or deny command to its targets, and reports the targets that cannot be approved or denied."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pratique.core.act import Act, ActKind, standing_of
from pratique.core.decision import Decision
from pratique.core.names import Digest, ReleaseRef
from pratique.core.policy import Action
from pratique.core.reason import ReasonCode
from pratique.ecosystems.target import parse_purl, parse_target
from pratique.errors import ParseError, Reference, UsageError
from pratique.store.interface import Store
from pratique.store.record import Seen

REQUEST_PREFIX = "request:"
"""The prefix of a target that means all files of an approval request."""
_BARE = {64: "sha256", 128: "sha512"}
_HEX = re.compile(r"[0-9a-fA-F]+\Z")
_FORMS = "specify a release (`pkg:npm/name@1.0.0`), a digest (`sha256:...`) or request:KEY"
_NEVER_LIFTED = {
    ReasonCode.DENIED.value: "the policy denies this file: change the [deny] table of the policy",
    ReasonCode.CHANGED_BYTES.value: "the bytes of the file do not match the listed digest and cannot be approved",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The artifact that an approval or denial applies to."""

    digest: Digest
    """The sha256 of known bytes; for other bytes, the given digest."""
    purl: str = ""
    """The purl of the release; empty if the bytes are unknown."""
    filename: str = ""
    others: tuple[Digest, ...] = ()
    """Other digests of the same bytes."""

    @property
    def name(self) -> str:
        """Return the name of the artifact for messages."""
        return self.purl or str(self.digest)


@dataclass(frozen=True, slots=True)
class NotDone:
    """A target that was not approved or denied, with the reason."""

    target: str
    why: str
    stopped: bool = False
    """True if a refusal prevents the action; False if there was nothing to change."""


@dataclass(frozen=True, slots=True)
class Done:
    """An approval or denial to store, and its artifact."""

    act: Act
    subject: Subject
    lifts: tuple[str, ...] = ()
    """The rules for which these bytes were refused at the last request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The requested action, with its author and reason."""

    kind: ActKind
    who: str
    reason: str
    at: datetime
    until: datetime | None = None
    even_blocked: bool = False
    login: str = ""
    """The login name of the process on the gate's machine; "" for a decision over HTTP."""
    token: str = ""
    """The name of the operator's token; "" for a decision on the gate's machine."""

    def upon(self, subject: Subject) -> Act:
        """Return the approval or denial of this artifact."""
        return Act(
            kind=self.kind,
            digest=subject.digest,
            purl=subject.purl,
            at=self.at,
            who=self.who,
            reason=self.reason,
            until=self.until,
            even_blocked=self.even_blocked,
            login=self.login,
            token=self.token,
        )


def act_upon(
    targets: Iterable[str], wish: Wish, store: Store
) -> tuple[tuple[Done, ...], tuple[NotDone, ...]]:
    """Apply an action to all targets, in one transaction. Raises UsageError and StoreError."""
    subjects: dict[Digest, Subject] = {}
    not_done: list[NotDone] = []
    for target in targets:
        for found in subjects_of(target, store):
            if isinstance(found, NotDone):
                not_done.append(found)
            else:
                subjects.setdefault(found.digest, found)
    done: list[Done] = []
    for subject in subjects.values():
        answer = _one(subject, wish, store)
        if isinstance(answer, Done):
            done.append(answer)
        else:
            not_done.append(answer)
    store.acts.add_many(one.act for one in done)
    return tuple(done), tuple(not_done)


def subjects_of(target: str, store: Store) -> Iterator[Subject | NotDone]:
    """Yield the artifacts of a target: a digest, a release with all known files, or a request with all entries."""
    if target.startswith(REQUEST_PREFIX):
        yield from _of_request(target, store)
        return
    digest = _digest(target)
    if digest is None:
        yield from _of_release(target, store)
        return
    if not digest.strong:
        why = f"{digest.algorithm} can be forged: specify a sha256 or sha512"
        raise UsageError(Reference.TARGET_INVALID, f"{target[:140]}: {why}", hint=_FORMS)
    met = store.artifacts.find([digest]).get(digest)
    yield Subject(digest=digest) if met is None else _subject(met)


def _of_release(target: str, store: Store) -> Iterator[Subject | NotDone]:
    ref = parse_target(target)
    if not isinstance(ref, ReleaseRef):
        raise UsageError(Reference.TARGET_INVALID, f"{target[:140]} does not specify a version", hint=_FORMS)
    yield from _met(ref.purl, target, store)


def _met(purl: str, target: str, store: Store) -> Iterator[Subject | NotDone]:
    """Yield the known files of a release. Report a file name with several digests as ambiguous."""
    by_file: dict[str, dict[str, Seen]] = {}
    for seen in store.artifacts.of_releases([purl]):
        # The same bytes may have been met at several registries.
        by_file.setdefault(seen.filename, {}).setdefault(seen.sha256, seen)
    if not by_file:
        why = f"the gate has never received a request for {purl}: install it through the gate once, or specify its digest"
        yield NotDone(target, why)
    for filename, files in by_file.items():
        if len(files) > 1:
            digests = ", ".join(f"sha256:{sha256}" for sha256 in files)
            yield NotDone(target, f"{filename} has several known digests: specify one of these: {digests}")
        else:
            yield _subject(next(iter(files.values())))


def _of_request(target: str, store: Store) -> Iterator[Subject | NotDone]:
    request = store.requests.get(target.removeprefix(REQUEST_PREFIX))
    if request is None:
        yield NotDone(target, "there is no such request: `pratique holds` lists the requests")
        return
    if request.more:
        yield NotDone(target, f"the request omits {request.more} more held files: request these separately")
    for entry in request.held:
        if entry.digest is None:
            yield from _met(entry.purl, entry.purl, store)
            continue
        met = store.artifacts.find([entry.digest]).get(entry.digest)
        if met is not None:
            yield _subject(met)
        else:
            yield Subject(digest=entry.digest, purl=entry.purl, filename=entry.filename)


def _subject(seen: Seen) -> Subject:
    return Subject(
        digest=Digest("sha256", seen.sha256),
        purl=seen.purl,
        filename=seen.filename,
        others=tuple(digest for digest in seen.digests if digest.algorithm != "sha256" and digest.strong),
    )


def _digest(text: str) -> Digest | None:
    """Return the digest in the text; None if the text is not a digest."""
    algorithm = _BARE.get(len(text)) if _HEX.match(text) else None
    try:
        return Digest.parse(f"{algorithm}:{text}" if algorithm else text)
    except ParseError:
        return None


def _one(subject: Subject, wish: Wish, store: Store) -> Done | NotDone:
    said = standing_of(store.acts.about([subject.digest, *subject.others]), wish.at)
    match wish.kind:
        case ActKind.RELEASE_UNDONE:
            if said.release is None:
                return NotDone(subject.name, "the file has no approval")
        case ActKind.REFUSE_UNDONE:
            if said.refusal is None:
                return NotDone(subject.name, "the file has no denial")
        case ActKind.RELEASE:
            last = _last_stop(subject, store)
            if said.refusal is not None and not wish.even_blocked:
                by = f"{said.refusal.who} denied it: {said.refusal.reason}"
                return NotDone(subject.name, f"{by}; `pratique deny --undo` revokes the denial", stopped=True)
            if last is not None and (why := _unliftable(last, wish)):
                return NotDone(subject.name, why, stopped=True)
            return Done(wish.upon(subject), subject, () if last is None else _names(last))
        case ActKind.REFUSE:
            pass
    return Done(wish.upon(subject), subject)


def _unliftable(last: Decision, wish: Wish) -> str:
    """Return the reason why an approval would not allow the file; "" if the approval would allow the file."""
    if last.action is not Action.BLOCK:
        return ""
    codes = {ground.code for ground in last.grounds}
    for code, why in _NEVER_LIFTED.items():
        if code in codes:
            return why
    if wish.even_blocked or codes == {ReasonCode.REFUSED.value}:
        return ""
    text = last.grounds[0].text if last.grounds else "no reason given"
    return f"the file is blocked: {text}; to approve a blocked file, use --even-blocked"


def _names(last: Decision) -> tuple[str, ...]:
    named = (rule_of_ground(ground.code, ground.source) for ground in last.grounds)
    return tuple(dict.fromkeys(named))


def rule_of_ground(code: str, source: str) -> str:
    """Return the rule of a reason, by the name that `pratique explain` accepts."""
    return source if code in {ReasonCode.FINDING.value, ReasonCode.HISTORY.value} else code


def _last_stop(subject: Subject, store: Store) -> Decision | None:
    """Return the last decision that refused this file; None if the file was allowed later."""
    if not subject.purl:
        return None
    ref = parse_purl(subject.purl)
    package = ref.package if isinstance(ref, ReleaseRef) else ref
    stops: Sequence[Decision] = [
        one.decision
        for one in store.stopped.read(package)
        if one.let_in_at is None and one.decision.sha256 == subject.digest.hex
    ]
    return stops[-1] if stops else None
