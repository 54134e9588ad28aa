"""What is passed on, to whom, and with whose credentials."""

import asyncio
import base64
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pratique.cli.gate.access import Front
from pratique.cli.gate.serve import Advice, gate_of
from pratique.cli.run.session import open_session
from pratique.cli.run.settings import read_settings
from pratique.config.form import Writes
from pratique.config.settings import GateSettings
from pratique.core.names import Ecosystem
from pratique.gate.access.token_file import write_token_file
from pratique.gate.access.tokens import Tokens, new_token
from pratique.gate.decision.policy import Law
from pratique.gate.protocols.forwarded_writes import upload_address
from pratique.net.registries.upstreams import Upstream, Upstreams
from pratique.store.folder.home import Home, data_home
from tests.gate.conftest import CALM
from tests.gate.inside import HOSTS, Raw, ask, listening
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, Status

TEXT, TOKEN = new_token("ci-web", bytes(38), datetime(2026, 11, 26, tzinfo=UTC))
USUAL = GateSettings(hosts=HOSTS)
PASSING = GateSettings(hosts=HOSTS, writes=Writes.PASS)
OWN = "Authorization: Bearer own"
TOOL = NpmPackage(name="@acme/tool", releases=(NpmRelease(version="2.0.0", files={"index.js": "1"}),))


def put(path: str, body: object, *lines: str) -> tuple[str, bytes]:
    data = json.dumps(body).encode()
    return "\r\n".join((f"PUT /npm/{path} HTTP/1.1", f"Content-Length: {len(data)}", *lines)), data


def get(path: str, *lines: str) -> tuple[str, bytes]:
    return "\r\n".join((f"GET {path} HTTP/1.1", *lines)), b""


def run(settings: GateSettings, *requests: tuple[str, bytes]) -> list[Raw]:
    """Ask a gate of the user's configuration one thing after the other."""

    async def asked() -> list[Raw]:
        usual, fresh_for = read_settings(None, {}), timedelta(seconds=60)
        async with open_session(usual, fresh=fresh_for) as session:
            with Advice(usual, session.store.held_records) as advice:
                law = Law(session.road, store=session.store, advice=advice)
                gate = gate_of(
                    session, law, fresh_for=fresh_for, wait_s=45, contact="ada", front=Front(settings)
                )
                async with listening(gate) as address:
                    return [await ask(address, *request) for request in requests]

    return asyncio.run(asked())


def configure(*lines: str) -> None:
    (Path(os.environ["HOME"]) / ".npmrc").write_text("\n".join((*lines, "")))


def test_by_default_nothing_is_passed_on_and_accounts_are_nobodys_business(
    registry: LoopbackRegistry,
) -> None:
    host = registry.npm_url.removeprefix("http:")
    configure(f"registry={registry.npm_url}", f"{host}:_authToken=of-the-gate")
    requests = [
        put("calm", {}, OWN),
        put("-/package/calm/dist-tags/beta", "1.0.0", OWN),
        get("/npm/calm?write=true", OWN),
        get("/npm/-/whoami"),
        get("/npm/-/npm/v1/tokens"),
    ]
    answers = run(USUAL, *requests)

    assert {403} == {one.status for one in answers}
    assert "this gate does not accept PUT (publish or change calm)" in answers[0].reason
    assert "specify the registry itself with --registry" in json.loads(answers[0].body)["error"]
    assert [] == registry.requests


def test_a_write_goes_on_with_the_clients_own_credential_and_a_read_with_the_gates(
    registry: LoopbackRegistry,
) -> None:
    host = registry.npm_url.removeprefix("http:")
    configure(f"registry={registry.npm_url}", f"{host}:_authToken=of-the-gate")
    answers = run(
        PASSING,
        get("/npm/calm"),
        put("-/package/calm/dist-tags/beta", "1.0.0", OWN, "npm-otp: 123456", "X-Other: secret"),
        get("/npm/calm"),
        get("/npm/-/whoami", OWN),
        put("-/package/calm/dist-tags/beta", "1.0.1"),
    )
    told = [(seen.method, seen.path, seen.authorization) for seen in registry.requests]

    assert [200, 201, 200, 200, 201] == [one.status for one in answers]
    assert {"ok": True} == json.loads(answers[1].body)
    assert "beta" not in json.loads(answers[0].body)["dist-tags"]
    assert "1.0.0" == json.loads(answers[2].body)["dist-tags"]["beta"]
    assert {"username": "ada"} == json.loads(answers[3].body)
    assert [
        ("GET", "/npm/calm", "Bearer of-the-gate"),
        ("PUT", "/npm/-/package/calm/dist-tags/beta", "Bearer own"),
        ("GET", "/npm/calm", "Bearer of-the-gate"),
        ("GET", "/npm/-/whoami", "Bearer own"),
        ("PUT", "/npm/-/package/calm/dist-tags/beta", None),
    ] == told
    assert "123456" == registry.requests[1].headers["npm-otp"]
    assert "x-other" not in registry.requests[1].headers


def test_a_login_goes_to_the_registry_and_what_it_answers_comes_back(registry: LoopbackRegistry) -> None:
    answer = run(PASSING, ("POST /npm/-/v1/login HTTP/1.1\r\nContent-Length: 2", b"{}"))[0]

    assert (201, {"ok": True}) == (answer.status, json.loads(answer.body))
    assert [("POST", "-/v1/login", b"{}")] == registry.written


def test_a_name_of_its_own_registry_is_written_to_that_one_alone(registry: LoopbackRegistry) -> None:
    with LoopbackRegistry(npm=[TOOL]) as own:
        host = own.npm_url.removeprefix("http:")
        configure(f"registry={registry.npm_url}", f"@acme:registry={own.npm_url}", f"{host}:_authToken=acme")
        answers = run(
            PASSING,
            put("-/package/@acme%2ftool/dist-tags/beta", "2.0.0", OWN),
            get("/npm/-/team/acme/core/user", OWN),
            get("/npm/-/whoami", OWN, "npm-scope: @acme"),
            get("/npm/-/unknown?text=%40acme%2Ftool", OWN),
            get("/npm/calm", OWN),
            get("/npm/@acme%2ftool", OWN),
            get("/npm/@acme%2ftool/-/tool-2.0.0.tgz", OWN),
        )
        theirs = [(seen.path, seen.authorization) for seen in own.requests]

    assert [201, 404, 200, 404, 200, 200, 200] == [one.status for one in answers]
    assert [
        ("/npm/-/package/@acme/tool/dist-tags/beta", "Bearer own"),
        ("/npm/-/team/acme/core/user", "Bearer own"),
        ("/npm/-/whoami", "Bearer own"),
        ("/npm/@acme/tool", "Bearer acme"),
        ("/npm/@acme/tool/-/tool-2.0.0.tgz", "Bearer acme"),
    ] == theirs
    assert [("/npm/calm", None)] == [(seen.path, seen.authorization) for seen in registry.requests]


def test_a_token_of_the_gate_stays_here_and_lets_in_with_a_second_secret_behind_it(
    registry: LoopbackRegistry,
) -> None:
    write_token_file(Home(data_home(os.environ)).gate_tokens, Tokens().with_one(TOKEN))
    both = base64.b64encode(f"ada:{TEXT}:own".encode()).decode()
    tag = "-/package/calm/dist-tags/beta"
    answers = run(
        PASSING,
        put(tag, "1.0.0"),
        put(tag, "1.0.0", f"Authorization: Bearer {TEXT}"),
        put(tag, "1.0.0", f"Authorization: Basic {both}"),
        ("POST /npm/-/v1/login HTTP/1.1\r\nContent-Length: 2\r\nAuthorization: Basic " + both, b"{}"),
        get("/npm/calm", f"Authorization: Bearer {TEXT}"),
        get("/healthz"),
    )

    assert [401, 201, 201, 403, 200, 200] == [one.status for one in answers]
    assert "this gate uses its own tokens" in answers[3].reason
    assert [None, "Bearer own", None] == [seen.authorization for seen in registry.requests]
    assert TEXT not in repr(registry.requests)


def test_what_fails_on_the_way_is_told_and_sent_once(registry: LoopbackRegistry) -> None:
    registry.fault("/npm/calm", Status(code=503))
    busy = run(PASSING, put("calm", {"name": "calm"}, OWN))[0]
    registry.fault("/npm/calm", Status(code=307))
    elsewhere = run(PASSING, put("calm", {"name": "calm"}, OWN))[0]
    configure("registry=http://127.0.0.1:9/npm/")
    nowhere, large = run(
        PASSING,
        put("calm", {"name": "calm"}, OWN),
        ("PUT /npm/calm HTTP/1.1\r\nContent-Length: 999999999999", b""),
    )

    assert [503, 502, 502, 413] == [busy.status, elsewhere.status, nowhere.status, large.status]
    assert (
        "redirects a request that would change data; it is unknown whether the registry made the change"
        in elsewhere.reason
    )
    assert "cannot be reached" in nowhere.reason
    assert 2 == len(registry.requests)


def test_an_upload_to_a_python_index_is_refused_with_the_address_where_it_belongs(
    registry: LoopbackRegistry,
) -> None:
    folder = Path(os.environ["HOME"]) / ".config/pip"
    folder.mkdir(parents=True)
    (folder / "pip.conf").write_text(f"[global]\nindex-url = {registry.pypi_url}\n")
    heads = ("POST /pypi/simple/", "POST /pypi/legacy/", "POST /pypi/")
    answers = run(PASSING, *((f"{head} HTTP/1.1\r\nContent-Length: 2", b"{}") for head in heads))
    place = registry.pypi_url.removesuffix("simple/")

    assert {403} == {one.status for one in answers}
    assert {True} == {f"twine upload --repository-url {place}" in one.reason for one in answers}
    assert [] == registry.requests


@pytest.mark.parametrize(
    ("index", "place"),
    [
        ("https://public.example/simple/", "https://upload.public.example/legacy/"),
        ("https://pkg.company.example/api/pypi/all/simple/", "https://pkg.company.example/api/pypi/all/"),
        ("https://pkg.company.example/root/dev/+simple/", "https://pkg.company.example/root/dev/"),
        ("https://pkg.company.example/pypi/", "https://pkg.company.example/pypi/"),
    ],
)
def test_where_files_are_uploaded_is_told_by_the_address_of_the_index(index: str, place: str) -> None:
    upstream = Upstream(url=index, ecosystem=Ecosystem.PYPI, origin="pip.conf")
    upstreams = Upstreams(
        open={Ecosystem.PYPI: (upstream,)}, public={Ecosystem.PYPI: "https://public.example/simple/"}
    )
    assert place == upload_address(upstreams)


def test_a_registry_that_says_so_by_a_status_is_heard(registry: LoopbackRegistry) -> None:
    registry.fault("/npm/calm", Status(code=409, reason="Conflict"))
    answer = run(PASSING, put(CALM.name, {"name": "calm"}, OWN))[0]

    assert (409, "Conflict") == (answer.status, answer.reason)
