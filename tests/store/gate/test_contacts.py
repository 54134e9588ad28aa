"""Clients that asked the gate for some releases or bytes."""

from datetime import timedelta
from pathlib import Path

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import StoreError
from pratique.store.folder.home import Home
from pratique.store.gate.contacts import read_gate_log
from pratique.store.log.part import Looked
from tests.respond.places.test_gate_log import by, stored
from tests.store.gate.test_decisions import NOW, decided

CALM = PackageRef(Ecosystem.NPM, "calm")


def test_equal_decisions_of_a_client_are_one_contact(tmp_path: Path) -> None:
    later = NOW + timedelta(days=1)
    stored(
        tmp_path, [decided(client=by("10.0.0.1", "jane")), decided(client=by("10.0.0.1", "jane"), at=later)]
    )
    with read_gate_log(tmp_path) as log:
        (one,) = log.of_package(CALM, lambda version: version == "1.0.0")
        (same,) = log.of_bytes(["a" * 64])
        assert [] == list(log.of_package(CALM, lambda version: version == "2.0.0"))
        assert [] == list(log.moved([b"calm"], Looked()))
        assert (2, NOW, later) == (log.extent().count, log.extent().first, log.extent().last)
    assert ("jane", 2, NOW, later) == (one.who, one.count, one.first, one.last)
    assert one == same
    assert 4 == (one + same).count


def test_nothing_is_written_to_the_folder(tmp_path: Path) -> None:
    stored(tmp_path, [decided(client=by("10.0.0.1"))])
    before = Home(tmp_path).database.stat().st_mtime_ns
    with read_gate_log(tmp_path) as log:
        list(log.of_bytes(["a" * 64]))
    assert before == Home(tmp_path).database.stat().st_mtime_ns


def test_a_folder_without_a_log_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError), read_gate_log(tmp_path):
        pass
