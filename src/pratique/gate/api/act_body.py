"""Parses the JSON bodies of approvals, denials and freezes within limits. This module does no I/O."""

from datetime import datetime
from typing import TypeVar

import msgspec

from pratique.config.moment import end_of, start_of
from pratique.core.freeze import FreezeAct, FreezeKind
from pratique.ecosystems.target import parse_name
from pratique.errors import ParseError, Reference
from pratique.gate.access.authentication import Admitted

MOST_TARGETS = 100
"""The maximum number of targets in one approval or denial."""
MOST_REASON = 1_000
MOST_BODY_BYTES = 256 * 1024
_MOST_TEXT = 600
_MOST_SPARED = 500
_HINT = "the body is described in the reference of the gate's API"
T = TypeVar("T")


class ActBody(msgspec.Struct, forbid_unknown_fields=True):
    """The JSON body of an approval or a denial."""

    targets: list[str]
    reason: str
    expires: str | None = None
    even_blocked: bool = False
    undo: bool = False


class FreezeBody(msgspec.Struct, forbid_unknown_fields=True, rename={"spared": "except"}):
    """The JSON body that starts a freeze or ends all freezes."""

    reason: str
    published_before: str | None = None
    until: str | None = None
    spared: list[str] = []
    undo: bool = False


def read_act(data: bytes) -> ActBody:
    """Parse the body of an approval or a denial. Raises ParseError (usage)."""
    body = _read(data, ActBody)
    if not body.targets or len(body.targets) > MOST_TARGETS:
        raise _bad(f"`targets` needs 1 to {MOST_TARGETS} targets")
    if any(len(target) > _MOST_TEXT for target in body.targets):
        raise _bad("a target is too long")
    if body.undo and (body.expires is not None or body.even_blocked):
        raise _bad("`undo` cannot be combined with `expires` or `even_blocked`")
    body.reason = _reason(body.reason)
    return body


def read_freeze(data: bytes, admitted: Admitted, now: datetime) -> FreezeAct:
    """Parse the body of a freeze. Raises ParseError and UsageError."""
    body = _read(data, FreezeBody)
    kind = FreezeKind.UNDONE if body.undo else FreezeKind.FREEZE
    who, token, reason = author_of(admitted), admitted.who, _reason(body.reason)
    if body.undo:
        if body.published_before is not None or body.until is not None or body.spared:
            raise _bad("`undo` ends all freezes: it allows only `reason`")
        return FreezeAct(kind=kind, at=now, who=who, token=token, reason=reason)
    if body.published_before is None or body.until is None:
        raise _bad("a freeze needs `published_before` and `until`")
    if len(body.spared) > _MOST_SPARED:
        raise _bad(f"`except` has more than {_MOST_SPARED} entries")
    return FreezeAct(
        kind=kind,
        at=now,
        who=who,
        token=token,
        reason=reason,
        published_before=start_of(body.published_before, now, "published_before"),
        until=end_of(body.until, now, "until"),
        spared=tuple(dict.fromkeys(map(spared_purl, body.spared))),
    )


def spared_purl(text: str) -> str:
    """Return the purl of a package or release that a freeze does not hold. Raises UsageError."""
    package, version = parse_name(text)
    return package.purl if version is None else package.at(version).purl


def author_of(admitted: Admitted) -> str:
    """Return the name of the operator, which clients see: the owner of the token, or else its name."""
    return admitted.owner or admitted.who


def _read(data: bytes, type_: type[T]) -> T:
    if len(data) > MOST_BODY_BYTES:
        raise _bad("the body is too large")
    try:
        return msgspec.json.decode(data, type=type_)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise _bad(f"the body cannot be read: {str(error)[:200]}") from None


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason or len(reason) > MOST_REASON:
        raise _bad(f"`reason` needs 1 to {MOST_REASON} characters")
    return reason


def _bad(why: str) -> ParseError:
    return ParseError(Reference.USAGE, why, hint=_HINT)
