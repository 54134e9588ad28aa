"""Creates and sends an approval request to a gate, and formats the response."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from pratique import __version__
from pratique.cli.approvals.approval import MOST_REASON, text_of, who_of
from pratique.cli.output.exit_codes import Exit
from pratique.cli.project import locate
from pratique.core.lock import Lock, SourceKind
from pratique.core.names import ReleaseRef
from pratique.ecosystems.target import parse_target
from pratique.errors import ParseError, Reference, RegistryError, UsageError
from pratique.gate.holds.approval_requests import PATH
from pratique.gate.protocols.table import FACES
from pratique.net.client.address import bare, origin, parse
from pratique.net.client.authorization import Authorization
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.route import Route
from pratique.net.registries.forwarding import Passed, Passing
from pratique.report.formats.json_text import indented
from pratique.report.parts.escape import escape

TOKEN = "PRATIQUE_GATE_TOKEN"  # noqa: S105 - the name of a variable
_MOST_SENT_BYTES = 8 * 1024**2
_MOST_ANSWER_BYTES = 8 * 1024**2
_DEADLINE_S = 150.0
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
    if len(body) > _MOST_SENT_BYTES:
        raise UsageError(
            Reference.USAGE, "the request is larger than 8 MiB", hint="send fewer targets in one request"
        )
    answer = asyncio.run(_send(address_of(wanted.gate), body))
    document = _document(answer)
    if wanted.json:
        return exit_of(document), indented(document)
    return exit_of(document), "".join(f"{escape(line)}\n" for line in lines(document))


def address_of(gate: str) -> str:
    """Return the URL for approval requests, derived from the URL of the gate or of one of its registries.

    Raise UsageError.
    """
    try:
        url = bare(parse(gate)).with_query(None)
    except ParseError as error:
        raise UsageError(Reference.USAGE, f"--gate: {error.message}", hint=error.hint) from None
    path = url.path.rstrip("/")
    for prefix in sorted((face.prefix.rstrip("/") for face in FACES), key=len, reverse=True):
        path = path.removesuffix(prefix)
    return str(url.with_path(f"{path}{PATH}"))


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


async def _send(url: str, body: bytes) -> Passed:
    token = os.environ.get(TOKEN, "")
    passing = Passing(
        method="POST",
        url=url,
        headers={"Content-Type": "application/json", "User-Agent": f"pratique/{__version__}"},
        authorization=Authorization.bearer(token) if token else None,
        body=_whole(body),
        length=len(body),
        most_sent_bytes=len(body),
        most_bytes=_MOST_ANSWER_BYTES,
    )
    limits = HttpSettings(read_timeout_s=_DEADLINE_S, deadline_s=_DEADLINE_S)
    async with Http(limits, configured={origin(parse(url))}) as http:
        return await http.pass_on(passing, route=Route())


async def _whole(body: bytes) -> AsyncIterator[bytes]:
    yield body


def _document(answer: Passed) -> Mapping[str, Any]:
    """Return the JSON document in the gate's response.

    Raise RegistryError if the response does not contain a JSON document.
    """
    try:
        document = msgspec.json.decode(answer.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        document = {}
    if answer.status not in {200, 201} or "words" not in document:
        told = document.get("error") or answer.reason or "without a reason"
        raise RegistryError(
            Reference.REGISTRY_FAILED,
            f"the gate did not accept the request ({answer.status}): {str(told)[:1_000]}",
            hint=f"check that --gate is the URL of a gate, without {PATH}",
        )
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
        yield f"  {one.get('purl')}  {_STATES.get(state, state)}{until}  {one.get('why') or ''}"
    for one in _dicts(document.get("unknown")):
        yield f"  unknown: {one.get('purl') or 'the lockfile'}: {one.get('why')}"
    if document.get("url"):
        yield f"  state: {document['url']}"
        yield f"  the gate's operator can approve it: pratique approve request:{document.get('key')} --reason TEXT"


def _held(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return _dicts(document.get("held"))


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
