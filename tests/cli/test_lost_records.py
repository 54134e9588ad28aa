"""Nothing that is lost, old or partial makes known malware clean."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pratique.advisories.snapshot.layout import write_file
from pratique.advisories.snapshot.signature import sign
from pratique.core.advisory import Advisory, AdvisoryKind, Cover, Product
from pratique.store.folder.home import Home, data_home
from tests.advisories.made import about, advisory
from tests.advisories.snapshot.samples import framed, source
from tests.cli.advising import osv_record
from tests.cli.running import Machine, plain
from tests.publisher import Publisher, publishing

CALM = "calm@1.0.1"
SHIPPED = "0g-storage-contracts@2.5.0"
"""A release that the snapshot in the wheel names."""


def malware(id_: str, name: str, *versions: str, type_: str = "npm") -> Advisory:
    return advisory(id_, about(Product(type_, name), versions=versions), kind=AdvisoryKind.MALWARE)


@pytest.fixture
def publisher(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """A publisher whose key this machine trusts; its address is not set."""
    with publishing() as found:
        monkeypatch.setenv("PRATIQUE_SNAPSHOT_KEYS", found.key)
        yield found


def take(machine: Machine, data: bytes) -> None:
    """Import a snapshot that somebody sent."""
    (machine.folder.parent / "a.snapshot").write_bytes(data)
    ran = machine.run("advisories", "snapshot", "--import", "../a.snapshot")
    assert 0 == ran.code, ran.err


def covering(publisher: Publisher, rows: Sequence[Advisory], *covers: Cover) -> bytes:
    """A signed snapshot that is complete for these alone."""
    at = datetime.now(UTC)
    states = [replace(source(as_of=at), covers=covers)]
    return write_file(sign(framed(rows, serial=1, at=at, states=states), publisher.pem))


def home() -> Home:
    return Home(data_home(os.environ))


def no_record() -> None:
    home().snapshot.unlink()


def empty_record() -> None:
    home().snapshot.write_text("{}")


def no_file() -> None:
    for path in home().folder.glob("malicious-*.snapshot"):
        path.unlink()


def cut_file() -> None:
    for path in home().folder.glob("malicious-*.snapshot"):
        path.write_bytes(path.read_bytes()[:-10])


@pytest.mark.parametrize("loss", [no_record, empty_record, no_file, cut_file], ids=lambda loss: loss.__name__)
def test_a_lost_snapshot_holds_what_is_new_also_beside_another_index(
    machine: Machine, publisher: Publisher, loss: Callable[[], None]
) -> None:
    take(machine, publisher.made([malware("MAL-1", "calm", "1.0.1")]))
    machine.write("a.json", osv_record("GHSA-1", "nobody").decode())
    assert 0 == machine.run("advisories", "import", "a.json").code
    assert 1 == machine.run("inspect", CALM).code
    loss()

    for _ in range(2):
        ran = machine.run("inspect", "calm@1.1.0", "-f", "json")
        assert 3 == ran.code
        (target,) = ran.json
        assert "advisories-unavailable" in json.dumps(target)
    assert 1 == machine.run("inspect", CALM).code


def test_other_verbs_say_that_the_records_are_lost(machine: Machine, publisher: Publisher) -> None:
    take(machine, publisher.made([malware("MAL-1", "calm", "1.0.1")]))
    assert 0 == machine.run("diff", "calm@1.0.0", "calm@1.1.0").code
    no_record()

    for words in (("diff", "calm@1.0.0", "calm@1.1.0"), ("history", "calm@1.0.0"), ("source", "calm@1.0.0")):
        ran = machine.run(*words)
        assert 3 == ran.code, words
        assert "not checked against known malware: the snapshot of malicious releases up to" in ran.err
    assert "Not checked: the snapshot of malicious releases" in machine.run("explain", "calm@1.0.0").out


def test_an_old_record_of_the_same_id_does_not_overrule_a_fresh_snapshot(
    machine: Machine, publisher: Publisher
) -> None:
    take(machine, publisher.made([malware("MAL-1", "calm", "1.0.0", "1.0.1")]))
    old = osv_record(
        "MAL-1",
        "calm",
        modified="2024-01-01T00:00:00Z",
        affected=[{"package": {"ecosystem": "npm", "name": "calm"}, "versions": ["1.0.0"]}],
    )
    machine.write("a.json", old.decode())
    assert 0 == machine.run("advisories", "import", "a.json").code

    assert 1 == machine.run("inspect", CALM).code


def test_a_record_about_another_package_overrules_nothing(machine: Machine) -> None:
    machine.write("a.json", osv_record("MAL-2024-8819", "nobody").decode())
    assert 0 == machine.run("advisories", "import", "a.json").code

    assert 1 == machine.run("inspect", SHIPPED).code


def test_a_snapshot_of_one_ecosystem_leaves_the_others_to_the_one_that_ships(
    machine: Machine, publisher: Publisher
) -> None:
    rows = [malware("MAL-1", "sample", "1.1.0", type_="pypi")]
    take(machine, covering(publisher, rows, Cover("pypi", AdvisoryKind.MALWARE)))

    assert 1 == machine.run("inspect", SHIPPED).code
    assert 1 == machine.run("inspect", "sample==1.1.0").code


def test_a_snapshot_that_is_complete_for_nothing_counts_all_the_same(
    machine: Machine, publisher: Publisher
) -> None:
    take(machine, covering(publisher, [malware("MAL-1", "calm", "1.0.1")]))

    assert 1 == machine.run("inspect", CALM).code
    assert 1 == machine.run("inspect", SHIPPED).code


def test_malware_for_another_platform_is_named(machine: Machine) -> None:
    machine.write("a.json", osv_record("MAL-1", "calm").decode())
    assert 0 == machine.run("advisories", "import", "a.json").code
    machine.lock("calm@1.0.1", entries={"calm": {"os": ["win32"], "optional": True}})

    ran = machine.run("check", "--platform", "linux-x86_64", "--format", "json")
    assert 1 == ran.code
    assert ["pkg:npm/calm@1.0.1"] == [one["purl"] for one in ran.json["packages"] if one["action"] == "block"]


def test_a_refused_release_is_named_by_the_other_verbs(machine: Machine) -> None:
    assert 0 == machine.run("diff", "calm@1.0.0", "calm@1.0.1").code
    assert 0 == machine.run("refuse", CALM, "--reason", "stolen").code

    for words in (("explain", CALM), ("diff", "calm@1.0.0", CALM), ("history", CALM)):
        assert "refused by" in machine.run(*words).out, words


def test_the_gate_does_not_adopt_what_is_known_to_be_bad(machine: Machine) -> None:
    machine.write("a.json", osv_record("MAL-1", "calm").decode())
    assert 0 == machine.run("advisories", "import", "a.json").code
    machine.lock("calm@1.0.1", "@acme/tool@2.0.0")

    ran = machine.run("gate", "adopt", "package-lock.json")
    assert (1, "adopted 1 new digests; 1 digests in total\n") == (ran.code, ran.out)
    assert "not adopted: pkg:npm/calm@1.0.1 is known to be bad" in ran.err


def test_a_wrong_record_of_a_popular_name_keeps_nobody_from_adopting_it(machine: Machine) -> None:
    machine.registry.put_npm(plain("express", "4.18.2"))
    machine.write("a.json", osv_record("MAL-1", "express").decode())
    assert 0 == machine.run("advisories", "import", "a.json").code
    machine.lock("express@4.18.2")

    assert 0 == machine.run("gate", "adopt", "package-lock.json").code
