"""Paths below the PyPI face: what they mean, and what is refused."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import ParseError
from pratique.gate.protocols.pypi.paths import FilePath, ProjectPath, RootPath, file_path, read_path

KITE = PackageRef(Ecosystem.PYPI, "kite-flyer")
WHEEL = "kite_flyer-1.0-py3-none-any.whl"


def test_the_root_is_the_list_of_projects() -> None:
    assert RootPath() == read_path("")


@pytest.mark.parametrize(
    ("path", "canonical"),
    [("kite-flyer/", True), ("kite-flyer", False), ("Kite.Flyer/", False), ("kite__flyer", False)],
)
def test_a_project_is_found_by_every_spelling_and_has_one_address(path: str, canonical: bool) -> None:
    assert ProjectPath(KITE, canonical=canonical) == read_path(path)


def test_a_file_is_asked_for_by_project_version_and_name() -> None:
    assert FilePath(KITE, "1.0", WHEEL) == read_path(f"kite-flyer/1.0/{WHEEL}")
    assert FilePath(KITE, "1.0", WHEEL, metadata=True) == read_path(f"kite-flyer/1.0/{WHEEL}.metadata")


@pytest.mark.parametrize(
    "filename",
    [
        *("kite-flyer-1.0.tar.gz", "Kite.Flyer-1.0.zip", "kite_flyer-1.0-1-cp311-cp311-win_amd64.whl"),
        *("kite-flyer-1.0-py2.7.egg", "kite-flyer-1.0.win32-py2.7.exe"),
    ],
)
def test_files_of_every_kind_have_a_path_that_leads_back(filename: str) -> None:
    path = file_path(KITE, "1.0", filename)

    assert path is not None
    assert FilePath(KITE, "1.0", filename) == read_path(path)


def test_an_epoch_and_a_local_version_are_encoded() -> None:
    path = file_path(KITE, "1!2.0+gpu", "kite_flyer-1!2.0+gpu-py3-none-any.whl")

    assert "kite-flyer/1%212.0%2Bgpu/kite_flyer-1%212.0%2Bgpu-py3-none-any.whl" == path


@pytest.mark.parametrize(
    "path",
    [
        *("..", "../", "%2e%2e/", "./", "/", "//", "kite-flyer//", "kite-flyer/../other/", "/etc/passwd"),
        *("kite%2fflyer/", "kite%5cflyer/", "kite%00flyer/", "kite%0d%0aX:y/", "kite%252fflyer/"),
        *("kite%ff/", "kite flyer/", "%20/", "-/", "kite-flyer/1.0/", "kite-flyer/1.0"),
        *(f"kite-flyer/1.0/{WHEEL}/", f"kite-flyer/1.0/{WHEEL}/x", f"kite-flyer/1.1/{WHEEL}"),
        *(f"other/1.0/{WHEEL}", f"kite-flyer/%2e%2e/{WHEEL}", f"kite-flyer/1.0/..%2f{WHEEL}"),
        *(f"kite-flyer/1.0/{WHEEL}.asc", f"kite-flyer/1.0/{WHEEL}.metadata.metadata"),
        *("kite-flyer/1.0/index.html", "kite-flyer/1.0/.metadata", "a" * 2_000 + "/"),
    ],
)
def test_what_no_client_asks_for_is_refused(path: str) -> None:
    with pytest.raises(ParseError):
        read_path(path)


@pytest.mark.fuzz
@given(st.one_of(st.text(), st.text(alphabet="kite-flyer/.%25e0a1\\" + string.digits)))
def test_any_path_is_read_or_refused_and_never_leads_elsewhere(path: str) -> None:
    try:
        read = read_path(path)
    except ParseError:
        return
    if isinstance(read, FilePath):
        assert "/" not in read.filename
        assert "/" not in read.version
        assert read.version not in {"", ".", ".."}


@pytest.mark.fuzz
@given(st.text(max_size=40), st.text(max_size=60))
def test_a_path_that_is_given_always_leads_back_to_its_file(version: str, filename: str) -> None:
    for name in (filename, f"kite_flyer-{version}.tar.gz", f"kite_flyer-{version}-py3-none-any.whl"):
        path = file_path(KITE, version, name)
        if path is not None:
            assert FilePath(KITE, version, name) == read_path(path)
            assert path.isascii()
