"""The behaviour of bytes on this machine."""

import dataclasses

from pratique.cli.run.behaviours import analysed, described
from pratique.core.names import Ecosystem, PackageRef
from pratique.respond.behaviour.asking import of_data
from tests.cli.running import Machine
from tests.respond.behaviour.samples import archive

SAMPLE = PackageRef(Ecosystem.NPM, "sample").at("1.0.0")


def test_bytes_are_described_and_what_cannot_be_analysed_is_said() -> None:
    good = of_data(archive(), "sample-1.0.0.tgz", Ecosystem.NPM, SAMPLE)

    broken = dataclasses.replace(good, load=lambda: b"no archive")
    ((_, described_), (_, unread)), missing = analysed([good, broken], [])
    assert SAMPLE == described_.ref
    assert described_.detections
    assert "is not an archive" in str(unread.unread)
    assert [] == missing


def test_a_release_without_bytes_is_named_with_ways_to_get_them(machine: Machine) -> None:
    found, missing = described([SAMPLE])
    assert [] == found
    assert missing[0].startswith("The behaviour of sample@1.0.0 is unknown")
    assert any(line.startswith("  ") for line in missing)
    assert 0 == len(machine.registry.requests)
