"""The commands of an operator on another machine, with a gate of another process."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from pratique.cli.remote.gate_api import GateApi, root_of
from pratique.cli.remote.gate_option import TOKEN
from pratique.errors import RegistryError, UsageError
from pratique.net.registries.forwarding import Passed
from pratique.store.folder.home import Home
from pratique.store.opening import open_store
from tests.cli import spawning
from tests.cli.running import Machine
from tests.cli.verbs.test_release import HELD, REF, SEEN
from tests.gate.running import gate
from tests.store.gate.test_approval_requests import REQUEST


@dataclass(frozen=True)
class Elsewhere:
    """A gate on another machine, and two of its tokens."""

    url: str
    developer: str
    operator: str


@pytest.fixture
def elsewhere(tmp_path: Path, machine: Machine) -> Iterator[Elsewhere]:
    """A gate that holds a file, with a state folder of its own."""
    variables = {"PRATIQUE_HOME": str(tmp_path / "gate")}
    tokens = []
    with open_store(Home(tmp_path / "gate")) as store:
        store.artifacts.remember([SEEN])
        store.decisions.add_many([HELD, HELD])
        store.requests.add(REQUEST)
    for name, role in (("mia", "developer"), ("ada-desk", "operator")):
        words = ("gate", "token", "add", name, "--role", role, "--owner", name.title())
        code, out, err = spawning.run(*words, folder=tmp_path, variables=variables)
        assert 0 == code, err
        tokens.append(out.strip())
    with gate(tmp_path, "--contact", "ada", variables=variables) as started:
        yield Elsewhere(started.url, *tokens)


def test_an_operator_works_from_elsewhere_as_on_the_gates_machine(
    machine: Machine, elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = ("--gate", f"{elsewhere.url}/npm/")
    none = machine.run("holds", *there)
    monkeypatch.setenv(TOKEN, elsewhere.developer)
    developer = machine.run("approve", REF.purl, "--reason", "please", *there)
    monkeypatch.setenv(TOKEN, elsewhere.operator)
    named = machine.run("approve", REF.purl, "--reason", "read it", "--by", "eve", *there)
    queue = machine.run("holds", *there, "--package", REF.purl)
    approved = machine.run("approve", REF.purl, "--reason", "read \x1b it", "--expires", "7d", *there)
    nothing = machine.run("deny", "--undo", REF.purl, "--reason", "x", *there)
    denied = machine.run("deny", REF.purl, "--reason", "it steals", *there, "--format", "json")
    again = machine.run("approve", REF.purl, "--reason", "no", *there)
    everything = machine.run("holds", *there, "--all", "--format", "json").json
    acts = machine.run("log", "--acts", *there)
    log = machine.run("log", *there, "--format", "json").json
    lines = machine.run("log", *there, "--package", "hooked", "--action", "hold")
    empty = machine.run("log", *there, "--who", "nobody")
    affected = machine.run("affected", *there)

    assert 3 == none.code
    assert "the gate needs a token" in none.err
    assert 3 == developer.code
    assert "the token mia has the role developer; this needs the role operator" in developer.err
    assert (2, True) == (named.code, "--by cannot be combined with --gate" in named.err)
    assert queue.out.startswith(f"for review: 1 file\n  {REF.purl}  hooked-1.0.1.tgz\n")
    assert "requested 2 times by 1 client" in queue.out
    assert (0, True) == (
        approved.code,
        approved.out.startswith(f"released: {REF.purl} hooked-1.0.1.tgz (sha256:"),
    )
    assert (3, True) == (nothing.code, "the file has no denial" in nothing.err)
    assert ("Ada-Desk", "ada-desk", "") == tuple(
        denied.json["done"][0][key] for key in ("who", "token", "login")
    )
    assert (1, True) == (again.code, "Ada-Desk denied it: it steals" in again.err)
    assert "refused" in {one["state"] for one in everything["holds"]}
    assert "released by Ada-Desk (token ada-desk) until " in acts.out
    assert "read \\x1b it" in acts.out
    assert (2, 2) == (log["searched"]["decisions"], len(log["decisions"]))
    assert 2 == len(lines.out.splitlines())
    assert "No decision matches. Searched: 2 decisions since " in empty.out
    assert "No affected clients: no release that the gate served was blocked later." in affected.out
    _freeze(machine, there)
    _lose_a_file(machine, there, Home(tmp_path / "gate"))
    # None of it is in the state folder of this machine.
    assert "" == machine.run("log", "--acts", "--format", "jsonl").out


def _freeze(machine: Machine, there: tuple[str, ...]) -> None:
    words = ("gate", "freeze", *there)
    ordered = machine.run(
        *words, "--published-before", "1d", "--until", "2d", "--reason", "a worm", "--except", "calm"
    )
    listed = machine.run(*words, "--list")
    undone = machine.run(*words, "--undo", "--reason", "over")
    nothing = machine.run(*words, "--undo", "--reason", "over")
    named = machine.run(*words, "--undo", "--reason", "over", "--by", "eve")

    assert (0, True) == (ordered.code, "frozen by Ada-Desk (token ada-desk) until " in ordered.out)
    assert "by Ada-Desk: a worm; holds artifacts" in listed.out
    assert [0, 3, 2] == [undone.code, nothing.code, named.code]


def _lose_a_file(machine: Machine, there: tuple[str, ...], home: Home) -> None:
    with open_store(home) as store:
        store.served.catch_up(epoch="e", ruleset="r")
        (part,) = store.moving.move(before=HELD.at + timedelta(days=62))
    moved = machine.run("log", *there, "--format", "json")
    assert (0, [1, 2], []) == (
        moved.code,
        [one["number"] for one in moved.json["decisions"]],
        moved.json["not_searched"],
    )

    (home.log / part.filename).write_bytes(b"x")
    lost = f"{part.filename} is damaged: it is not the file that was written"
    for words in (("log",), ("log", "--package", "hooked", "--format", "csv")):
        damaged = machine.run(*words, *there)
        assert (3, True) == (damaged.code, f"incomplete: {lost}\n" in damaged.err)
    (home.log / part.filename).unlink()
    missing = machine.run("affected", *there, "--format", "json")
    assert (3, [f"{part.filename} is missing: it contains 1 decision"]) == (
        missing.code,
        missing.json["not_searched"],
    )


@pytest.mark.parametrize(
    ("gate", "expected"),
    [
        ("http://gate.example", "http://gate.example"),
        ("http://gate.example:4873/npm/", "http://gate.example:4873"),
        ("https://user:secret@gate.example/pypi/simple/", "https://gate.example"),
        ("https://company.example/gate/npm?x=1", "https://company.example/gate"),
    ],
)
def test_the_address_of_a_registry_leads_to_its_gate(gate: str, expected: str) -> None:
    assert expected == root_of(gate)


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(UsageError, match="--gate: "):
        root_of("ftp://x")


def test_a_log_is_read_to_its_last_page_and_a_gate_that_repeats_itself_ends_it() -> None:
    asked: list[str] = []

    class Pages(GateApi):
        """Answers instead of a gate."""

        def _ask(self, method: str, url: str, body: bytes | None = None) -> Passed:
            assert ("GET", None) == (method, body)
            asked.append(url)
            link = '<http://gate.example/-/pratique/log?limit=1&after=2.0>; rel="next"'
            headers = {"link": link, "pratique-not-searched": '["x is missing"]' if asked[1:] else "["}
            return Passed(status=200, reason="OK", headers=headers, body=b'{"number":1}\n')

    lost: list[str] = []
    query = {"who": "a b", "since": None}
    rows = list(Pages("http://gate.example").rows("/-/pratique/log", query, lose=lost.append))

    assert [{"number": 1}] * 2 == rows
    assert ["the gate could not read some files of old decisions", "x is missing"] == lost
    assert [None, "2.0"] == [url.partition("after=")[2] or None for url in asked]
    assert "?who=a+b" in asked[0]
    assert "secret" not in repr(GateApi("http://gate.example", "secret"))


def test_an_answer_that_is_no_gates_is_told() -> None:
    class Other(GateApi):
        """Answers instead of a gate."""

        def _ask(self, method: str, url: str, body: bytes | None = None) -> Passed:
            del method, url, body
            return Passed(status=200, reason="OK", headers={}, body=b"<html>")

    with pytest.raises(RegistryError, match="is not that of a gate"):
        Other("http://gate.example").get("/", {})
