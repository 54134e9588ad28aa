import pytest

from pratique.core.release import Artifact, ArtifactKind, Listing, Release
from pratique.ecosystems.pypi import ecosystem as pypi

KITE = pypi.normalise("kite")


def release(version: str, *, yanked: str | None = None, kind: ArtifactKind = ArtifactKind.SDIST) -> Release:
    artifact = Artifact(filename=version, url="https://files.example/x", kind=kind, yanked=yanked)
    return Release(ref=KITE.at(version), artifacts=(artifact,))


def listing(*releases: Release) -> Listing:
    return Listing(
        package=KITE,
        registry="https://index.example/simple/",
        releases={item.ref.version: item for item in releases},
    )


KNOWN = listing(
    *map(release, ("1.0", "1.5", "2.0rc1", "2004d")),
    release("1.9", yanked="broken"),
    Release(ref=KITE.at("1.8")),
)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("1.0", "1.0"),
        ("1.0.0", "1.0"),
        ("1.9", "1.9"),
        ("2004d", "2004d"),
        ("latest", "1.5"),
        ("", "1.5"),
        (">=1,<2", "1.5"),
        (">=2.0rc1", "2.0rc1"),
        (">=2.0.dev0,<3", "2.0rc1"),
        (">1.5", "2.0rc1"),
        (">=3", None),
        ("7.0", None),
        ("newest", None),
    ],
)
def test_a_version_or_specifiers_lead_to_a_release(wanted: str, expected: str | None) -> None:
    found = pypi.resolve(KNOWN, wanted)
    assert expected == (None if found is None else found.ref.version)


def test_a_baseline_has_a_file_of_the_same_kind() -> None:
    known = listing(release("1.0", kind=ArtifactKind.WHEEL), release("1.1"), release("1.2"))
    found, _ = pypi.baseline(known, "1.2", kind=ArtifactKind.WHEEL)
    assert found is not None
    assert found.ref.version == "1.0"


def test_an_epoch_begins_a_new_line_of_versions() -> None:
    known = listing(release("1.0"), release("3.0"), release("1!1.0"))
    found, why = pypi.baseline(known, "1!1.0")
    assert found is not None
    assert found.ref.version == "3.0"
    assert "no lower version has the same major version" in why


def test_a_file_of_no_known_suffix_is_of_another_kind() -> None:
    assert [ArtifactKind.WHEEL, ArtifactKind.SDIST, ArtifactKind.OTHER] == [
        pypi.kind_of(name) for name in ("a.whl", "a.tar.gz", "a.txt")
    ]
