"""The files of other machines."""

import gzip
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.collect.__main__ import main
from pratique.collect.form import lines
from pratique.respond.fleet.merge import merge
from pratique.respond.sighting import Basis, Contact, PlaceKind, Result
from pratique.respond.wanted.value import Wanted
from tests.installed.caches.laid import SHA512, npm, put
from tests.respond.places.wanting import digest, releases

HEADER = {
    "kind": "header",
    "format": "pratique-collect",
    "version": 1,
    "host": "laptop-7",
    "user": "ada",
    "at": 1.0,
}
CALM = releases("calm@1.0.1")
KEY = "make-fetch-happen:request-cache:https://r.example/calm/-/calm-1.0.1.tgz"
LOCK = {
    "lockfileVersion": 3,
    "packages": {
        "": {"dependencies": {"calm": "^1.0.0"}},
        "node_modules/calm": {"version": "1.0.1", "resolved": "https://r.example/calm/-/calm-1.0.1.tgz"},
    },
}


def machine(folder: Path, *words: str) -> Path:
    """Collect a made-up machine."""
    put(folder / "home/app/node_modules/calm/package.json", '{"name": "calm", "version": "1.0.1"}')
    put(folder / "home/app/package-lock.json", json.dumps(LOCK))
    npm(folder / "home/.npm/_cacache", KEY)
    assert 0 == main([str(folder / "home"), "--out", str(folder / "m.gz"), "--host", folder.name, *words])
    return folder / "m.gz"


def file(path: Path, *values: Any, header: Any = HEADER) -> Path:
    path.write_bytes(gzip.compress(b"".join(lines(header, values))))
    return path


def only(path: Path, wanted: Wanted = CALM) -> Result:
    [found] = merge([path], wanted)
    return found


def whys(found: Result) -> list[str]:
    return [one.why for part in found.searched for one in part.unchecked]


def test_caches_trees_and_locks_of_each_machine_are_found(tmp_path: Path) -> None:
    paths = [machine(tmp_path / name, "--locks") for name in ("one", "two")]
    found = [sighting for result in merge(paths, CALM) for sighting in result.sightings]

    assert {
        (name, contact)
        for name in ("one", "two")
        for contact in (Contact.FETCHED, Contact.INSTALLED, Contact.LOCKED)
    } == {(one.place, one.contact) for one in found}
    assert {PlaceKind.MACHINE} == {one.kind for one in found}
    assert {"pkg:npm/calm@1.0.1"} == {one.wanted for one in found}


def test_what_was_not_asked_for_is_not_found(tmp_path: Path) -> None:
    found = only(machine(tmp_path / "one", "--locks"), releases("calm@1.0.2", "other@1.0.1"))

    assert ((), []) == (found.sightings, whys(found))
    assert {"node_modules": 1, "npm-cache": 1, "locks": 1} == {
        part.format: part.units for part in found.searched
    }


def test_lockfiles_that_were_not_packed_are_not_checked(tmp_path: Path) -> None:
    assert ["1 lockfiles are not in the file (collect with --locks)"] == whys(only(machine(tmp_path / "one")))


def test_a_digest_alone_and_the_first_half_of_one_are_found(tmp_path: Path) -> None:
    npm(tmp_path / "home/.npm/_cacache", "https://r.example/unnamed")
    put(
        tmp_path / f"home/store/v10/index/{SHA512[:2]}/{SHA512[2:64]}-odd@1.0.0.json",
        '{"sideEffects": {"a": {}}}',
    )
    put(tmp_path / "home/store/v10/files/aa/bb", "")
    main([str(tmp_path / "home"), "--out", str(tmp_path / "m.gz")])
    found = only(tmp_path / "m.gz", digest(f"sha512:{SHA512}")).sightings

    assert [(Basis.DIGEST, Contact.FETCHED), (Basis.DIGEST, Contact.EXECUTED)] == sorted(
        (one.basis, one.contact) for one in found
    )


def test_a_script_that_ran_is_execution(tmp_path: Path) -> None:
    record = {"kind": "record", "source": "npm-log", "ecosystem": "npm", "name": "calm", "version": "1.0.1"}
    found = only(file(tmp_path / "m.gz", {**record, "state": "ran", "at": 2.0})).sightings

    assert [(Contact.EXECUTED, "ada", "an install script ran (npm-log)")] == [
        (one.contact, one.who, one.note) for one in found
    ]


def test_every_cut_of_a_file_is_not_checked(tmp_path: Path) -> None:
    whole = machine(tmp_path / "one").read_bytes()
    for length in range(0, len(whole), 7):
        found = only(put(tmp_path / "cut.gz", whole[:length]))
        assert ((), 1) == (found.sightings, len(whys(found)))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (gzip.compress(b"", mtime=0), "the file is not complete, or not of the collector"),
        (b"no gzip", "the file is not complete, or not of the collector"),
        (gzip.compress(b"[]\n", mtime=0), "the file is damaged: a line has another form"),
        (gzip.compress(b"[" * 100_000, mtime=0), "the file is damaged: a line has another form"),
        (gzip.compress(b'{"kind": "record"}\n', mtime=0), "the file was not written by the collector"),
        (gzip.compress(b"".join(lines({**HEADER, "version": 2}, []))), "the file has the version 2"),
        (gzip.compress(b"".join(lines({**HEADER, "at": 1e300}, []))), "the file is damaged"),
        (gzip.compress(b"".join(lines(HEADER, [])).replace(b"ada", b"eva")), "the checksum of the file"),
        (gzip.compress(b"".join(lines(HEADER, [])) + b"{}\n"), "the checksum of the file"),
    ],
)
def test_a_damaged_file_is_not_checked(data: bytes, why: str, tmp_path: Path) -> None:
    found = only(put(tmp_path / "m.gz", data))

    assert () == found.sightings
    assert [True] == [one.startswith(why) for one in whys(found)], whys(found)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_missing_file_and_a_pipe_are_not_checked(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found = list(merge([tmp_path / "missing", tmp_path / "pipe", file(tmp_path / "m.gz")], CALM))

    assert [True, True, False] == [bool(whys(one)) for one in found]


def test_a_lockfile_that_cannot_be_parsed_is_not_checked(tmp_path: Path) -> None:
    lock = {"kind": "lock", "path": "~/app/package-lock.json", "text": '{"calm": '}

    assert ["the file cannot be parsed"] == [
        one.partition(":")[0] for one in whys(only(file(tmp_path / "m.gz", lock)))
    ]


@pytest.mark.fuzz
@given(
    st.lists(
        st.fixed_dictionaries(
            {"kind": st.sampled_from(["record", "gap", "looked", "lock"])},
            optional={
                name: st.none()
                | st.text()
                | st.integers()
                | st.floats()
                | st.lists(st.text() | st.integers(), max_size=3)
                for name in (
                    "source",
                    "ecosystem",
                    "name",
                    "version",
                    "path",
                    "digests",
                    "at",
                    "state",
                    "files",
                    "text",
                )
            },
        ),
        max_size=5,
    )
)
def test_any_values_are_read_or_not_checked(
    tmp_path_factory: pytest.TempPathFactory, values: list[Any]
) -> None:
    only(file(tmp_path_factory.mktemp("fuzz") / "m.gz", *values))
