"""The log of the gate in a drill: the search finds the refusal."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import StoreError
from pratique.respond.drill.gate_log import write_refusal
from pratique.respond.places.gate_log import GateLog
from pratique.respond.sighting import Contact
from pratique.respond.wanted.value import Wanted
from tests.respond.places.log_builders import item

REF = PackageRef(Ecosystem.NPM, "flatmap-stream").at("0.1.1")
AT = datetime(2018, 11, 27, 6, 0, 9, tzinfo=UTC)


def test_the_search_finds_the_refusal_with_its_client_and_time(tmp_path: Path) -> None:
    write_refusal(tmp_path / "gate", REF, advisory="GHSA-x", at=AT)
    wanted = Wanted(releases=(item("npm", "flatmap-stream", "0.1.1"),))
    assert GateLog().finds(tmp_path / "gate")
    (one,) = GateLog().search(tmp_path / "gate", wanted).sightings

    assert (Contact.REFUSED, "ci-shop (10.4.0.21)", AT, 1) == (one.contact, one.who, one.first, one.count)
    other = Wanted(releases=(item("npm", "flatmap-stream", "0.1.0"),))
    assert () == GateLog().search(tmp_path / "gate", other).sightings


def test_a_folder_that_cannot_be_made_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "gate").write_text("a file")

    with pytest.raises(StoreError):
        write_refusal(tmp_path / "gate", REF, advisory="GHSA-x", at=AT)
