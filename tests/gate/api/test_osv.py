"""OSV's API at the gate: as the public one answers, behind the gate's tokens, and with pip-audit and uv."""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pratique.core.advisory import Product, Span
from pratique.gate.access.token_file import write_token_file
from pratique.gate.access.tokens import Tokens, new_token
from pratique.gate.api.osv import is_osv
from pratique.store.folder.home import Home, data_home
from tests.advisories.made import about, advisory
from tests.cli.auditing import ROWS, synced, with_index
from tests.gate.inside import Raw, ask, inside, listening
from tests.gate.running import Ran, gate
from tests.loopback import LoopbackRegistry

QUERY, BATCH, VULNS = "/v1/query", "/v1/querybatch", "/v1/vulns/"
KITE_FAULT = advisory("PYSEC-2026-7", about(Product("pypi", "kite"), Span("0", "2.0.0")), summary="It leaks")
LIMIT_S = 120


def of(name: str, ecosystem: str = "npm", **more: object) -> dict[str, object]:
    return {"package": {"name": name, "ecosystem": ecosystem}, **more}


async def post(address: tuple[str, int], path: str, value: object, *headers: str) -> Raw:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    head = "\r\n".join((f"POST {path} HTTP/1.1", f"Content-Length: {len(body)}", *headers))
    return await ask(address, head, body)


def answers(path: str, *bodies: object) -> list[Raw]:
    """What a gate of this machine answers."""

    async def run() -> list[Raw]:
        async with inside() as made, listening(made.gate) as address:
            return [await post(address, path, body) for body in bodies]

    return asyncio.run(run())


def test_the_paths_of_osv_are_told_from_the_faces() -> None:
    assert [True, True, False] == [is_osv(path) for path in (QUERY, f"{VULNS}MAL-1", "/npm/v1")]


def test_a_query_is_answered_by_records_and_a_clean_one_by_an_empty_object(
    registry: LoopbackRegistry,
) -> None:
    with_index()

    found, clean, purl = answers(
        QUERY,
        of("left", version="1.0.0", more="an unknown field"),
        of("left", version="2.0.0"),
        {"package": {"purl": "pkg:npm/left@6.6.6"}},
    )

    assert (200, "application/json", "no-store") == (
        found.status,
        found.headers["content-type"],
        found.headers["cache-control"],
    )
    assert ["GHSA-aaaa-bbbb-cccc"] == [one["id"] for one in json.loads(found.body)["vulns"]]
    assert (200, {}) == (clean.status, json.loads(clean.body))
    assert ["MAL-2026-1"] == [one["id"] for one in json.loads(purl.body)["vulns"]]


def test_a_batch_is_answered_in_order_and_its_ids_lead_to_records(registry: LoopbackRegistry) -> None:
    with_index()

    async def run() -> tuple[Raw, ...]:
        async with inside() as made, listening(made.gate) as address:
            queries = [of("left", version="6.6.6"), of("right", version="1.0.0")]
            return (
                await post(address, BATCH, {"queries": queries}),
                await ask(address, f"GET {VULNS}MAL-2026-1 HTTP/1.1"),
                await ask(address, f"GET {VULNS}MAL-1999-1 HTTP/1.1"),
            )

    batch, record, none = asyncio.run(run())

    assert [["MAL-2026-1"], []] == [
        [one["id"] for one in result.get("vulns", ())] for result in json.loads(batch.body)["results"]
    ]
    assert (200, "MAL-2026-1") == (record.status, json.loads(record.body)["id"])
    assert (404, 5) == (none.status, json.loads(none.body)["code"])


def _gone() -> None:
    assert not Home(data_home(os.environ)).advisories.exists()


def _stale() -> None:
    with_index(sources=[synced(days=8)])


def _partial() -> None:
    with_index(sources=[])


def _damaged() -> None:
    path = with_index()
    path.write_bytes(path.read_bytes()[:5_000])


def _wiped() -> None:
    path = with_index()
    data = path.read_bytes()
    path.write_bytes(data[:4_096] + bytes(len(data) - 4_096))


@pytest.mark.parametrize("prepare", [_gone, _stale, _partial, _damaged, _wiped])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        (QUERY, of("left", version="2.0.0")),
        (BATCH, {"queries": [of("left", version="2.0.0")]}),
    ],
)
def test_an_index_that_cannot_answer_is_a_503_in_words_and_never_an_empty_object(
    registry: LoopbackRegistry, prepare: Callable[[], None], path: str, body: object
) -> None:
    prepare()

    [answer] = answers(path, body)

    told = json.loads(answer.body)
    assert (503, 14) == (answer.status, told["code"])
    assert len(told["message"]) > 20
    assert "pratique advisories sync" in told["message"]
    assert "vulns" not in told
    assert "results" not in told
    assert answer.reason
    assert "retry-after" in answer.headers


def test_npm_s_audit_is_not_answered_by_sources_that_are_too_old_either(registry: LoopbackRegistry) -> None:
    _stale()

    [answer] = answers("/npm/-/npm/v1/security/advisories/bulk", {"left": ["1.0.0"]})

    assert 503 == answer.status
    assert "8 days old" in json.loads(answer.body)["error"]


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        (QUERY, b"{", 400, 3),
        (QUERY, of("left", version="1.0.0", page_token="2"), 400, 3),
        (QUERY, of("serde", "crates.io", version="1.0.0"), 501, 12),
        (QUERY, {"commit": "6879efc2c1596d11a6a6ad296f80063b558d5e0f"}, 501, 12),
        (BATCH, {"queries": [of("left")] * 1_001}, 400, 3),
        (BATCH, b"x" * (8 * 1024**2 + 1), 400, 3),
        ("/v1/determineversion", {}, 404, 5),
        (f"{VULNS}MAL-2026-1", {}, 405, 12),
    ],
)
def test_what_is_not_answered_is_an_error_in_the_form_of_osv(
    registry: LoopbackRegistry, path: str, body: object, status: int, code: int
) -> None:
    with_index()

    [answer] = answers(path, body)

    assert (status, code) == (answer.status, json.loads(answer.body)["code"])
    assert {"code", "message"} == json.loads(answer.body).keys()


def test_a_token_of_the_gate_is_needed_where_the_gate_needs_one(registry: LoopbackRegistry) -> None:
    with_index()
    token, entry = new_token("ci", bytes(38), datetime(2026, 11, 26, tzinfo=UTC))
    write_token_file(Home(data_home(os.environ)).gate_tokens, Tokens().with_one(entry))

    async def run() -> list[Raw]:
        async with inside() as made, listening(made.gate) as address:
            body = of("left", version="1.0.0")
            return [
                await post(address, QUERY, body),
                await post(address, QUERY, body, f"Authorization: Bearer {token}"),
                await ask(address, f"GET {VULNS}MAL-2026-1 HTTP/1.1"),
            ]

    without, with_token, record = asyncio.run(run())

    assert [(401, 16), (401, 16)] == [(one.status, json.loads(one.body)["code"]) for one in (without, record)]
    assert "the gate needs a token" in json.loads(without.body)["message"]
    assert "www-authenticate" in without.headers
    assert 200 == with_token.status


def client(*names: str) -> list[str]:
    """The command of a client; the test is skipped where it is not installed."""
    found = shutil.which(names[0])
    if found is None:
        pytest.skip(f"{names[0]} is not installed")
    return [found, *names[1:]]


def run(words: Sequence[str], folder: Path) -> Ran:
    done = subprocess.run(
        words,
        cwd=folder,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=LIMIT_S,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200"},
    )
    return Ran(done.returncode, done.stdout)


@pytest.mark.parametrize("days", [0, 30])
def test_pip_audit_asks_the_gate(registry: LoopbackRegistry, tmp_path: Path, days: int) -> None:
    command = client("pip-audit")
    with_index([*ROWS, KITE_FAULT], [synced(days=days)])
    (tmp_path / "requirements.txt").write_text("kite==1.0.0\n")

    with gate(tmp_path) as running:
        words = ["--vulnerability-service", "osv", "--osv-url", f"{running.url}{QUERY}", "--cache-dir", "c"]
        ran = run([*command, *words, "--no-deps", "--disable-pip", "-r", "requirements.txt"], tmp_path)

    assert 1 == ran.code
    if days:
        assert "503" in ran.out
        assert "No known vulnerabilities found" not in ran.out
    else:
        assert "kite 1.0.0   PYSEC-2026-7 2.0.0" in ran.out


@pytest.mark.parametrize("days", [0, 30])
def test_uv_asks_the_gate(registry: LoopbackRegistry, tmp_path: Path, days: int) -> None:
    command = client("uv", "audit")
    if "--service-url" not in run([*command, "--help"], tmp_path).out:
        pytest.skip("this uv has no `audit --service-url`")
    with_index([*ROWS, KITE_FAULT], [synced(days=days)])
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "app"\nversion = "1.0.0"\nrequires-python = ">=3.11"\ndependencies = ["kite"]\n'
    )
    (tmp_path / "uv.lock").write_text(
        'version = 1\nrevision = 3\nrequires-python = ">=3.11"\n\n'
        '[[package]]\nname = "app"\nversion = "1.0.0"\nsource = { virtual = "." }\n'
        'dependencies = [{ name = "kite" }]\n\n[package.metadata]\nrequires-dist = [{ name = "kite" }]\n\n'
        '[[package]]\nname = "kite"\nversion = "1.0.0"\n'
        'source = { registry = "https://registry.example/simple" }\n'
        'wheels = [{ url = "https://registry.example/kite-1.0.0-py3-none-any.whl", hash = '
        f'"sha256:{"0" * 64}" }}]\n'
    )

    with gate(tmp_path) as running:
        words = ["--frozen", "--service-url", running.url, "--preview-features", "audit", "--no-cache"]
        ran = run([*command, *words], tmp_path)

    if days:
        assert ran.code != 0
        assert "Found no known vulnerabilities" not in ran.out
    else:
        assert ran.code != 0
        assert "PYSEC-2026-7" in ran.out
