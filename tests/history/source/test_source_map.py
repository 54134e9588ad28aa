"""Source maps, wherever they are written."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.tree import File, Tree
from pratique.history.source.source_map import map_of, parse_map
from tests.history.source.sides import trees

MAP = json.dumps({"version": 3, "sources": ["../src/a.ts"], "sourcesContent": ["a"]}).encode()


@pytest.mark.parametrize(
    ("code", "beside"),
    [
        (b"a()\n//# sourceMappingURL=a.js.map\n", "dist/a.js.map"),
        (b"a()\n/*# sourceMappingURL=maps/b.map */", "dist/maps/b.map"),
        (b"a()\n", "dist/a.js.map"),
    ],
)
def test_a_map_is_found_by_its_address_or_beside(code: bytes, beside: str) -> None:
    file = File("dist/a.js", code)
    found = map_of(file, Tree((file, File(beside, MAP))))
    assert found is not None
    assert ("a",) == found.texts


def test_a_map_inside_of_the_file_is_read() -> None:
    inline = b"//# sourceMappingURL=data:application/json;charset=utf-8;base64," + base64.b64encode(MAP)
    found = map_of(File("dist/a.js", b"a()\n" + inline + b"\n"), Tree(()))
    assert found is not None
    assert ("src/a.ts",) == found.sources


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../src/a.ts", "src/a.ts"),
        ("webpack://calm/./src/a.ts?1a2b", "src/a.ts"),
        ("webpack:///src/a.ts", "src/a.ts"),
        ("../../src/a.ts", "../src/a.ts"),
        ("a%20b.ts", "dist/a b.ts"),
    ],
)
def test_bundlers_write_paths_in_many_ways(name: str, expected: str) -> None:
    found = parse_map(json.dumps({"sources": [name]}).encode(), "dist/a.js.map")
    assert found is not None
    assert (expected,) == found.sources


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"sources": 1}', b"[" * 100_000, b"\xff"])
def test_what_is_no_map_gives_none(data: bytes) -> None:
    assert parse_map(data, "a.map") is None


@pytest.mark.fuzz
@given(trees(), st.binary(max_size=80))
def test_any_tree_has_an_answer(tree: Tree, data: bytes) -> None:
    for file in (*tree, File("a.js", b"//# sourceMappingURL=" + data)):
        found = map_of(file, tree)
        assert found is None or len(found.sources) == len(found.texts)
