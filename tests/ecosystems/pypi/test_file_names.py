import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.release import ArtifactKind
from pratique.ecosystems.pypi.file_names import (
    KnownVersions,
    ParsedName,
    is_plain_filename,
    kind_of,
    parse_filename,
)

KNOWN = KnownVersions.of(["1.0", "1.0.post1", "2004d", "1.0-final-2", "1.0.1"])
NONE = KnownVersions.of([])
WHEEL, SDIST, OTHER = ArtifactKind.WHEEL, ArtifactKind.SDIST, ArtifactKind.OTHER


@pytest.mark.parametrize(
    ("filename", "version", "kind"),
    [
        ("my_kite-1.0-py3-none-any.whl", "1.0", WHEEL),
        ("My.Kite-1.0.0-1-cp311-cp311-win_amd64.whl", "1.0", WHEEL),
        ("my_kite-3.0-py3-none-any.whl", "3.0", WHEEL),
        ("my-kite-1.0.tar.gz", "1.0", SDIST),
        ("My_Kite-1.0.1.zip", "1.0.1", SDIST),
        ("my-kite-1.0-1.zip", "1.0.post1", SDIST),
        ("my-kite-2004d.tar.gz", "2004d", SDIST),
        ("my.kite-1.0-final-2.tar.bz2", "1.0-final-2", SDIST),
        ("my-kite-1.0.tgz", "1.0", SDIST),
        ("my-kite-1.0-py2.7.egg", "1.0", OTHER),
        ("my_kite-1.0.1-py2.7-linux-x86_64.egg", "1.0.1", OTHER),
        ("my-kite-1.0.win32.exe", "1.0", OTHER),
        ("my-kite-1.0.win-amd64-py2.7.msi", "1.0", OTHER),
        ("my-kite-1.0.linux-x86_64.tar.gz", "1.0", OTHER),
        ("my-kite-1.0-1.noarch.rpm", "1.0.post1", OTHER),
    ],
)
def test_names_tell_version_and_kind(filename: str, version: str, kind: ArtifactKind) -> None:
    assert ParsedName(version, kind) == parse_filename(filename, "my-kite", KNOWN)


@pytest.mark.parametrize(
    "filename",
    [
        *("kite-1.0.tar.gz", "my-kite.tar.gz", "my-kite-.tar.gz", "my-kite-1.0.asc", "my-kite-9x9.tar.gz"),
        *(
            "my-kite-1.0.whl",
            "my_kite-x-py3-none-any.whl",
            "other-1.0-py3-none-any.whl",
            "../my-kite-1.0.tar.gz",
        ),
        *("my-kite-1.0.tar.gz\n", "a/my-kite-1.0.zip", "", "." * 600, "c:my-kite-1.0.zip"),
    ],
)
def test_other_names_are_not_understood(filename: str) -> None:
    assert parse_filename(filename, "my-kite", KNOWN) is None


def test_without_a_list_of_versions_the_rest_of_an_older_name_is_the_version() -> None:
    assert ParsedName("2004d", SDIST) == parse_filename("my-kite-2004d.tar.gz", "my-kite", NONE)
    assert ParsedName("1.0", OTHER) == parse_filename("my-kite-1.0-py2.7.egg", "my-kite", NONE)


def test_known_versions_are_found_however_they_are_spelled() -> None:
    assert KNOWN.get("1.0.0") == "1.0"
    assert KNOWN.get("1.0-1") == "1.0.post1"
    assert KNOWN.get("2004D") == "2004d"
    assert KNOWN.get("7") is None


def test_kinds_are_told_by_suffix() -> None:
    assert [WHEEL, SDIST, SDIST, OTHER, None] == [
        kind_of(name) for name in ("a.whl", "a.tar.gz", "a.ZIP", "a.egg", "a.asc")
    ]


@pytest.mark.parametrize("name", ["a", "a b.zip", "é.zip"])
def test_plain_names_are_accepted(name: str) -> None:
    assert is_plain_filename(name)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", "a\x00", "C:a", "\u202egpj.zip", "a" * 513])
def test_names_that_are_paths_or_hide_something_are_not_plain(name: str) -> None:
    assert not is_plain_filename(name)


@pytest.mark.fuzz
@given(
    st.text("mykite-_.0123abwhltargz/\\", max_size=40),
    st.sampled_from([".whl", ".tar.gz", ".egg", ".zip", ""]),
)
def test_any_name_is_understood_or_not(stem: str, suffix: str) -> None:
    for known in (KNOWN, NONE):
        found = parse_filename(stem + suffix, "my-kite", known)
        assert found is None or found.version
