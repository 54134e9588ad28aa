"""The archives that folders of the project offer to entries of a requirements file."""

from collections.abc import Sequence

import pytest

from pratique.cli.project.find_links import with_offered
from pratique.core.lock import Lock, SourceKind
from pratique.lockfiles.pypi.pip.requirements import parse


def read(text: str, files: Sequence[str], path: str = "requirements.txt") -> Lock:
    """Read a file beside others."""

    def names_in(folder: str) -> list[str] | None:
        start = f"{folder}/" if folder != "." else ""
        names = [name.removeprefix(start) for name in files if name.startswith(start)]
        return [name for name in names if "/" not in name] or None

    return with_offered(parse(text.encode()), path, names_in)


def offered(text: str, files: Sequence[str], path: str = "requirements.txt") -> list[str | None]:
    """The archives that an entry may be taken from."""
    return [entry.url for entry in read(text, files, path).packages if entry.source is SourceKind.PATH]


def links(lock: Lock) -> list[str]:
    return [link.value for entry in lock.packages for link in entry.options.links]


@pytest.mark.parametrize(
    ("text", "files", "expected"),
    [
        ("foo==1\n-f v", ["v/foo-1-py3-none-any.whl"], ["v/foo-1-py3-none-any.whl"]),
        ("foo==1\n-f v", ["v/Foo-1.0.tar.gz", "v/foo-1.0.zip"], ["v/Foo-1.0.tar.gz", "v/foo-1.0.zip"]),
        ("foo==1\n-f v", ["v/foo-2.tar.gz", "v/bar-1.tar.gz", "v/sub/foo-1.tar.gz", "v/foo-1.txt"], []),
        ("foo\n-f v", ["v/foo-2.tar.gz"], ["v/foo-2.tar.gz"]),
        ("foo==1\n-f v\n--no-binary foo", ["v/foo-1-py3-none-any.whl", "v/foo-1.tar.gz"], ["v/foo-1.tar.gz"]),
        ("foo==1\n-f v\n--only-binary foo", ["v/foo-1.tar.gz"], []),
        ("foo==1\n-f v", ["v/foo-1+evil-py3-none-any.whl"], ["v/foo-1+evil-py3-none-any.whl"]),
        (
            "foo==1\n-f v",
            ["v/foo-1.0+evil.tar.gz", "v/foo-1-py3.tar.xz"],
            ["v/foo-1.0+evil.tar.gz", "v/foo-1-py3.tar.xz"],
        ),
        ("my-foo==1\n-f v", ["v/my_foo-1+e_1-1-py3-none-any.whl"], ["v/my_foo-1+e_1-1-py3-none-any.whl"]),
        ("foo==1+x\n-f v", ["v/foo-1+y.tar.gz", "v/foo-1.tar.gz"], []),
        ("foo==1\n-f v", ["v/foo-bar-1.tar.gz", "v/foo-11.tar.gz", "v/foo-1.whl.txt"], []),
        ('foo==1\n-f ""', ["foo-1.tar.gz"], ["foo-1.tar.gz"]),
        ("foo==1\n-f ./v/../w/", ["w/foo-1.tar.gz"], ["w/foo-1.tar.gz"]),
    ],
)
def test_archives_of_the_release_stand_in_place_of_the_folder(
    text: str, files: list[str], expected: list[str]
) -> None:
    lock = read(text, files)
    assert (expected, []) == (offered(text, files), links(lock))
    assert SourceKind.REGISTRY in {entry.source for entry in lock.packages}
    assert len(lock.packages) == len({entry.key for entry in lock.packages})


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
    lock = read(f"foo==1\n-f {value}", files)
    assert [(SourceKind.REGISTRY, [value])] == [(entry.source, links(lock)) for entry in lock.packages]


def test_a_folder_is_looked_for_beside_the_file_and_then_where_pip_may_be_started() -> None:
    files = ["sub/v/foo-1.tar.gz", "v/foo-1.zip"]
    assert ["sub/v/foo-1.tar.gz"] == offered("foo==1\n-f v", files, "sub/requirements.txt")
    assert ["v/foo-1.zip"] == offered("foo==1\n-f v", files, "other/requirements.txt")


def test_without_an_index_only_archives_are_left() -> None:
    text = "foo==1\nbar==1\nbaz\n--no-index\n-f v"
    lock = read(text, ["v/foo-1.tar.gz", "v/baz-2.tar.gz"])
    assert [("foo", "1", "path"), ("bar", "1", "registry"), ("baz", "2", "path")] == [
        (entry.package.name, entry.version, entry.source.value) for entry in lock.packages
    ]


def test_an_entry_with_a_digest_stays_as_it_is() -> None:
    text = f"foo==1 --hash=sha256:{'1' * 64}\n--no-index\n-f v"
    assert [SourceKind.REGISTRY] == [entry.source for entry in read(text, ["v/foo-1.tar.gz"]).packages]


def test_without_a_look_into_folders_a_folder_stays_a_place() -> None:
    lock = with_offered(parse(b"foo==1\n-f v"), "sub/requirements.txt", None)
    assert ["sub/requirements.txt:2"] == [link.place for link in lock.packages[0].options.links]
