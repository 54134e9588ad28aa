"""The API of operators over the wire: who may do what, and what a web page cannot do."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pratique.cli.gate.access import tokens_path
from pratique.config.settings import GateSettings
from pratique.core.act import ActKind
from pratique.gate.access.token_file import write_token_file
from pratique.gate.access.tokens import Role, Tokens, new_token
from pratique.gate.api.operator_api import PREFIX, ROUTES
from pratique.gate.holds.approval_requests import PATH as REQUEST
from tests.gate.inside import Raw, ask, inside, listening
from tests.loopback import LoopbackRegistry

HOOKED, CALM = "pkg:npm/hooked@1.0.1", "pkg:npm/calm@1.1.0"
PAST = datetime(2026, 1, 1, tzinfo=UTC)
FUTURE = datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Keys:
    """The text of a token of each kind."""

    mia: str
    bo: str
    ada: str
    ended: str


@pytest.fixture
def keys() -> Keys:
    """Tokens of two developers, an operator, and an operator whose time is over."""
    known, texts = Tokens(), []
    for number, (name, role, owner, end) in enumerate(
        (
            ("mia-laptop", Role.DEVELOPER, "Mia", None),
            ("bo-laptop", Role.DEVELOPER, "Bo", FUTURE),
            ("ada-desk", Role.OPERATOR, "Ada L", FUTURE),
            ("old-desk", Role.OPERATOR, "Ada L", PAST),
        )
    ):
        text, token = new_token(name, bytes([number]) * 38, PAST, role=role, owner=owner, expires_at=end)
        known = known.with_one(token)
        texts.append(text)
    write_token_file(tokens_path(GateSettings()), known)
    return Keys(*texts)


@dataclass(frozen=True)
class Asking:
    """Sends requests to a gate."""

    address: tuple[str, int]

    async def get(self, path: str, key: str = "", *more: str) -> Raw:
        return await ask(self.address, "\r\n".join([f"GET {path} HTTP/1.1", *_bearer(key), *more]))

    async def post(self, path: str, key: str, body: Any, *more: str, kind: str = "application/json") -> Raw:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = [
            f"POST {path} HTTP/1.1",
            f"Content-Type: {kind}",
            f"Content-Length: {len(data)}",
            *_bearer(key),
        ]
        return await ask(self.address, "\r\n".join([*lines, *more]), data)


def _bearer(key: str) -> list[str]:
    return [f"Authorization: Bearer {key}"] if key else []


def told(raw: Raw, schema: str = "") -> Any:
    """The document of an answer, which fits a schema of the contract."""
    document = json.loads(raw.body)
    if schema:
        text = resources.files("pratique.report.schemas").joinpath(f"{schema}-1.schema.json").read_text()
        jsonschema.validate(document, json.loads(text))
    return document


def rows(raw: Raw) -> list[Any]:
    assert 200 == raw.status, raw.body
    return [json.loads(line) for line in raw.body.splitlines()]


def test_each_route_is_there_for_its_role_alone(
    tmp_path: Path, registry: LoopbackRegistry, keys: Keys
) -> None:
    async def run() -> None:
        async with inside() as gate, listening(gate.gate) as address:
            asking = Asking(address)

            async def status(method: str, path: str, key: str) -> tuple[int, str]:
                made = await (asking.get(path, key) if method == "GET" else asking.post(path, key, b"{"))
                return made.status, str(told(made).get("error", "")) if made.body[:1] == b"{" else ""

            for route in ROUTES:
                at = (route.method, route.path)
                assert (401, True) == _which(await status(*at, ""), "the gate needs a token"), at
                unknown = await status(*at, keys.mia[:-1] + "-")
                assert (401, True) == _which(unknown, "the gate does not know this token"), at
                ended = await status(*at, keys.ended)
                assert (401, True) == _which(ended, "the token old-desk expired at 2026-01-01 00:00 UTC"), at
                developer = await status(*at, keys.mia)
                if route.role is Role.OPERATOR:
                    words = "the token mia-laptop has the role developer; this needs the role operator (contact ada)"
                    assert (403, True) == _which(developer, words), at
                else:
                    assert 200 == developer[0], at
                operator = await status(*at, keys.ada)
                # The body of these is none, which only whoever may decide is told.
                assert (400 if route.method == "POST" else 200) == operator[0], at
            assert [] == list(gate.gate.listings.store.acts.read())
            wrong = await asking.get(f"{PREFIX}approve", keys.ada)
            assert (405, "POST") == (wrong.status, wrong.headers["allow"])
            assert 401 == (await asking.get(f"{PREFIX}approve")).status
            for key in ("", keys.mia[:-1] + "-", keys.ended):
                assert 401 == (await asking.get(f"{REQUEST}/none", key)).status

    asyncio.run(run())


def _which(found: tuple[int, str], words: str) -> tuple[int, bool]:
    return found[0], words in found[1]


def test_without_tokens_nobody_decides_from_elsewhere(tmp_path: Path, registry: LoopbackRegistry) -> None:
    async def run() -> None:
        async with inside() as gate, listening(gate.gate) as address:
            asking = Asking(address)
            for route in ROUTES:
                made = await (
                    asking.get(route.path) if route.method == "GET" else asking.post(route.path, "", {})
                )
                assert 403 == made.status, route
                assert "this gate has no tokens" in told(made)["error"]
                assert "pratique gate token add NAME --role operator" in told(made)["error"]

    asyncio.run(run())


def test_a_request_is_joined_decided_and_told(tmp_path: Path, registry: LoopbackRegistry, keys: Keys) -> None:
    async def run() -> None:
        async with inside() as gate, listening(gate.gate) as address:
            asking = Asking(address)
            assert 403 == (await gate.tarball("hooked", "1.0.1")).status
            demo, too = (
                {"purls": [HOOKED], "reason": "a demo"},
                {"purls": [HOOKED, CALM], "reason": "me too"},
            )
            first = told(await asking.post(REQUEST, keys.mia, demo), "request")
            second = told(await asking.post(REQUEST, keys.bo, too), "request")

            assert ({"count": 0, "since": None}, {"count": 1, "since": first["at"]}) == (
                first["others"],
                second["others"],
            )
            assert "1 other requested the same since " in second["words"]
            assert "mia" not in json.dumps(second).lower()
            own, other = f"{REQUEST}/{second['key']}", f"{REQUEST}/{first['key']}"
            assert [404, 200, 200] == [
                (await asking.get(*at)).status for at in ((other, keys.bo), (own, keys.bo), (other, keys.ada))
            ]
            listed = told(await asking.get(f"{PREFIX}requests", keys.bo), "requests")
            assert ([second["key"]], None) == ([one["key"] for one in listed["requests"]], listed["next"])
            queue = told(await asking.get(f"{PREFIX}holds?package=hooked", keys.ada), "holds")
            (hold,) = queue["holds"]
            assert (["bo-laptop", "mia-laptop"], 0) == (
                [one["token"] for one in hold["requests"]],
                queue["left_off"],
            )
            await _decide(asking, keys, gate, own)

    asyncio.run(run())


async def _decide(asking: Asking, keys: Keys, gate: Any, own: str) -> None:
    approved = await asking.post(
        f"{PREFIX}approve", keys.ada, {"targets": [HOOKED], "reason": "read it", "expires": "7d"}
    )
    let_in = await gate.tarball("hooked", "1.0.1")
    state = told(await asking.get(own, keys.bo), "request")
    entry = next(one for one in state["held"] if one["purl"] == HOOKED)

    assert 200 == approved.status
    (done,) = told(approved, "acts")["done"]
    assert ("Ada L", "ada-desk", "") == (done["who"], done["token"], done["login"])
    assert 200 == let_in.status
    assert let_in.headers["Pratique-Note"].startswith("released by Ada L: read it (until ")
    assert ("released", "release", "read it", done["until"]) == (
        entry["state"],
        *(entry["decision"][name] for name in ("act", "reason", "until")),
    )
    # The decision answered everybody who had asked before.
    assert 0 == state["others"]["count"]
    denied = await asking.post(f"{PREFIX}deny", keys.ada, {"targets": [HOOKED], "reason": "it steals"})
    refused = await gate.tarball("hooked", "1.0.1")
    again = await asking.post(f"{PREFIX}approve", keys.ada, {"targets": [HOOKED], "reason": "no"})
    undone = await asking.post(
        f"{PREFIX}deny", keys.ada, {"targets": [HOOKED], "reason": "wrong", "undo": True}
    )
    state = told(await asking.get(own, keys.bo))
    entry = next(one for one in state["held"] if one["purl"] == HOOKED)
    log = rows(await asking.get(f"{PREFIX}acts", keys.ada))

    assert (200, 403) == (denied.status, refused.status)
    assert "refused by Ada L: it steals" in json.loads(refused.body)["error"]
    assert (409, True) == (again.status, told(again)["not_done"][0]["stopped"])
    assert (200, "refuse-undone") == (undone.status, entry["decision"]["act"])
    assert ["release", "refuse", "refuse-undone"] == [one["act"] for one in log]
    assert {"ada-desk"} == {one["token"] for one in log}
    assert [ActKind.RELEASE, ActKind.REFUSE, ActKind.REFUSE_UNDONE] == [
        act.kind for act in gate.gate.listings.store.acts.read()
    ]


def test_the_log_is_read_in_pages_and_a_freeze_is_ordered(
    tmp_path: Path, registry: LoopbackRegistry, keys: Keys
) -> None:
    async def run() -> None:
        async with inside() as gate, listening(gate.gate) as address:
            asking = Asking(address)
            for version in ("1.0.0", "1.0.1", "1.1.0"):
                await gate.tarball("calm", version)
            page = await asking.get(f"{PREFIX}log?limit=2&package=calm", keys.ada)
            assert [1, 2] == [one["number"] for one in rows(page)]
            link = page.headers["link"]
            assert f'<http://gate.example{PREFIX}log?limit=2&package=calm&after=2.0>; rel="next"' == link
            last = await asking.get(f"{PREFIX}log?limit=2&after=2.0", keys.ada)
            assert ([3], False) == ([one["number"] for one in rows(last)], "link" in last.headers)
            assert "application/jsonl" == last.headers["content-type"]
            held = rows(await asking.get(f"{PREFIX}log?action=hold&since=1h", keys.ada))
            assert [CALM] == [one["purl"] for one in held]
            searched = told(await asking.get(f"{PREFIX}log/searched", keys.ada))
            assert 3 == searched["searched"]["decisions"]
            assert [] == rows(await asking.get(f"{PREFIX}affected", keys.ada))

            body = {"reason": "a worm", "published_before": "2026-01-01", "until": "2d", "except": ["calm"]}
            assert 200 == (await asking.post(f"{PREFIX}freeze", keys.ada, body)).status
            (active,) = told(await asking.get(f"{PREFIX}freeze", keys.ada), "freezes")["freezes"]
            assert ("Ada L", ["pkg:npm/calm"]) == (active["who"], active["spared"])
            over = {"reason": "over", "undo": True}
            assert [200, 409] == [
                (await asking.post(f"{PREFIX}freeze", keys.ada, over)).status for _ in range(2)
            ]
            acts = await asking.get(f"{PREFIX}acts?limit=1", keys.ada)
            assert (["freeze"], True) == (
                [one["act"] for one in rows(acts)],
                "after=0.1" in acts.headers["link"],
            )

    asyncio.run(run())


def test_a_web_page_of_another_host_and_a_bad_request_decide_nothing(
    tmp_path: Path, registry: LoopbackRegistry, keys: Keys
) -> None:
    good = {"targets": [HOOKED], "reason": "read it"}

    async def run() -> None:
        async with inside() as gate, listening(gate.gate) as address:
            asking = Asking(address)
            approve = f"{PREFIX}approve"
            # A browser sends the password of the gate along with a form of any page.
            form = await asking.post(approve, keys.ada, good, kind="text/plain")
            assert (415, True) == (form.status, "application/json" in told(form)["error"])
            for origin in ("http://evil.example", "null", "http://gate.example:81", "http://[", "x"):
                page = await asking.post(approve, keys.ada, good, f"Origin: {origin}")
                assert (403, "the request comes from a web page of another host") == (
                    page.status,
                    told(page)["error"],
                ), origin
            # Held by nobody yet, so that there is nothing to approve; but the page may ask.
            own = await asking.post(approve, keys.ada, good, "Origin: http://gate.example")
            assert 409 == own.status
            for body in (
                b"{",
                b"[" * 100_000,
                {},
                {**good, "by": "eve"},
                {**good, "targets": []},
                {**good, "targets": ["calm@1.0.0"] * 101},
                {**good, "targets": ["x" * 601]},
                {**good, "targets": ["calm"]},
                {**good, "targets": ["./calm.tgz"]},
                {**good, "reason": " "},
                {**good, "reason": "x" * 1_001},
                {**good, "expires": "2020-01-01"},
                {**good, "expires": "7d", "undo": True},
                b'{"reason": "' + b"x" * 300_000 + b'"}',
            ):
                bad = await asking.post(approve, keys.ada, body)
                assert (400, True) == (bad.status, bool(told(bad)["error"])), body
            assert 400 == (await asking.post(f"{PREFIX}deny", keys.ada, {**good, "expires": "7d"})).status
            for path in (
                "log?limit=0",
                "log?limit=10001",
                "log?after=-1",
                "log?after=1.x",
                "log?since=soon",
                "log?action=maybe",
                "log?package=%2e%2e%2fx",
                "log?nope=1",
                "log?limit=1&limit=2",
                "log?%ff=1",
                "log?since=" + "9" * 3_000,
                "log?after=" + "9" * 30,
                "holds?all=1",
                "requests?before=x",
                "freeze?x=1",
            ):
                assert 400 == (await asking.get(f"{PREFIX}{path}", keys.ada)).status, path
            assert [] == list(gate.gate.listings.store.acts.read())

    asyncio.run(run())


def test_a_developer_may_list_requests_only_so_often(
    tmp_path: Path, registry: LoopbackRegistry, keys: Keys
) -> None:
    async def run() -> None:
        async with inside() as gate, listening(gate.gate) as address:
            assert gate.gate.operators is not None
            gate.gate.operators.rate.each = 1
            asking = Asking(address)
            answers = [await asking.get(f"{PREFIX}requests", keys.mia) for _ in range(2)]

            assert [200, 429] == [one.status for one in answers]
            assert 0 < int(answers[1].headers["retry-after"]) <= timedelta(minutes=11).total_seconds()

    asyncio.run(run())


def test_every_endpoint_is_documented_with_its_role() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/reference/gate-api.md").read_text(encoding="utf-8")

    assert [] == [
        route for route in ROUTES if f"| `{route.method} {route.path}` | {route.role.value} |" not in page
    ]
