import pytest

from pratique.core.lock import LockedFile, LockedPackage
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.release import Artifact, ArtifactKind, Release
from pratique.ecosystems.platforms import platform_from_name, with_pythons
from pratique.errors import Reference, RegistryError
from pratique.intake.entries.selection import Choice, Choosing

KITE = PackageRef(Ecosystem.PYPI, "kite")
LINUX = with_pythons(platform_from_name("linux-x86_64"), [(3, 11), (3, 12)])
ONE, TWO, THREE = (Digest("sha256", character * 64) for character in "123")
PURE = "kite-1.0-py3-none-any.whl"
CP312 = "kite-1.0-cp312-cp312-manylinux_2_17_x86_64.whl"
MAC = "kite-1.0-cp312-cp312-macosx_11_0_arm64.whl"
SOURCE = "kite-1.0.tar.gz"


def listed(filename: str, *digests: Digest) -> Artifact:
    kind = ArtifactKind.WHEEL if filename.endswith(".whl") else ArtifactKind.SDIST
    return Artifact(filename=filename, url=f"https://files.example/{filename}", kind=kind, digests=digests)


def row(filename: str, *digests: Digest, url: str | None = None) -> LockedFile:
    return LockedFile(filename, digests, url or f"https://files.example/{filename}")


def entry(*files: LockedFile, any_file: bool = False) -> LockedPackage:
    return LockedPackage(key="kite", package=KITE, version="1.0", files=files, any_file=any_file)


def chosen(artifacts: list[Artifact], locked: LockedPackage, *, everything: bool = False) -> list[Choice]:
    choosing = Choosing(platform=LINUX, everything=everything, same_place=lambda one, other: one == other)
    return list(choosing.of(Release(ref=KITE.at("1.0"), artifacts=tuple(artifacts)), locked))


def refused(artifacts: list[Artifact], locked: LockedPackage) -> RegistryError:
    with pytest.raises(RegistryError) as caught:
        chosen(artifacts, locked)
    assert caught.value.reference is Reference.NO_ARTIFACT
    return caught.value


def test_rows_with_addresses_are_all_that_is_chosen_from() -> None:
    pure, better = listed(PURE, ONE), listed(CP312, TWO)
    assert [Choice(pure, (ONE,))] == chosen([better, pure], entry(row(PURE, ONE)))
    both = entry(row(PURE, ONE), row(CP312, TWO), row(MAC, THREE))
    assert [Choice(pure, (ONE,)), Choice(better, (TWO,))] == chosen([pure, better], both)


def test_a_row_that_a_platform_takes_and_nobody_lists_is_named() -> None:
    error = refused([listed(PURE, ONE)], entry(row(PURE, ONE), row(CP312, TWO)))
    assert CP312 in error.message
    # A row of another platform is not asked for, unless all are.
    assert 1 == len(chosen([listed(PURE, ONE)], entry(row(PURE, ONE), row(MAC, TWO))))
    with pytest.raises(RegistryError):
        chosen([listed(PURE, ONE)], entry(row(PURE, ONE), row(MAC, TWO)), everything=True)


def test_a_row_with_other_bytes_than_listed_is_met_by_its_mismatch() -> None:
    pure = listed(PURE, ONE)
    assert [Choice(pure, (TWO,))] == chosen([pure], entry(row(PURE, TWO)))


def test_bytes_under_another_name_are_those_of_their_kind() -> None:
    renamed = listed(CP312.replace("2_17", "2_28"), ONE)
    assert [Choice(renamed, (ONE,))] == chosen([renamed], entry(row(CP312, ONE)))
    # What is listed as a source archive was not judged as a wheel.
    refused([listed(SOURCE, ONE)], entry(row(CP312, ONE)))


def test_a_row_without_a_digest_is_that_of_the_listed_address() -> None:
    pure = listed(PURE, ONE)
    assert [Choice(pure, ())] == chosen([pure], entry(row(PURE)))
    error = refused([pure], entry(row(PURE, url="https://elsewhere.example/x")))
    assert PURE in error.message
    assert "without a digest" in error.message


def test_hashes_without_addresses_accept_what_the_registry_lists() -> None:
    pure, better = listed(PURE, ONE), listed(CP312, TWO)
    hashes = entry(LockedFile(None, (ONE,)), LockedFile(None, (TWO,)))
    assert [pure, better] == [choice.artifact for choice in chosen([pure, better], hashes)]
    named = entry(LockedFile(PURE, (ONE,)))
    assert [Choice(pure, (ONE,))] == chosen([pure, better], named)
    free = entry(row(PURE, ONE), any_file=True)
    assert [Choice(pure, (ONE,)), Choice(better, ())] == chosen([pure, better], free)


def test_a_release_without_a_file_for_any_python_is_an_error() -> None:
    error = refused([listed(MAC, ONE)], entry(row(MAC, ONE)))
    assert "linux-x86_64 with Python 3.11, 3.12" in error.message
