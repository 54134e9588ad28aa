import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.vendored.pattern import PLACEHOLDER as V
from pratique.advisories.vendored.recogniser import Recogniser
from pratique.core.advisory import Product
from pratique.core.audit import CopyKind
from tests.lockfiles.locks import shapes

LEFT = Product("npm", "left")
SCRIPT = b"(function(){ left(); })();\n"


def recogniser(*components: dict[str, object]) -> Recogniser:
    return Recogniser.of([json.dumps({"components": components}).encode()])


def left(**patterns: object) -> Recogniser:
    return recogniser({"type": "npm", "name": "left", **patterns})


ALL = left(
    filecontent=[rf"/\*! Left v({V})", rf'left="({V})"'],
    filecontentreplace=["/left=\\{major:([0-9]+),minor:([0-9]+)\\}/$1.$2.0/"],
    filename=[rf"left-({V})(\.min)?\.js"],
    uri=[rf"/left[@/]({V})/"],
    hashes={hashlib.sha1(SCRIPT, usedforsecurity=False).hexdigest(): "0.9.0"},
)


def found(path: str, data: bytes, known: Recogniser = ALL) -> list[tuple[str, CopyKind]]:
    copies = known.copies(path, data)
    assert {path} >= {copy.path for copy in copies}
    assert {LEFT} >= {copy.product for copy in copies}
    return [(copy.version, copy.kind) for copy in copies]


def test_a_banner_tells_the_library() -> None:
    assert [("1.2.3", CopyKind.CONTENT)] == found("app.js", b"x();\n/*! Left v1.2.3 */")
    assert [] == found("app.js", b"x();")
    assert [] == found("app.js", b"")


def test_a_bundle_of_two_versions_has_two_copies() -> None:
    assert [("1.2.3", CopyKind.CONTENT), ("2.0.0", CopyKind.CONTENT)] == found(
        "app.js", b'/*! Left v1.2.3 */ left="2.0"'
    )


def test_a_version_in_parts_is_put_together() -> None:
    assert [("4.7.0", CopyKind.CONTENT)] == found("app.js", b"left={major:4,minor:7}")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_may_end_as_they_like(end: bytes) -> None:
    known = left(filecontent=[rf"/\*!\n \* Left v({V})"])

    assert [("1.2.3", CopyKind.CONTENT)] == found("app.js", b"/*!" + end + b" * Left v1.2.3", known)
    assert [("0.9.0", CopyKind.HASH)] == found("app.js", SCRIPT.replace(b"\n", end))


def test_the_name_of_a_file_tells_the_library() -> None:
    assert [("1.2.3", CopyKind.FILENAME)] == found("static/left-1.2.3.min.js", b"x")
    assert [("1.2.3", CopyKind.FILENAME)] == found("cdn/left/1.2.3/main.js", b"x")
    assert [("1.2.3", CopyKind.FILENAME)] == found("left@1.2.3/main.js", b"x")


def test_a_folder_that_is_no_version_tells_nothing() -> None:
    assert [] == found("left/3rdparty/main.js", b"x")
    assert [] == found("left/2015-08/main.js", b"x")


def test_the_folders_of_an_installed_tree_tell_nothing() -> None:
    assert [] == found("node_modules/.pnpm/left@1.2.3/node_modules/left/main.js", b"x")
    assert [] == found("node_modules/.pnpm/left/1.2.3/node_modules/right/main.js", b"x")
    assert [("1.2.3", CopyKind.FILENAME)] == found("node_modules/right/cdn/left/1.2.3/main.js", b"x")


def test_the_surest_way_counts_where_several_agree() -> None:
    banner = b"/*! Left v1.2.3 */"
    known = left(
        filecontent=[rf"/\*! Left v({V})"],
        filename=[rf"left-({V})\.js"],
        hashes={hashlib.sha1(banner, usedforsecurity=False).hexdigest().upper(): "1.2.3"},
    )

    assert [("1.2.3", CopyKind.HASH)] == found("left-1.2.3.js", banner, known)
    assert [("1.2.3", CopyKind.CONTENT)] == found("left-1.2.3.js", banner + b" ", known)
    assert [("1.2.3", CopyKind.FILENAME)] == found("left-1.2.3.js", b"x", known)


def test_a_manifest_in_a_vendor_folder_tells_the_library() -> None:
    data = b'{"name": "left", "version": "1.2.3"}'

    assert [("1.2.3", CopyKind.MANIFEST)] == found("vendor/left/package.json", data)
    assert [] == found("package.json", data)


def test_bower_calls_a_library_by_its_own_name_or_by_npms() -> None:
    known = recogniser({"type": "npm", "name": "left", "bower": ["Left.js"], "filename": [f"l({V})"]})

    for name in ("Left.js", "left"):
        data = json.dumps({"name": name, "version": "1.2.3"}).encode()
        assert [("1.2.3", CopyKind.MANIFEST)] == found("static/left/bower.json", data, known)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("app.js", True),
        ("a/b.mjs", True),
        ("b.cjs", True),
        ("vendor/left/package.json", True),
        ("package.json", False),
        ("app.ts", False),
        ("index.html", False),
    ],
)
def test_what_is_looked_at_is_known_by_the_path(path: str, *, wanted: bool) -> None:
    assert wanted == Recogniser.wants(path)


def test_a_pattern_that_cannot_be_used_is_told_and_the_others_are_used() -> None:
    known = left(filecontent=[f"(?!a)({V})", rf"Left v({V})"], filecontentreplace=["none"])

    assert [("1.2.3", CopyKind.CONTENT)] == found("app.js", b"Left v1.2.3", known)
    assert (
        f"left: the pattern has a lookahead or a negative assertion: (?!a)({V})",
        "left: the pattern is not of the form /pattern/replacement/: none",
    ) == known.unused


def test_what_is_no_detectors_is_told() -> None:
    known = Recogniser.of([b"{", b"[]", b'{"components": 1}'])

    assert ("invalid detectors",) * 3 == known.unused
    assert not known.has_patterns
    assert not Recogniser.of([]).has_patterns
    assert ALL.has_patterns


def test_a_file_with_more_places_than_it_is_worth_is_told() -> None:
    known = left(filecontent=[f'"({V})"'])

    assert known.recognise("app.js", b'"1.0"' * 30_000).cut
    assert not known.recognise("app.js", b'"1.0"' * 30).cut


def test_names_that_are_no_text_are_looked_at() -> None:
    assert [("1.2.3", CopyKind.FILENAME)] == found("caf\udce9/left-1.2.3.js", b"\xff\xfe")


KEYS = st.sampled_from(["components", "type", "name", "uri", "filename", "filecontent", "hashes", "bower"])
LEAVES = st.sampled_from([f"({V})", "(a", "npm", "left", "", "\ud800", None, 7, "a" * 40])


@given(shapes(LEAVES, KEYS), shapes(LEAVES, KEYS), st.binary(max_size=20))
def test_any_detectors_and_any_bytes_are_taken(document: object, component: object, data: bytes) -> None:
    datas = [json.dumps(document).encode(), json.dumps({"components": [component]}).encode(), data]

    for copy in Recogniser.of(datas).copies("a/b-1.0.js", data):
        assert copy.version[0].isdigit()
