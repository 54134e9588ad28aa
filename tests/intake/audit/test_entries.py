"""Which entries advisories can be held against."""

import pytest

from pratique.core.advisory import Product
from pratique.core.lock import SourceKind
from pratique.intake.audit.entries import Held, NotAudited, OutOfScope, place_of, wanted
from tests.intake.audit.made import entry, lock

NONE = lock()


def test_what_comes_from_a_registry_is_held_by_its_real_name() -> None:
    assert place_of(NONE, entry("left"), ()) == Held(Product("npm", "left"), "1.0.0")
    assert isinstance(place_of(NONE, entry("left", source=SourceKind.BUNDLED), ()), Held)


@pytest.mark.parametrize("source", [SourceKind.WORKSPACE, SourceKind.LINK, SourceKind.PATH])
def test_the_projects_own_folders_are_out_of_scope(source: SourceKind) -> None:
    assert isinstance(place_of(NONE, entry("left", source=source), ()), OutOfScope)


@pytest.mark.parametrize("source", [SourceKind.GIT, SourceKind.URL])
def test_what_comes_from_elsewhere_is_not_matched_by_its_name_and_not_passed_over(source: SourceKind) -> None:
    place = place_of(NONE, entry("left", source=source, url="https://code.example/left"), ())

    assert isinstance(place, NotAudited)
    assert "code.example" in place.why


def test_what_has_no_version_is_not_passed_over() -> None:
    assert isinstance(place_of(NONE, entry("left", None), ()), NotAudited)


def test_a_private_registry_is_no_public_one() -> None:
    private = ("https://private.example/npm/",)

    told = entry("left", url="https://private.example/npm/left/-/left-1.0.0.tgz")
    public = entry("left", url="https://registry.example/left/-/left-1.0.0.tgz")

    assert isinstance(place_of(NONE, told, private), OutOfScope)
    assert isinstance(
        place_of(NONE, entry("left", registry="https://private.example/npm"), private), OutOfScope
    )
    assert isinstance(place_of(NONE, public, private), Held)


def test_groups_choose_entries() -> None:
    run, dev = entry("left"), entry("right", groups=frozenset({"dev", "optional"}))

    assert wanted(run, ())
    assert wanted(dev, ())
    assert wanted(run, ("prod",))
    assert not wanted(dev, ("prod",))
    assert wanted(dev, ("dev", "docs"))
    assert not wanted(run, ("dev",))
