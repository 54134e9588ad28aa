"""A project's page as the gate serves it, from pages of every sort."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.errors import ParseError
from pratique.gate.protocols.interface import Beside, Mark
from pratique.gate.protocols.pypi.content_type import Held
from pratique.gate.protocols.pypi.listing import keep, metadata_place, read_project, write_json
from pratique.gate.protocols.pypi.paths import FilePath, read_path

KITE = PackageRef(Ecosystem.PYPI, "kite")
BASE = "http://gate.example/pypi/simple/"
WHEEL, SDIST = "kite-1.0-py3-none-any.whl", "kite-1.0.tar.gz"
HELD = Mark(version="1.0", words="kite==1.0 waits", action=Action.HOLD)
GONE = Mark(version="1.0", words="kite==1.0 is gone", action=Action.ALLOW)


def listed(filename: str, **fields: object) -> dict[str, object]:
    """A file as an index tells it; `_` in the name of a field stands for `-`."""
    more = {name.replace("_", "-"): value for name, value in fields.items()}
    return {
        "filename": filename,
        "url": f"https://files.example/{filename}",
        "hashes": {"sha256": "ab" * 32},
        **more,
    }


def page(*files: object, **members: object) -> bytes:
    """A page of an index."""
    return json.dumps({"meta": {"api-version": "1.4"}, "name": "kite", "files": files, **members}).encode()


def served(body: bytes, held: Held = Held.YANKED, **marks: Mark) -> Any:
    """What the gate makes of a page; marks are those of the wheel and the sdist."""
    named = {{"wheel": WHEEL, "sdist": SDIST}[name]: mark for name, mark in marks.items()}
    return json.loads(write_json(read_project(body, KITE, named, base=BASE, held=held)))


def test_addresses_lead_to_the_gate_and_all_that_is_told_stays() -> None:
    told = {
        "requires-python": ">=3.8",
        "size": 5,
        "upload-time": "2024-01-10T12:00:00.000000Z",
        "provenance": "https://index.example/integrity/kite",
        "x-new": [1.5],
    }
    status = {"status": "archived", "reason": "done"}
    body = page(listed(WHEEL, **told), **{"versions": ["1.0"], "project-status": status, "x": {"y": 1}})

    expected = {**listed(WHEEL, **told), "url": f"{BASE}kite/1.0/{WHEEL}", "yanked": False}
    assert {**json.loads(body), "files": [expected]} == served(body)


def test_a_file_that_is_refused_is_yanked_with_the_reason_and_others_of_its_version_are_not() -> None:
    wheel, sdist = served(page(listed(WHEEL), listed(SDIST)), wheel=HELD)["files"]

    assert "kite==1.0 waits" == wheel["yanked"]
    assert sdist["yanked"] is False


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("a bad build", "kite==1.0 waits; yanked by its maintainers: a bad build"),
        (True, "kite==1.0 waits; yanked by its maintainers"),
        (False, "kite==1.0 waits"),
    ],
)
def test_a_yank_of_its_makers_is_not_lost(before: object, expected: str) -> None:
    assert before == served(page(listed(WHEEL, yanked=before)))["files"][0]["yanked"]
    assert expected == served(page(listed(WHEEL, yanked=before)), wheel=HELD)["files"][0]["yanked"]


def test_what_the_index_has_no_more_is_yanked_and_stays() -> None:
    assert "kite==1.0 is gone" == served(page(listed(WHEEL)), Held.LEFT_OUT, wheel=GONE)["files"][0]["yanked"]


def test_what_a_client_cannot_be_told_is_left_out_and_the_page_says_so() -> None:
    made = served(page(listed(WHEEL), listed(SDIST)), Held.LEFT_OUT, wheel=HELD)

    assert [SDIST] == [file["filename"] for file in made["files"]]
    assert [{"filename": WHEEL, "why": "kite==1.0 waits"}] == made["meta"]["_left-out"]


def test_what_has_no_usable_name_or_address_is_left_out_and_told() -> None:
    files: tuple[object, ...] = (
        listed(WHEEL),
        listed(WHEEL),
        listed("notes.txt"),
        listed(SDIST, url="file:///etc"),
        7,
        {},
    )
    made = served(page(*files))

    assert [WHEEL] == [file["filename"] for file in made["files"]]
    assert [WHEEL, "notes.txt", SDIST, "", ""] == [one["filename"] for one in made["meta"]["_left-out"]]


def test_nothing_is_promised_that_the_gate_does_not_serve() -> None:
    made = served(page(listed(WHEEL, gpg_sig=True, provenance="/relative")))

    assert "gpg-sig" not in made["files"][0]
    assert made["files"][0]["provenance"] is None


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"sha256": "CD" * 32, "md5": "ab" * 16, "x": 5}, {"sha256": "cd" * 32}),
        ({"md5": "ab" * 16}, True),
        (True, True),
        (False, False),
        ({}, False),
        ("yes", False),
    ],
)
def test_metadata_beside_a_file_is_told_with_its_strong_digests(told: object, expected: object) -> None:
    file = listed(WHEEL, core_metadata=told, data_dist_info_metadata=told)
    made = served(page(file))["files"][0]

    assert expected == made["core-metadata"] == made["data-dist-info-metadata"]
    assert served(page(file), wheel=GONE)["files"][0]["core-metadata"] is False


def test_the_place_of_metadata_is_beside_the_file_at_the_index() -> None:
    body = page(listed(SDIST), listed(WHEEL, url="../files/k.whl", core_metadata={"sha256": "cd" * 32}))
    found = metadata_place(body, "https://index.example/simple/kite/", package=KITE, filename=WHEEL)

    assert (
        Beside("https://index.example/simple/files/k.whl.metadata", (Digest("sha256", "cd" * 32),)) == found
    )
    with pytest.raises(ParseError):
        metadata_place(body, "https://index.example/simple/kite/", package=KITE, filename=SDIST)


def test_what_was_taken_away_is_put_back() -> None:
    earlier = page(listed(WHEEL), listed("kite-2.0.tar.gz"), versions=["1.0", "2.0"])
    now = page(listed("kite-2.0.tar.gz"), versions=["2.0"])
    merged = json.loads(keep(now, earlier, KITE, ["1.0"]))

    assert ["kite-2.0.tar.gz", WHEEL] == [file["filename"] for file in merged["files"]]
    assert ["2.0", "1.0"] == merged["versions"]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", page(name="other")])
def test_what_is_no_page_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        read_project(body, KITE, {}, base=BASE, held=Held.YANKED)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.one_of(
    st.text(max_size=30),
    st.builds("kite-{}.tar.gz".format, st.text(max_size=8)),
    st.builds("kite-{}-py3-none-any.whl".format, st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,2})?", fullmatch=True)),
)
FILES = st.builds(
    lambda name, fields: {**listed(name), **fields},
    NAMES,
    st.dictionaries(
        st.sampled_from(
            ("url", "yanked", "hashes", "size", "provenance", "core-metadata", "upload-time", "filename")
        ),
        ANYTHING,
        max_size=3,
    ),
)
PAGES = st.builds(
    lambda files, members: page(*files, **members),
    st.lists(FILES | ANYTHING, max_size=6),
    st.dictionaries(st.sampled_from(("meta", "versions", "project-status", "x")), ANYTHING, max_size=3),
)


@pytest.mark.fuzz
@given(PAGES, st.sets(NAMES), st.sampled_from(Held))
def test_every_listed_file_is_served_or_said_to_be_left_out(body: bytes, names: set[str], held: Held) -> None:
    marks = dict.fromkeys(names, HELD)
    try:
        project = read_project(body, KITE, marks, base=BASE, held=held)
    except ParseError:
        return
    made = json.loads(write_json(project))

    assert len(json.loads(body)["files"]) == len(made["files"]) + len(made["meta"].get("_left-out", ()))
    for file in made["files"]:
        read = read_path(file["url"].removeprefix(BASE))
        assert isinstance(read, FilePath)
        assert read.filename == file["filename"]
        if file["filename"] in marks:
            assert (Held.YANKED, True) == (held, file["yanked"].startswith(HELD.words))


@pytest.mark.fuzz
@given(st.binary(max_size=300) | PAGES, st.binary(max_size=300) | PAGES)
def test_any_bytes_give_a_page_or_are_refused(body: bytes, earlier: bytes) -> None:
    try:
        write_json(read_project(body, KITE, {}, base=BASE, held=Held.YANKED))
        merged = keep(body, earlier, KITE, ["1.0", "2"])
    except ParseError:
        return
    write_json(read_project(merged, KITE, {}, base=BASE, held=Held.YANKED))
