import pytest

from pratique.core.names import Digest
from pratique.lockfiles.pypi.entry import (
    either,
    exact_version,
    filename_of,
    label_of,
    of_release,
    package_ref,
    platform_markers,
    read_hash,
    release_of,
    without_user,
)
from tests.lockfiles.locks import SHA256


def test_names_are_normalised() -> None:
    assert "a-b-c" == package_ref("A._-b..C").name


@pytest.mark.parametrize("name", ["", "-a", "a b", "é", "a/b", "a" * 300, "a\n"])
def test_names_that_no_index_has_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="the package name"):
        package_ref(name)


@pytest.mark.parametrize("version", ["1.0", "1!2.0.post1+cpu", "0.7.10p1", "2.0.0-final", None])
def test_versions_are_kept_as_written(version: str | None) -> None:
    assert version == exact_version(version)


@pytest.mark.parametrize("version", ["", "1/0", "1 0", "*", ">=1", "1\n", "1" * 300])
def test_texts_that_are_no_version_are_refused(version: str) -> None:
    with pytest.raises(ValueError, match="the version"):
        exact_version(version)


def test_hashes_are_read_or_doubted() -> None:
    assert ((Digest("sha256", "0" * 64),), None) == read_hash(SHA256)
    digests, doubt = read_hash("sha256:xyz")
    assert () == digests
    assert doubt is not None


def test_an_address_loses_user_and_password() -> None:
    assert "https://a.example/x@y" == without_user("https://me:p@ss@a.example/x@y")
    assert "../x@y" == without_user("../x@y")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://files.example/a/b-1%2B2.whl?x=1#y", "b-1+2.whl"),
        ("dist/b.whl", "b.whl"),
        ("dist\\b.whl", "b.whl"),
        ("https://files.example/", None),
        ("https://[", None),
    ],
)
def test_the_filename_is_the_last_part(address: str, name: str | None) -> None:
    assert name == filename_of(address)


@pytest.mark.parametrize(
    ("filename", "version", "expected"),
    [
        ("Foo_Bar-1.0-py3-none-any.whl", "1.0", True),
        ("foo_bar-1.0.0-py3-none-any.whl", "1.0", True),
        ("foo_bar-1.0_cpu-1-py3-none-any.whl", "1.0+cpu", True),
        ("foo_bar-1.1-py3-none-any.whl", "1.0", False),
        ("foo_bar-1.1-py3-none-any.whl", None, True),
        ("foo_baz-1.0-py3-none-any.whl", "1.0", False),
        ("foo-bar-1.0.tar.gz", "1.0", True),
        ("foo.bar-1.0.zip", "1", True),
        ("foo-bar-1.0-1.tar.gz", "1.0-1", True),
        ("foo-bar-1.1.tar.gz", "1.0", False),
        ("evil-1.0.tar.gz", "1.0", False),
        ("evil.whl", "1.0", False),
    ],
)
def test_a_filename_is_that_of_a_release_or_not(
    filename: str, version: str | None, *, expected: bool
) -> None:
    assert expected is of_release(filename, "foo-bar", version)


def test_a_filename_tells_its_release() -> None:
    assert ("foo-bar", "1.0") == release_of("foo_bar-1.0-py3-none-any.whl")
    assert ("foo-bar", "1.0") == release_of("foo_bar-1.0.tar.gz")
    assert release_of("foo.exe") is None
    assert release_of("foo.whl") is None


def test_markers_are_joined_so_that_one_is_enough() -> None:
    assert () == either([])
    assert ("a == 'x'",) == either(["a == 'x'"])
    assert ("(a) or (b)",) == either(["a", "b"])
    assert () == either([str(number) for number in range(17)])


def test_markers_that_speak_of_more_than_the_platform_are_left_out() -> None:
    told = ["sys_platform == 'x'", "extra == 'y'", "'z' in extras", "'z' in dependency_groups"]
    assert ("sys_platform == 'x'",) == platform_markers(told)


def test_an_unreadable_entry_is_called_by_its_name_if_it_has_one() -> None:
    assert "x" == label_of({"name": "x"})
    assert "an entry" == label_of({"name": 1})
    assert "an entry" == label_of(1)
