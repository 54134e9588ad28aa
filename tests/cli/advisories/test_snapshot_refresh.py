"""A newer snapshot is asked for before a run."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from pratique.core.advisory import Product
from pratique.store.folder.home import Home, data_home
from pratique.store.folder.kept_snapshot import KeptSnapshot
from tests.advisories.made import about
from tests.advisories.snapshot.samples import malicious
from tests.cli.running import Machine, Ran
from tests.publisher import Publisher, publishing

CALM = malicious("MAL-9", about(Product("npm", "calm"), versions=("1.0.1",)))
DAY = timedelta(days=1)


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch, machine: Machine) -> Iterator[Publisher]:
    with publishing() as found:
        for name, value in found.environment().items():
            monkeypatch.setenv(name, value)
        machine.lock("calm@1.0.0")
        yield found


def check(machine: Machine) -> Ran:
    return machine.run("check", "--min-age", "0")


def kept() -> KeptSnapshot:
    return KeptSnapshot(Home(data_home(os.environ)))


def age(by: timedelta) -> None:
    """Make as if the last attempt and the last answer were so much earlier."""
    record, now = kept().record(), datetime.now(UTC)
    kept().note(msgspec.structs.replace(record, asked_at=now - by, reached_at=now - by))


def test_a_newly_named_release_is_blocked(machine: Machine, publisher: Publisher) -> None:
    publisher.publish(publisher.made([CALM]))
    machine.lock("calm@1.0.1")

    ran = machine.run("check", "--min-age", "0", "--format", "json")

    assert ran.code == 1
    assert "MAL-9" in ran.json["packages"][0]["reasons"][0]["text"]


def test_in_ci_each_run_asks_and_elsewhere_one_in_an_hour(
    machine: Machine, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = check(machine), check(machine)
    assert publisher.statuses == [200]
    assert "the data on malicious releases is from" in first.err
    age(timedelta(hours=2))
    check(machine)
    monkeypatch.setenv("CI", "true")
    check(machine)

    assert publisher.statuses == [200, 304, 304]


def test_in_ci_exit_code_0_needs_fresh_data(
    machine: Machine, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    publisher.publish(publisher.made(age=8 * DAY))
    ran = check(machine)
    assert ran.code == 3
    assert "8 days ago" in ran.err, ran.out
    assert "PRATIQUE_SNAPSHOT_URL" in ran.err
    publisher.publish(publisher.made(serial=2))
    assert check(machine).code == 0


@pytest.mark.parametrize(("days", "code"), [(8, 3), (1, 0)])
def test_a_downloaded_one_that_is_stale_is_incomplete_with_covered_only_too(
    machine: Machine, publisher: Publisher, days: int, code: int
) -> None:
    publisher.publish(publisher.made(age=days * DAY))
    ran = machine.run("audit", "--covered-only")

    assert code == ran.code, ran.out
    assert (code == 3) == ("is 8 days old; the maximum is 7 days" in ran.out)
    kept().home.snapshot.write_bytes(b"damaged")
    assert 3 == machine.run("audit", "--covered-only", "--offline").code


def test_a_silent_publisher_is_not_mentioned_for_a_day(machine: Machine, publisher: Publisher) -> None:
    check(machine)
    publisher.bucket.faults.status["malicious.snapshot"] = 503
    age(timedelta(hours=2))
    quiet = check(machine)
    age(2 * DAY)
    said = check(machine)

    assert "no newer snapshot" not in quiet.err
    assert (
        "no newer snapshot of malicious releases could be downloaded for 48 hours: registry-failed"
        in said.err
    )
    assert quiet.code == said.code == 0


def test_a_refused_one_is_always_mentioned(machine: Machine, publisher: Publisher) -> None:
    publisher.publish(b"<html>")

    ran = check(machine)

    assert "was rejected: snapshot-invalid" in ran.err
    assert ran.code == 0


def test_an_audit_asks_too_and_offline_nobody_is_asked(machine: Machine, publisher: Publisher) -> None:
    machine.run("check", "--offline")
    assert publisher.statuses == []

    machine.run("audit")

    assert publisher.statuses == [200]


def test_it_can_be_switched_off(
    machine: Machine, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRATIQUE_SNAPSHOT", "false")

    check(machine)

    assert publisher.statuses == []
