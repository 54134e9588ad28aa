"""Creates and sends an approval request to a gate, and formats the response."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from pratique.cli.approvals.approval import MOST_REASON, text_of, who_of
from pratique.cli.output.exit_codes import Exit
from pratique.cli.project import locate
from pratique.cli.remote.gate_api import MOST_SENT_BYTES, GateApi, document_of, gate_api, refused
from pratique.core.lock import Lock, SourceKind
from pratique.core.names import ReleaseRef
from pratique.ecosystems.target import parse_target
from pratique.errors import Reference, UsageError
from pratique.gate.holds.approval_requests import PATH
from pratique.net.registries.forwarding import Passed
from pratique.report.formats.json_text import indented
from pratique.report.parts.escape import escape

_STATES = {
    "review": "needs review",
    "wait": "is in cooldown",
    "blocked": "is blocked",
    "released": "was approved",
    "refused": "was denied",
    "ended": "is no longer in cooldown",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The command-line arguments of `request`."""

    targets: tuple[str, ...]
    gate: str
    reason: str
    who: str | None
    json: bool
    wait: timedelta = timedelta(0)
    """How long to wait until no file of the request is held any more."""
    pause_s: float = 10.0
    """The time between two looks at the request while waiting, in seconds."""


def run(wanted: Wanted) -> tuple[Exit, str]:
    """Send the approval request to the gate.

    Return the exit code and the formatted response. Raise UsageError for invalid arguments, ParseError for an
    unreadable lockfile, and RegistryError if the gate does not accept the request.
    """
    body = msgspec.json.encode(
        {
            "reason": text_of(wanted.reason, "--reason", MOST_REASON),
            "who": who_of(wanted.who),
            **_asked(wanted.targets),
        }
    )
    if len(body) > MOST_SENT_BYTES:
        raise UsageError(
            Reference.USAGE, "the request is larger than 8 MiB", hint="send fewer targets in one request"
        )
    api = gate_api(wanted.gate)
    document = _decided(wanted, api, _document(api.send(PATH, body)))
    if wanted.json:
        return exit_of(document), indented(document)
    return exit_of(document), "".join(f"{escape(line)}\n" for line in lines(document))


def _decided(wanted: Wanted, api: GateApi, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the request when no file of it is held any more, or when the time to wait is over."""
    end = time.monotonic() + wanted.wait.total_seconds()
    while document.get("state") == "open" and document.get("key") and time.monotonic() < end:
        time.sleep(min(wanted.pause_s, max(0.0, end - time.monotonic())))
        document = _document(api.read(f"{PATH}/{document['key']}"))
    return document


def _asked(targets: Sequence[str]) -> Mapping[str, Any]:
    """Return the targets of the approval request: the given releases or the entries of the lockfile.

    Raise UsageError for an invalid target, and ParseError for an unreadable lockfile.
    """
    purls: list[str] = []
    about: list[str] = []
    for target in targets:
        path = Path(target)
        if os.path.isfile(path):  # noqa: PTH113 - a name may be too long for Path
            found, bytes_of = locate.one(path).found[0], locate.from_disk(path.parent)
            lock = locate.read(found, bytes_of)
            text = _text(bytes_of(found.path))
            if len(targets) == 1 and not lock.includes and text is not None:
                # As it is, since it promises digests: what was never met can be released by them.
                return {"lock": {"name": found.path, "text": text}}
            purls += _purls(lock)
            about.append(path.name)
            continue
        ref = parse_target(target)
        if not isinstance(ref, ReleaseRef):
            hint = "specify a lockfile, or a release such as name@1.0.0"
            raise UsageError(Reference.TARGET_INVALID, f"{target[:140]} has no version", hint=hint)
        purls.append(ref.purl)
    return {"purls": list(dict.fromkeys(purls)), "about": ", ".join(about)[:200]}


def _text(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _purls(lock: Lock) -> Iterator[str]:
    for entry in lock.packages:
        if entry.ref is not None and entry.source is SourceKind.REGISTRY:
            yield entry.ref.purl


def _document(answer: Passed) -> Mapping[str, Any]:
    """Return the JSON document in the gate's response.

    Raise RegistryError if the response does not contain a JSON document.
    """
    document = document_of(answer, strict=False)
    if answer.status not in {200, 201} or "words" not in document:
        raise refused(answer, f"check that --gate is the URL of a gate, without {PATH}")
    return document


def exit_of(document: Mapping[str, Any]) -> Exit:
    """Return exit code 0 if nothing is held, 1 for a review or a block, 3 for an unknown target, 5 if there are only cooldowns."""
    states = {str(one.get("state")) for one in _held(document)}
    if states & {"review", "blocked", "refused"}:
        return Exit.STOPPED
    if document.get("unknown_total"):
        return Exit.INCOMPLETE
    return Exit.WAITS if "wait" in states else Exit.CLEAR


def lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines for a terminal. Text from the gate is escaped."""
    yield str(document["words"])
    for one in _held(document):
        state = str(one.get("state"))
        until = f" until {one['until']}" if one.get("until") and state == "wait" else ""
        by = f" by {one['by']}" if one.get("by") else ""
        yield f"  {one.get('purl')}  {_STATES.get(state, state)}{by}{until}  {one.get('why') or ''}"
    for one in _dicts(document.get("unknown")):
        yield f"  unknown: {one.get('purl') or 'the lockfile'}: {one.get('why')}"
    if document.get("url"):
        yield f"  state: {document['url']}"
        yield f"  the gate's operator can approve it: pratique approve request:{document.get('key')} --reason TEXT"


def _held(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return _dicts(document.get("held"))


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
