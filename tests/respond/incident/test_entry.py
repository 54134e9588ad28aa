"""The entries of an incident: what they name, and that nothing changes them."""

import dataclasses

import pytest

from pratique.respond.incident.document import KINDS
from pratique.respond.incident.entry import Entry, Listed
from tests.respond.incident.making import AXIOS, NOW


def test_a_package_names_the_purl_of_each_of_its_versions() -> None:
    scoped = Listed(id="x", type="npm", name="@a/b", versions=("1", "2"), ranges=("<9",), origin="a")

    assert ("pkg:npm/axios@1.14.1",) == AXIOS.purls
    assert ("pkg:npm/%40a/b@1", "pkg:npm/%40a/b@2") == scoped.purls
    assert () == dataclasses.replace(scoped, versions=()).purls


def test_a_package_of_another_ecosystem_has_a_purl_too() -> None:
    assert ("pkg:composer/a/b@1",) == Listed(
        id="x", type="composer", name="a/b", versions=("1",), origin="a"
    ).purls


def test_entries_cannot_be_changed_and_do_not_share_the_names_of_their_own_fields() -> None:
    entry = Entry(at=NOW, by="ada", body=AXIOS)
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.by = "eve"  # type: ignore[misc]
    for kind in KINDS.values():
        # `at`, `by` and `kind` stand beside the fields of the body in the file.
        assert not {"at", "by", "kind"} & {each.name for each in dataclasses.fields(kind)}
