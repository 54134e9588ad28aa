"""The archives that folders of the project offer to entries of a requirements file."""

import hashlib
from collections.abc import Mapping

import pytest

from pratique.cli.find_links import MOST_ARCHIVES, with_offered
from pratique.core.lock import Lock
from pratique.errors import ParseError, Reference
from pratique.lockfiles.pypi.requirements import parse

EMPTY = hashlib.sha256(b"").hexdigest()


def offered(text: str, files: Mapping[str, bytes], path: str = "requirements.txt") -> list[str]:
    """What the links of the first entry come to."""

    def bytes_of(name: str) -> bytes:
        if name not in files:
            raise ParseError(Reference.FILE_UNREADABLE, name, hint="")
        return files[name]

    def names_in(folder: str) -> list[str] | None:
        start = f"{folder}/" if folder != "." else ""
        names = [name.removeprefix(start) for name in files if name.startswith(start)]
        return [name for name in names if "/" not in name] or None

    return links(with_offered(parse(text.encode()), path, bytes_of, names_in))


def links(lock: Lock) -> list[str]:
    return [link.value for link in lock.packages[0].options.links]


@pytest.mark.parametrize(
    ("text", "files", "expected"),
    [
        ("foo==1\n-f v", ["v/foo-1-py3-none-any.whl"], ["v/foo-1-py3-none-any.whl"]),
        ("foo==1\n-f v", ["v/Foo-1.0.tar.gz", "v/foo-1.0.zip"], ["v/Foo-1.0.tar.gz", "v/foo-1.0.zip"]),
        ("foo==1\n-f v", ["v/foo-2.tar.gz", "v/bar-1.tar.gz", "v/sub/foo-1.tar.gz", "v/foo-1.txt"], []),
        ("foo\n-f v", ["v/foo-2.tar.gz"], ["v/foo-2.tar.gz"]),
        ("foo==1\n-f v\n--no-binary foo", ["v/foo-1-py3-none-any.whl", "v/foo-1.tar.gz"], ["v/foo-1.tar.gz"]),
        ("foo==1\n-f v\n--only-binary foo", ["v/foo-1.tar.gz"], []),
        ('foo==1\n-f ""', ["foo-1.tar.gz"], ["foo-1.tar.gz"]),
        ("foo==1\n-f ./v/../w/", ["w/foo-1.tar.gz"], ["w/foo-1.tar.gz"]),
    ],
)
def test_archives_of_the_release_stand_in_place_of_the_folder(
    text: str, files: list[str], expected: list[str]
) -> None:
    found = offered(text, dict.fromkeys(files, b""))
    assert [f"{path} sha256:{EMPTY}" for path in expected] == found


@pytest.mark.parametrize(
    ("value", "files"),
    [
        ("v", []),
        ("v", ["v/index.html"]),
        ("../v", ["v/foo-1.tar.gz"]),
        ("/v", ["v/foo-1.tar.gz"]),
        ("file:v", ["v/foo-1.tar.gz"]),
        ("https://x.example/v", ["v/foo-1.tar.gz"]),
    ],
)
def test_what_cannot_be_looked_into_stays_a_place(value: str, files: list[str]) -> None:
    assert [value] == offered(f"foo==1\n-f {value}", dict.fromkeys(files, b""))


def test_a_folder_is_looked_for_beside_the_file_and_then_where_pip_may_be_started() -> None:
    files = {"sub/v/foo-1.tar.gz": b"", "v/foo-1.zip": b""}
    assert [f"sub/v/foo-1.tar.gz sha256:{EMPTY}"] == offered("foo==1\n-f v", files, "sub/requirements.txt")
    assert [f"v/foo-1.zip sha256:{EMPTY}"] == offered("foo==1\n-f v", files, "other/requirements.txt")


def test_archives_beyond_the_most_are_named_without_a_digest() -> None:
    files = {f"v/foo-1.{n}.tar.gz": b"" for n in range(MOST_ARCHIVES + 1)}
    assert 1 == sum(value.endswith("sha256:None") for value in offered("foo\n-f v", files))
