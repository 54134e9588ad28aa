"""What a registry says of a release."""

import dataclasses

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Account, Artifact, ArtifactKind, Listing, ProjectStatus, Release

REF = PackageRef(Ecosystem.PYPI, "attrs").at("25.1.0")


def wheel(yanked: str | None = None) -> Artifact:
    return Artifact(
        filename="attrs-25.1.0-py3-none-any.whl",
        url="https://files.example/attrs.whl",
        kind=ArtifactKind.WHEEL,
        yanked=yanked,
    )


def test_an_account_is_its_login_name_whatever_its_address() -> None:
    assert Account("ada", "old.example") == Account("ada", "new.example")
    assert 1 == len({Account("ada", "old.example"), Account("ada")})


def test_a_release_of_yanked_files_alone_is_yanked() -> None:
    assert Release(ref=REF, artifacts=(wheel("broken"), wheel("broken"))).yanked


def test_a_yank_without_a_reason_is_a_yank() -> None:
    assert Release(ref=REF, artifacts=(wheel(""),)).yanked


def test_a_release_with_one_file_left_is_not_yanked() -> None:
    assert not Release(ref=REF, artifacts=(wheel("broken"), wheel())).yanked


def test_a_release_without_files_is_not_yanked() -> None:
    assert not Release(ref=REF).yanked


def test_what_a_registry_did_not_tell_is_none_and_not_empty() -> None:
    release = Release(ref=REF)

    assert (None, None, None, None, None) == (
        release.published,
        release.maintainers,
        release.hooks,
        release.has_install_hook,
        release.provenance,
    )


def test_a_listing_is_of_an_active_package_unless_the_registry_says_otherwise() -> None:
    listing = Listing(package=REF.package, registry="https://registry.example", releases={})

    assert ProjectStatus.ACTIVE is listing.status


def test_a_release_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Release(ref=REF).deprecated = "no"  # type: ignore[misc]  # the test is that it fails
