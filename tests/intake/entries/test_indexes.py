"""Where an installer looks for an entry by the options of its file, and which changes of them count."""

from dataclasses import replace
from typing import Any

import pytest

from pratique.core.assessment import ChangeKind
from pratique.core.install_options import NO_OPTIONS, FileKinds, InstallOptions, Option
from pratique.core.lock import LockedFile, LockedPackage
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.release import Artifact, ArtifactKind, Listing, Release
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import Selection
from pratique.errors import Reference, RegistryError
from pratique.intake.entries.indexes import (
    Indexes,
    accepted_kinds,
    all_fitting,
    asked_by,
    indexes_of,
    option_changes,
    releases_of,
)
from pratique.net.registries.upstreams import Upstream, Upstreams

HOME, KNOWN, UNKNOWN = (f"https://{name}.example/simple/" for name in ("home", "known", "unknown"))
ONE, TWO = (Digest("sha256", digit * 64) for digit in "12")
UPSTREAMS = Upstreams(
    open={Ecosystem.PYPI: (Upstream(url=HOME, ecosystem=Ecosystem.PYPI, origin="a test"),)},
    others=(Upstream(url=KNOWN, ecosystem=Ecosystem.PYPI, origin="a test"),),
    public={Ecosystem.PYPI: "https://public.example/simple/"},
)
NO_INDEX = Option("--no-index", "", "r.txt", 1)


def index(url: str) -> Option:
    return Option("--index-url", url, "r.txt", 1)


def entry(*digests: Digest, version: str | None = "1", **options: Any) -> LockedPackage:
    files = tuple(LockedFile(None, (digest,)) for digest in digests)
    package = PackageRef(Ecosystem.PYPI, "foo")
    return LockedPackage(
        key="foo", package=package, version=version, files=files, options=InstallOptions(**options)
    )


def taken_from(_: PackageRef, registry: str | None) -> str:
    return registry or HOME


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, (None,)),
        ({"index": index(KNOWN)}, (KNOWN,)),
        ({"extra": (index(KNOWN),)}, (None, KNOWN)),
        ({"index": index("https://public.example/simple")}, ("https://public.example/simple",)),
    ],
)
def test_each_index_is_asked(options: dict[str, Any], expected: tuple[str | None, ...]) -> None:
    assert Indexes(expected) == indexes_of(entry(**options), UPSTREAMS)


@pytest.mark.parametrize(
    ("options", "any_fitting"),
    [
        ({"index": index(UNKNOWN)}, True),
        ({"extra": (index(UNKNOWN),)}, False),
        ({"links": (index("./v"),)}, False),
        ({"no_index": NO_INDEX}, True),
        ({"unverified": (index("home.example"),)}, False),
    ],
)
def test_places_that_are_not_asked_matter_to_entries_without_a_digest(
    options: dict[str, Any], any_fitting: bool
) -> None:
    with pytest.raises(RegistryError, match=r"r\.txt:1: --") as caught:
        indexes_of(entry(**options), UPSTREAMS)
    assert Reference.REGISTRY_NOT_CONFIGURED is caught.value.reference
    assert Indexes((None,), any_fitting=any_fitting) == indexes_of(entry(ONE, **options), UPSTREAMS)


def artifact(filename: str) -> Artifact:
    kind = ArtifactKind.WHEEL if filename.endswith(".whl") else ArtifactKind.SDIST
    return Artifact(filename=filename, url="", kind=kind)


WHEEL, SDIST = artifact("foo-1-py3-none-any.whl"), artifact("foo-1.tar.gz")


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [(FileKinds.BEST, (WHEEL, SDIST)), (FileKinds.WHEELS, (WHEEL,)), (FileKinds.SOURCES, (SDIST,))],
)
def test_files_of_other_kinds_are_left_out(kinds: FileKinds, expected: tuple[Artifact, ...]) -> None:
    assert expected == accepted_kinds((WHEEL, SDIST), InstallOptions(kinds=kinds))


def test_a_release_without_a_file_of_the_kind_is_an_error_that_names_the_option() -> None:
    options = InstallOptions(kinds=FileKinds.SOURCES, kinds_by=Option("--no-binary", ":all:", "r.txt", 2))
    with pytest.raises(RegistryError, match=r"only a source archive.*r\.txt:2: --no-binary :all:"):
        accepted_kinds((WHEEL,), options)


def test_all_files_that_fit_are_found_one_after_the_other() -> None:
    assert (WHEEL, SDIST) == all_fitting((WHEEL, SDIST), lambda left: Selection(left[:1]))


@pytest.mark.parametrize(
    ("version", "local_versions", "digests", "expected"),
    [
        ("1", True, (), ["1", "1+b"]),
        ("1", False, (), ["1"]),
        ("1+a", True, (), ["1+a"]),
        ("2", True, (), ["2+a"]),
        ("3", True, (), []),
        ("1", True, (ONE,), ["1"]),
        ("1", True, (TWO,), ["1+b"]),
        ("1", True, (Digest("sha256", "3" * 64),), ["1"]),
    ],
)
def test_a_version_stands_for_its_newest_local_version_too(
    version: str, local_versions: bool, digests: tuple[Digest, ...], expected: list[str]
) -> None:
    package = PackageRef(Ecosystem.PYPI, "foo")
    releases = {
        text: Release(ref=package.at(text), artifacts=(replace(WHEEL, digests=(digest,)),))
        for text, digest in {"1": ONE, "1+b": TWO, "1+a": TWO, "2+a": TWO, "1.1+z": TWO}.items()
    }
    listing = Listing(package=package, registry=HOME, releases=releases)
    item = entry(*digests, version=version, local_versions=local_versions)
    assert expected == [one.ref.version for one in releases_of(listing, item, ECOSYSTEMS[Ecosystem.PYPI])]


def test_what_does_not_matter_to_the_question_is_left_out() -> None:
    full = InstallOptions(extra=(index(KNOWN),), hashes_required=True, local_versions=True, build=(NO_INDEX,))
    assert NO_OPTIONS == asked_by(replace(entry(ONE), options=full))
    assert InstallOptions(extra=(index(KNOWN),), local_versions=True) == asked_by(
        replace(entry(), options=full)
    )


MOVED, OPTIONS = ChangeKind.MOVED, ChangeKind.OPTIONS


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (entry(), entry(index=index(UNKNOWN)), (MOVED,)),
        (entry(), entry(index=index(HOME.rstrip("/"))), ()),
        (entry(), entry(extra=(index(UNKNOWN),)), (MOVED,)),
        (entry(extra=(index(UNKNOWN),)), entry(), (MOVED,)),
        (entry(ONE), entry(ONE, index=index(UNKNOWN)), ()),
        (entry(ONE, TWO), entry(ONE, TWO, index=index(UNKNOWN)), (MOVED,)),
        (entry(ONE, TWO), entry(ONE, TWO, extra=(index(UNKNOWN),)), ()),
        (entry(), entry(links=(index("./v"),)), (MOVED,)),
        (entry(), entry(kinds=FileKinds.SOURCES), (OPTIONS,)),
        (entry(ONE), entry(ONE, kinds=FileKinds.SOURCES), (OPTIONS,)),
        (entry(kinds=FileKinds.SOURCES), entry(), (OPTIONS,)),
        (entry(), entry(kinds=FileKinds.WHEELS), ()),
        (entry(), entry(unverified=(index("x.example"),)), (OPTIONS,)),
        (entry(ONE), entry(ONE, unverified=(index("x.example"),)), ()),
        (entry(hashes_required=True), entry(), (OPTIONS,)),
        (entry(), entry(hashes_required=True), ()),
        (entry(), entry(prereleases=True), ()),
        (entry(version=None), entry(version=None, prereleases=True), (OPTIONS,)),
        (entry(), entry(build=(index("a"),)), (OPTIONS,)),
        (entry(build=(index("a"),)), entry(), ()),
    ],
)
def test_what_lets_in_other_files_is_a_change(
    before: LockedPackage, after: LockedPackage, expected: tuple[ChangeKind, ...]
) -> None:
    assert expected == option_changes({before.options}, after, taken_from)


def test_an_entry_is_as_it_was_when_any_lock_held_it_under_these_options() -> None:
    after = entry(index=index(UNKNOWN))
    assert () == option_changes({entry().options, after.options}, after, taken_from)
    assert () == option_changes(set(), after, taken_from)
    assert (MOVED,) == option_changes({entry().options}, replace(after, version="2"), taken_from)
