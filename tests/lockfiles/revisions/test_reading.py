"""Revisions of one lockfile, read by their changed entries."""

import hashlib
from pathlib import Path

import pytest

from pratique.lockfiles import format_for
from pratique.lockfiles.revisions.reading import READER, Held, RevisionReader, held
from tests.lockfiles.real.samples import SAMPLES

LOCKS = sorted(
    path
    for path in (*SAMPLES.rglob("*"), *(SAMPLES.parent.parent / "samples").iterdir())
    if path.is_file() and format_for(path.as_posix()) is not None
)


def reader(name: str, **options) -> RevisionReader:  # type: ignore[no-untyped-def]
    format_ = format_for(name)
    assert format_ is not None
    return RevisionReader(format_, **options)


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_first_revision_has_the_releases_of_the_whole_file(path: Path) -> None:
    """Every format of every real tool, with aliases and bundled packages."""
    one = reader(path.as_posix())

    assert held(one.format.parse(path.read_bytes())) == one.read(path.read_bytes()).held


def test_a_reader_that_gives_other_releases_has_another_version() -> None:
    """What it gives is stored. If only the samples changed, the digest alone is replaced."""
    told = hashlib.sha256()
    for path in LOCKS:
        releases = sorted(reader(path.as_posix()).read(path.read_bytes()).held)
        told.update(f"{path.name} {releases}\n".encode())

    assert (1, "2a714075a56748ff") == (READER, told.hexdigest()[:16]), "increase READER"


YARN = "# yarn lockfile v1\n\n\n{}"
ENTRY = '{0}@^1.0.0:\n  version "{1}"\n  resolved "https://registry.example/{0}/-/{0}-{1}.tgz#{2}"\n\n'


def yarn(**versions: str) -> bytes:
    return YARN.format(
        "".join(ENTRY.format(name, version, "0" * 40) for name, version in versions.items())
    ).encode()


def names(found: frozenset[Held]) -> set[tuple[str, str]]:
    return {(one.name, one.version) for one in found}


def test_later_revisions_have_their_own_releases() -> None:
    one = reader("yarn.lock")

    assert {("a", "1.0.0"), ("b", "1.0.0")} == names(one.read(yarn(a="1.0.0", b="1.0.0")).held)
    assert {("a", "1.0.1"), ("b", "1.0.0")} == names(one.read(yarn(a="1.0.1", b="1.0.0")).held)
    assert {("b", "1.0.0")} == names(one.read(yarn(b="1.0.0")).held)
    assert {("a", "1.0.0"), ("b", "1.0.0")} == names(one.read(yarn(a="1.0.0", b="1.0.0")).held)


def test_only_entries_that_may_match_are_parsed() -> None:
    one = reader("yarn.lock", contains=lambda data: b"b@" in data)

    assert {("b", "1.0.0")} == names(one.read(yarn(a="1.0.0", b="1.0.0")).held)


def test_an_alias_has_its_real_name() -> None:
    data = (
        b'# yarn lockfile v1\n\n\n"other@npm:axios@1.14.1":\n  version "1.14.1"\n'
        b'  resolved "https://registry.example/axios/-/axios-1.14.1.tgz#' + b"0" * 40 + b'"\n'
    )

    assert {("axios", "1.14.1")} == names(reader("yarn.lock").read(data).held)


OLD_POETRY = """[[package]]
name = "a"
version = "{0}"
description = ""
category = "main"
optional = false
python-versions = "*"

[metadata]
lock-version = "1.1"
python-versions = "*"
content-hash = "{1}"

[metadata.files]
a = [
    {{file = "a-{0}.tar.gz", hash = "sha256:{1}"}},
]
"""


def test_digests_apart_from_the_entries_count() -> None:
    """Poetry 1.1 lists the digests in a table of their own; the request names only the digest."""
    one = reader("poetry.lock", contains=lambda data: b"ab" * 32 in data)

    (found,) = one.read(OLD_POETRY.format("1.0", "ab" * 32).encode()).held

    assert ("a", "ab" * 32) == (found.name, found.digests[0].hex)


def test_a_file_that_cannot_be_parsed_has_a_problem() -> None:
    found = reader("package-lock.json").read(b"{")

    assert not found.held
    assert "JSON" in found.problem


def test_an_included_file_is_named() -> None:
    assert ("base.txt",) == reader("requirements.txt").read(b"-r base.txt\na==1\n").includes


def test_another_version_of_the_format_is_parsed_anew() -> None:
    old = b'{\n  "name": "x",\n  "lockfileVersion": 1,\n  "dependencies": {\n    "a": {\n      "version": "1.0.0"\n    }\n  }\n}\n'
    new = b'{\n  "name": "x",\n  "lockfileVersion": 3,\n  "packages": {\n    "": {\n      "name": "x"\n    },\n    "node_modules/a": {\n      "version": "2.0.0"\n    }\n  }\n}\n'
    one = reader("package-lock.json")

    assert {("a", "1.0.0")} == names(one.read(old).held)
    assert {("a", "2.0.0")} == names(one.read(new).held)
