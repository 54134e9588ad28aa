"""Checks a gate for `doctor`: its health, its clock, and whether it blocks the canary package."""

from collections.abc import AsyncIterator
from datetime import datetime
from email.utils import parsedate_to_datetime

import msgspec

from pratique.cli.doctor.checks import Check, State
from pratique.cli.setup.clients import Target
from pratique.errors import RegistryError
from pratique.gate.monitoring.canary import CANARY
from pratique.net.client.authorization import Authorization
from pratique.net.client.http import Http
from pratique.net.client.route import Route
from pratique.net.registries.forwarding import Passed, Passing

_MOST_BYTES = 1 << 20
_MOST_APART_S = 300
_FILE = "pratique_canary-1.0.0-py3-none-any.whl"
BIRDS = (
    ("npm", f"/npm/{CANARY}/-/{CANARY}-1.0.0.tgz"),
    ("Python", f"/pypi/simple/{CANARY}/1.0.0/{_FILE}"),
    ("gems", f"/gems/gems/{CANARY}-1.0.0.gem"),
)
"""The URL path of the canary package in each ecosystem of the gate."""


class _Health(msgspec.Struct):
    status: str
    problems: list[str] = []
    version: str = ""


async def gate_checks(http: Http, to: Target, route: Route, now: datetime) -> AsyncIterator[Check]:
    """Query a gate, and yield the results of the checks. A query that fails is reported as a failed check."""
    try:
        passed = await _ask(http, to, route, "/healthz")
    except RegistryError as error:
        yield Check("gate", State.UNKNOWN, error.message, error.hint)
        return
    if not passed.headers.get("server", "").startswith("pratique/"):
        yield Check(
            "gate",
            State.BAD,
            f"{to.url} responds, but is not a Pratique gate",
            "check the URL given with --gate",
        )
        return
    yield _healthy(passed)
    yield _clock(passed, now)
    for face, path in BIRDS:
        try:
            yield _refused(face, await _ask(http, to, route, path))
        except RegistryError as error:
            yield Check("canary", State.UNKNOWN, f"{face}: {error.message}", error.hint)


async def _ask(http: Http, to: Target, route: Route, path: str) -> Passed:
    own = Authorization.bearer(to.token) if to.token else None
    asked = Passing(
        method="GET",
        url=to.at(path),
        headers={"User-Agent": "pratique-doctor"},
        authorization=own,
        most_sent_bytes=0,
        most_bytes=_MOST_BYTES,
    )
    return await http.pass_on(asked, route=route)


def _healthy(passed: Passed) -> Check:
    try:
        told = msgspec.json.decode(passed.body, type=_Health)
    except msgspec.MsgspecError:
        return Check(
            "gate",
            State.UNKNOWN,
            "the gate's health report cannot be read",
            "check the response to GET /healthz",
        )
    if told.status == "ok":
        return Check("gate", State.OK, f"the gate (pratique {told.version}) is healthy")
    state = State.BAD if told.status == "failing" else State.NOTE
    why = "; ".join(told.problems[:5]) or "no reason given"
    return Check(
        "gate", state, f"the gate is {told.status}: {why}", "report the problem to the operator of the gate"
    )


def _clock(passed: Passed, now: datetime) -> Check:
    try:
        there = parsedate_to_datetime(passed.headers.get("date", ""))
        apart_s = abs((there - now).total_seconds())
    except (ValueError, TypeError):
        return Check("clock", State.UNKNOWN, "the gate does not report its time")
    if apart_s <= _MOST_APART_S:
        return Check("clock", State.OK, "the clocks of this machine and of the gate agree")
    text = (
        f"the clocks of this machine and of the gate differ by {apart_s / 60:.0f} minutes: cooldowns depend "
        f"on the gate's clock"
    )
    return Check("clock", State.BAD, text, "synchronise both clocks with a time server")


def _refused(face: str, passed: Passed) -> Check:
    if passed.status == 403 and CANARY in passed.reason:
        return Check("canary", State.OK, f"{face}: the canary package is blocked")
    if passed.status == 403:
        text = (
            f"{face}: the canary package is blocked, but the response lacks the reason ({passed.status} "
            f"{passed.reason[:80]})"
        )
        step = (
            "a proxy removes the reason from the status line; npm shows the JSON error, other clients show "
            "no reason"
        )
        return Check("canary", State.NOTE, text, step)
    if passed.status == 401:
        return Check(
            "canary",
            State.BAD,
            f"{face}: the gate requires a token",
            "use --token or set PRATIQUE_GATE_TOKEN",
        )
    text = f"{face}: the canary package is not blocked: {passed.status} {passed.reason[:80]}"
    return Check("canary", State.BAD, text, "do not rely on this URL, and report the problem to its operator")
