"""`pratique approve`, as a person uses it whose gate holds something."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from pratique.cli.approvals.approval import login_name
from pratique.cli.run.clock import now
from pratique.core.decision import Client, Decision, Ground
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.core.verdict import HoldKind, Standing
from pratique.store.folder.home import Home, data_home
from pratique.store.interface import Store
from pratique.store.opening import open_store
from pratique.store.record import Seen
from tests.cli.running import Machine

REF = PackageRef(Ecosystem.NPM, "hooked").at("1.0.1")
SHA256 = "a" * 64
SEEN = Seen(
    purl=REF.purl,
    filename="hooked-1.0.1.tgz",
    sha256=SHA256,
    sha512="b" * 128,
    sha1="c" * 40,
    size_bytes=1,
    first_seen=now() - timedelta(days=1),
)
HELD = Decision(
    at=now() - timedelta(hours=2),
    ref=REF,
    filename=SEEN.filename,
    sha256=SHA256,
    action=Action.HOLD,
    kind=HoldKind.REVIEW,
    grounds=(Ground("finding", "an install hook is new", "new-install-hook"),),
    standing=Standing.NEW,
    epoch="one",
    client=Client("10.0.0.7", "npm/11.19.1", "ci"),
)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(Home(data_home(os.environ))) as opened:
        opened.artifacts.remember([SEEN])
        opened.decisions.add_many([HELD])
        yield opened


def test_a_release_names_bytes_says_what_it_lifts_and_is_logged(machine: Machine, store: Store) -> None:
    ran = machine.run(
        "release", REF.purl, "--reason", "read the \x1b[2Jhook", "--by", "ada", "--expires", "2099-12-31"
    )

    assert 0 == ran.code
    assert (
        f"released: {REF.purl} hooked-1.0.1.tgz (sha256:{SHA256}), until 2100-01-01 00:00 UTC, against new-install-hook\n"
        == ran.out
    )
    (logged,) = machine.run("log", "--acts", "--format", "jsonl").lines
    assert ("release", f"sha256:{SHA256}", REF.purl, "ada", "2100-01-01T00:00:00Z", 1) == (
        *(logged[name] for name in ("act", "digest", "purl", "who", "until")),
        logged["schema_version"],
    )
    text = machine.run("log", "--acts").out
    assert f"released by ada (login {login_name()}) until 2100-01-01 00:00: read the \\x1b[2Jhook" in text
    assert "\x1b" not in text
    assert "\x1b" not in machine.run("log", "--acts", "--format", "csv").out


def test_a_release_is_taken_back_once(machine: Machine, store: Store) -> None:
    machine.run("release", f"sha256:{SHA256}", "--reason", "read")

    first = machine.run("release", "--undo", "hooked@1.0.1", "--reason", "read again", "--by", "bo")
    second = machine.run("release", "--undo", "hooked@1.0.1", "--reason", "read again")

    assert (0, 3) == (first.code, second.code)
    assert f"not changed: {REF.purl}: the file has no approval" in second.err
    assert ["release", "release-undone"] == [act.kind.value for act in store.acts.read()]


def test_a_name_that_was_not_met_releases_nothing(machine: Machine, store: Store) -> None:
    ran = machine.run("release", "hooked@9.9.9", "--reason", "read")

    assert (3, "") == (ran.code, ran.out)
    assert "the gate has never received a request for pkg:" in ran.err
    assert [] == list(store.acts.read())


def test_a_name_with_two_sorts_of_bytes_is_no_release_of_either(machine: Machine, store: Store) -> None:
    store.artifacts.remember([replace(SEEN, sha256="d" * 64, sha512="d" * 128, sha1="d" * 40)])

    ran = machine.run("release", REF.purl, "--reason", "read")

    assert 3 == ran.code
    assert f"sha256:{SHA256}, sha256:{'d' * 64}" in ran.err
    assert 0 == machine.run("release", SHA256, "--reason", "read").code


def test_what_blocks_is_released_only_when_that_is_said(machine: Machine, store: Store) -> None:
    advised = replace(HELD, action=Action.BLOCK, kind=None, grounds=(Ground("advisory", "it steals", "osv"),))
    store.decisions.add_many([advised])

    plain = machine.run("release", REF.purl, "--reason", "read")
    meant = machine.run("release", REF.purl, "--reason", "we study it", "--even-blocked", "--by", "ada")

    assert 1 == plain.code
    assert "the file is blocked: it steals; to approve a blocked file, use --even-blocked" in plain.err
    assert 0 == meant.code
    text = machine.run("log", "--acts").out
    assert f"released by ada (login {login_name()}) despite a block: we study it" in text


@pytest.mark.parametrize("code", ["denied", "changed-bytes"])
def test_what_the_policy_denies_and_changed_bytes_are_not_released(
    machine: Machine, store: Store, code: str
) -> None:
    denied = replace(HELD, action=Action.BLOCK, kind=None, grounds=(Ground(code, "no", "policy"),))
    store.decisions.add_many([denied])

    ran = machine.run("release", REF.purl, "--reason", "read", "--even-blocked")

    assert (1, "") == (ran.code, ran.out)
    assert [] == list(store.acts.read())


def test_programs_read_what_was_done_and_what_was_not(machine: Machine, store: Store) -> None:
    ran = machine.run("release", REF.purl, "other@1", "--reason", "read", "--by", "ada", "--format", "json")

    assert 3 == ran.code
    assert (1, ["new-install-hook"], "hooked-1.0.1.tgz") == (
        ran.json["schema_version"],
        *(ran.json["done"][0][name] for name in ("lifts", "filename")),
    )
    assert ["other@1"] == [one["target"] for one in ran.json["not_done"]]


@pytest.mark.parametrize(
    "words",
    [
        ["hooked@1.0.1"],
        ["hooked@1.0.1", "--reason", " "],
        ["hooked@1.0.1", "--reason", "x" * 1_001],
        ["hooked@1.0.1", "--reason", "x", "--by", ""],
        ["hooked@1.0.1", "--reason", "x", "--expires", "yesterday"],
        ["hooked@1.0.1", "--reason", "x", "--expires", "2020-01-01"],
        ["hooked@1.0.1", "--reason", "x", "--undo", "--even-blocked"],
        ["pkg:npm/hooked", "--reason", "x"],
        [f"sha1:{'a' * 40}", "--reason", "x"],
        ["./folder", "--reason", "x"],
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_what_cannot_be_meant_is_told_and_nothing_is_done(
    machine: Machine, store: Store, words: list[str]
) -> None:
    assert 2 == machine.run("release", *words).code
    assert [] == list(store.acts.read())
