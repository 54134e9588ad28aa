"""A gate as a process, fifty clients, one record of malice, and whoever is to be told."""

import asyncio
import base64
import csv
import http.client
import io
import json
import time
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from pratique.cli import main
from pratique.core.ci_claim import CiClaim
from pratique.gate.access.ci_user_name import user_name
from tests.cli import spawning
from tests.cli.running import Machine
from tests.gate.aftermath import aftermath, warn
from tests.gate.nginx import PROGRAM, Config, nginx
from tests.gate.receiver import receiver
from tests.gate.running import RunningGate, gate

SECRET = "a secret of the test"
AGENT = "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false ci/github-actions"
TARBALL = "/npm/calm/-/calm-1.0.1.tgz"
JOB = CiClaim(system="github", repository="acme/shop", workflow="ci", run="123", job="test")
BASIC = "Basic " + base64.b64encode(f"{user_name(JOB)}:none".encode()).decode()
CLIENTS = [(f"127.0.0.{n + 2}", "ci" if n % 2 else "install") for n in range(50)]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "operator.toml"
    monkeypatch.setenv("PRATIQUE_CONFIG", str(file))
    file.write_text("")
    return file


def fetch(running: RunningGate, source: str, command: str) -> int:
    return ask(int(running.url.rpartition(":")[2]), source, command)


def ask(port: int, source: str, command: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
    try:
        headers = {"User-Agent": AGENT, "npm-command": command, "Authorization": BASIC}
        connection.request("GET", TARBALL, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def named(folder: Path) -> list[dict[str, str]]:
    code, out, err = spawning.run("gate", "victims", "--format", "jsonl", folder=folder)
    assert (1 if out else 0, not out) == (code, err.startswith("No affected clients: ")), err
    return [json.loads(line) for line in out.splitlines()]


def epoch(running: RunningGate) -> str:
    return str(running.get("/healthz").json["epoch"])


def decided_anew(running: RunningGate, before: str) -> None:
    """Wait until the gate has taken up what is new; whoever asked for the tarball itself would be named, too."""
    end = time.monotonic() + 60
    while (told := running.get("/healthz").json)["epoch"] == before or not told["served_decided_anew"]:
        assert time.monotonic() < end, "the gate took nothing up within 60 s"
        time.sleep(0.2)


def test_fifty_clients_are_named_once_and_one_message_is_sent(
    tmp_path: Path, machine: Machine, settings: Path
) -> None:
    variables = {"PRATIQUE_GATE_WEBHOOK_SECRET": SECRET}
    with receiver() as got:
        settings.write_text(f'[gate]\nwebhook = "{got.url}"\n')
        warn(tmp_path)
        with gate(tmp_path, variables=variables) as running:
            assert {200} == {fetch(running, *client) for client in CLIENTS}
            assert [] == named(tmp_path)
            etag = running.get(TARBALL, method="HEAD", User_Agent="a cache").headers["etag"]

            before = epoch(running)
            warn(tmp_path, calm=["1.0.1"])
            decided_anew(running, before)
            assert 403 == running.get(TARBALL).status
            # A cache in between has to ask whether its copy is good, and learns that it is not.
            assert 403 == running.get(TARBALL, If_None_Match=etag).status
            end = time.monotonic() + 60
            while not got.got and time.monotonic() < end:
                time.sleep(0.2)
            first = named(tmp_path)
            assert [*CLIENTS, ("127.0.0.1", "")] == [(one["address"], one["command"]) for one in first]
            first = first[:-1]
            assert {("github-actions", "pkg:npm/calm@1.0.1")} == {(one["ci"], one["purl"]) for one in first}
            assert all(one["at"] < one["turned_at"] for one in first)

            second = epoch(running)
            warn(tmp_path, calm=["1.0.1"], other=["1.0.0"])
            decided_anew(running, second)
            assert first == [{**one, "sent": first[0]["sent"]} for one in named(tmp_path)[:-1]]
        assert 1 == len(got.got)
    downloads = json.loads(got.got[0][1])["downloads"]
    assert CLIENTS == [(one["address"], one["command"]) for one in downloads[:-1]]
    assert all(one["ci_claim"] == JOB.document for one in downloads[:-1])
    assert downloads[-1]["ci_claim"] is None
    words = "repository acme/shop, workflow ci, run 123, job test (claimed)"
    code, text, _ = spawning.run("affected", folder=tmp_path)
    assert (1, len(CLIENTS)) == (code, text.count(f"  {words}  npm/11.19.1"))
    _, table, _ = spawning.run("affected", "-f", "csv", folder=tmp_path)
    assert words == next(csv.DictReader(io.StringIO(table)))["ci_claim"]


@pytest.mark.skipif(PROGRAM is None, reason="nginx is not installed here")
def test_behind_caches_it_is_refused_within_a_minute_and_all_who_asked_the_gate_are_named(
    tmp_path: Path, machine: Machine
) -> None:
    """One cache heeds the gate, and one replays what it has for as long as its own settings say."""
    trusting = {"PRATIQUE_GATE_TRUSTED_PROXIES": "127.0.0.1"}
    # Two seconds for the thirty that the page has: the rest of the minute is the gate's.
    documented_s, life_s = 30, 2
    warn(tmp_path)
    with gate(tmp_path, variables=trusting) as running:
        gate_at = {"127.0.0.1:4873": running.url.removeprefix("http://")}
        own = {**gate_at, f"200 {documented_s}s": f"200 {life_s}s"}
        heeding = Config(title="above the gate: a cache that heeds the gate", swaps=gate_at)
        replaying = Config(title="above the gate: a cache with a life of its own", swaps=own)
        with nginx(tmp_path / "heeds", heeding) as port, nginx(tmp_path / "replays", replaying) as late:
            assert {200} == {ask(port, *client) for client in CLIENTS}
            assert 200 == ask(late, "127.0.2.1", "ci")
            before = epoch(running)
            started = time.monotonic()
            warn(tmp_path, calm=["1.0.1"])
            decided_anew(running, before)
            assert 403 == ask(port, "127.0.3.1", "ci")
            while ask(late, "127.0.3.2", "ci") != 403:
                assert time.monotonic() - started < 60 - documented_s + life_s
                time.sleep(0.2)
        first = named(tmp_path)
        second = epoch(running)
        warn(tmp_path, calm=["1.0.1"], other=["1.0.0"])
        decided_anew(running, second)
        again = named(tmp_path)
    assert [*CLIENTS, ("127.0.2.1", "ci")] == [(one["address"], one["command"]) for one in first]
    assert all(one["at"] < one["turned_at"] for one in first)
    assert first == again, "a second sync names nobody twice"


def serve_and_warn(machine: Machine, tmp_path: Path) -> None:
    async def run() -> None:
        async with aftermath() as made:
            await made.get("calm", "1.0.0", "10.0.0.1")
            await made.get("calm", "1.0.1", "=cmd()", "install")
            warn(tmp_path, calm=["1.0.1"])
            await made.look()

    asyncio.run(run())


def test_people_read_who_got_it_and_why_it_is_bad(machine: Machine, tmp_path: Path) -> None:
    serve_and_warn(machine, tmp_path)
    ran = machine.run("gate", "victims")

    assert 1 == ran.code
    lines = ran.out.splitlines()
    assert lines[0].startswith("pkg:npm/calm@1.0.1  calm-1.0.1.tgz  sha256:")
    assert "MAL-2026-0 says that calm@1.0.1 is malicious: about calm [advisory]" in lines[1]
    assert "  1 download from 1 address" == lines[2]
    assert "=cmd()  install  ci github-actions  npm/11.19.1" in lines[3]
    assert 4 == len(lines)


def test_an_answer_without_anybody_says_what_was_searched(machine: Machine, tmp_path: Path) -> None:
    nothing = machine.run("gate", "victims").out
    serve_and_warn(machine, tmp_path)
    other = machine.run("gate", "victims", "--package", "calm@1.0.0")
    unknown = machine.run("gate", "victims", "--package", "none@1.0.0").out

    assert (
        "No affected clients: no release that this gate served was blocked later. The log contains no decisions"
        in nothing
    )
    assert (0, "") == (other.code, other.err)
    assert "this gate served pkg:npm/calm@1.0.0 once; no file of the package was blocked later" in other.out
    assert "Searched: 2 decisions since 2" in other.out
    assert "installs from a client's own cache" in other.out
    assert "run `pratique doctor --caches" in other.out
    assert "this gate never served pkg:npm/none@1.0.0." in unknown


def test_a_program_reads_one_object_with_what_was_searched(machine: Machine, tmp_path: Path) -> None:
    serve_and_warn(machine, tmp_path)
    schema = json.loads(
        resources.files("pratique.report.schemas").joinpath("victims-1.schema.json").read_text()
    )
    found = json.loads(machine.run("gate", "victims", "-f", "json").out)
    nobody = json.loads(machine.run("gate", "victims", "-f", "json", "--alarm", "x").out)
    for answer in (found, nobody):
        jsonschema.validate(answer, schema)

    assert ([2, 1], [2, 0]) == tuple(
        [one["searched"]["decisions"], len(one["downloads"])] for one in (found, nobody)
    )
    assert found["downloads"] == machine.run("gate", "victims", "-f", "jsonl").lines


def test_a_spreadsheet_runs_nothing(machine: Machine, tmp_path: Path) -> None:
    serve_and_warn(machine, tmp_path)
    (row,) = csv.DictReader(io.StringIO(machine.run("gate", "victims", "-f", "csv").out))

    assert ("'=cmd()", "install", "quiet") == (row["address"], row["command"], row["sent"])


def test_they_are_found_by_package_time_and_alarm(machine: Machine, tmp_path: Path) -> None:
    serve_and_warn(machine, tmp_path)
    (one,) = machine.run("gate", "victims", "-f", "jsonl").lines

    def count(*options: str) -> int:
        return len(machine.run("gate", "victims", "-f", "jsonl", *options).lines)

    assert 1 == count("--package", "calm@1.0.1", "--since", "1d", "--alarm", one["alarm"])
    assert 0 == count("--package", "calm@1.0.0")
    assert 0 == count("--since", "2999-01-01")
    assert 0 == count("--alarm", "nobody")
    assert 2 == main(["gate", "victims", "--since", "yesterday"])


def test_a_webhook_without_a_secret_starts_no_gate(tmp_path: Path, machine: Machine, settings: Path) -> None:
    settings.write_text('[gate]\nwebhook = "https://alerts.example/in"\n')
    code, _, err = spawning.run("gate", "serve", "--listen", "127.0.0.1:0", folder=tmp_path)

    assert 2 == code
    assert "the secret for signing messages is missing" in err
