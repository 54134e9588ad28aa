"""`pratique advisories snapshot`: make, verify, import, show."""

import pytest

from pratique.advisories.match import match
from pratique.advisories.snapshot.reading import Snapshot
from pratique.core.advisory import Product
from tests.advisories.snapshot.samples import NOW
from tests.cli.auditing import with_index
from tests.cli.running import Machine, Ran
from tests.publisher import publishing


def made(machine: Machine, monkeypatch: pytest.MonkeyPatch, *options: str) -> Ran:
    """Make one with a new key that is trusted here."""
    key = machine.run("advisories", "snapshot", "--keygen", "key.pem").out.strip()
    monkeypatch.setenv("PRATIQUE_SNAPSHOT_KEYS", key)
    return machine.run("advisories", "snapshot", "--output", "a.snapshot", "--sign-key", "key.pem", *options)


def test_one_is_made_of_the_index_and_the_catalogue_verified_and_imported(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = with_index()

    ran = made(machine, monkeypatch, "--serial", "12", "--expires-in", "2d")
    verified = machine.run("advisories", "snapshot", "--verify", "a.snapshot")
    imported = machine.run("advisories", "snapshot", "--import", "a.snapshot")
    index.unlink()
    shown = machine.run("advisories", "snapshot")

    assert [one.code for one in (ran, verified, imported, shown)] == [0, 0, 0, 0]
    assert "serial 12" in ran.out
    assert "signed by trusted key" in verified.out
    assert "imported from a file" in shown.out
    found = Snapshot((machine.folder / "a.snapshot").read_bytes(), origin="", at=NOW)
    wanted = {Product("npm", "left"): {"6.6.6", "1.0.0"}, Product("npm", "event-stream"): {"3.3.6"}}
    assert {one.version for one in match(found, wanted)} == {"6.6.6", "3.3.6"}
    machine.lock("calm@1.0.0")
    monkeypatch.setenv("CI", "true")
    assert machine.run("check", "--min-age", "0").code == 0


def test_an_older_serial_is_not_imported(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    with_index()
    made(machine, monkeypatch, "--serial", "12")
    machine.run("advisories", "snapshot", "--import", "a.snapshot")
    machine.run("advisories", "snapshot", "--output", "b.snapshot", "--sign-key", "key.pem", "--serial", "11")

    ran = machine.run("advisories", "snapshot", "--import", "b.snapshot")

    assert ran.code == 3
    assert "snapshot-rolled-back" in ran.err


def test_a_stranger_is_refused(machine: Machine) -> None:
    with publishing() as publisher:
        (machine.folder / "a.snapshot").write_bytes(publisher.made())

    ran = machine.run("advisories", "snapshot", "--verify", "a.snapshot")

    assert ran.code == 3
    assert "snapshot-unknown-key" in ran.err


def test_without_an_index_none_is_made(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = made(machine, monkeypatch)

    assert ran.code == 3
    assert "advisories-missing" in ran.err


def test_what_covers_nothing_is_made_and_said(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    with_index(sources=[])

    ran = made(machine, monkeypatch)

    assert ran.code == 3
    assert "incomplete for npm" in ran.err


def test_digests_go_in(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    with_index()
    digest = "sha256:" + "ab" * 32
    machine.write("digests.txt", f"# from an incident\n{digest} npm Left 6.6.6 MAL-2026-1\n")

    made(machine, monkeypatch, "--digests", "digests.txt")
    found = Snapshot((machine.folder / "a.snapshot").read_bytes(), origin="", at=NOW)

    assert [one.version for one in found.digests([digest])] == ["6.6.6"]
    machine.write("digests.txt", "sha256:zz npm\n")
    assert made_again(machine).code == 2


def made_again(machine: Machine) -> Ran:
    return machine.run(
        "advisories",
        "snapshot",
        "--output",
        "a.snapshot",
        "--sign-key",
        "key.pem",
        "--digests",
        "digests.txt",
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--output", "a"),
        ("--sign-key", "a"),
        ("--verify", "a", "--import", "b"),
        ("--output", "a", "--sign-key", "none.pem"),
        ("--verify", "none"),
        ("--output", "a", "--sign-key", "b", "--expires-in", "soon"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(machine: Machine, arguments: tuple[str, ...]) -> None:
    with_index()

    assert machine.run("advisories", "snapshot", *arguments).code == 2


def test_a_private_key_is_never_written_over(machine: Machine) -> None:
    assert machine.run("advisories", "snapshot", "--keygen", "key.pem").code == 0
    assert (machine.folder / "key.pem").stat().st_mode & 0o777 == 0o600
    assert machine.run("advisories", "snapshot", "--keygen", "key.pem").code == 2
