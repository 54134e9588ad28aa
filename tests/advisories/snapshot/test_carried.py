"""The snapshot that the wheel carries."""

import hashlib
from datetime import UTC, datetime

import pytest

from pratique.advisories.match import match
from pratique.advisories.snapshot.carried import CARRIED, DIGEST, KEYS
from pratique.advisories.snapshot.reading import Snapshot
from pratique.advisories.snapshot.signature import keyring, read_keys
from pratique.core.advisory import Product
from pratique.core.names import Ecosystem
from pratique.history.names.loading import popular_names

NOW = datetime(2026, 12, 1, tzinfo=UTC)
MADE = Snapshot(CARRIED.read_bytes(), origin="", at=NOW)


def test_it_is_whole_and_small() -> None:
    MADE.check()

    assert hashlib.sha256(CARRIED.read_bytes()).hexdigest() == DIGEST.read_text().strip()
    assert CARRIED.stat().st_size <= 1_500_000
    assert MADE.header.rows > 35_000
    assert all(one.licence and one.as_of for one in MADE.header.sources if one.name == "malicious-index")


def test_it_knows_the_great_campaigns_and_says_how_old_it_is() -> None:
    found = match(MADE, {Product("npm", "debug"): {"4.4.2", "4.4.1"}, Product("npm", "chalk"): {"5.6.1"}})

    assert {(one.product.name, one.version) for one in found if one.certain} == {
        ("chalk", "5.6.1"),
        ("debug", "4.4.2"),
    }
    assert {at.date().isoformat() for at in MADE.header.covers.values()} == {"2025-07-20"}


def test_a_record_without_versions_is_no_certain_match() -> None:
    unsure = [one for one in MADE.every() if not one.affected[0].tells]

    assert len(unsure) == 144
    (found,) = match(MADE, {unsure[0].affected[0].product: {"1.0.0"}})
    assert not found.certain


@pytest.mark.parametrize("ecosystem", Ecosystem)
def test_no_popular_name_is_malicious_in_every_version(ecosystem: Ecosystem) -> None:
    names = popular_names(ecosystem).places

    found = match(MADE, {Product(ecosystem.value, name): {"9999.1.2"} for name in names})

    assert len(names) > 1_000
    assert [one.id for one in found] == []


def test_its_keys_can_be_read() -> None:
    keyring(read_keys(KEYS.read_text(encoding="utf-8")))
