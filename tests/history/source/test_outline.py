"""What is told of an artifact before its source is."""

from hypothesis import given

from pratique.core.names import Ecosystem
from pratique.history.source.outline import Outline, outline_of
from tests.history.source.sides import ref, tree, trees

SOURCE = "https://git.example/calm"


def test_names_sizes_the_release_and_its_repository_are_told() -> None:
    manifest = f'{{"name": "calm", "version": "1.2.3", "repository": "{SOURCE}"}}'
    found = outline_of(tree({"package.json": manifest, "lib/a.js": "12345"}), Ecosystem.NPM, None)
    assert (frozenset({"package.json", "a.js"}), frozenset({len(manifest), 5})) == (found.names, found.sizes)
    assert (ref(), SOURCE) == (found.ref, found.told and found.told.address)


def test_what_says_nothing_of_itself_is_no_release() -> None:
    assert Outline(names=frozenset({"package.json"}), sizes=frozenset({1})) == outline_of(
        tree({"package.json": "("}), Ecosystem.NPM, None
    )
    nameless = tree({"package.json": '{"name": "../up", "version": "1"}'})
    assert outline_of(nameless, Ecosystem.NPM, None).ref is None


def test_an_address_beyond_all_bounds_is_none() -> None:
    long = f'{{"repository": "https://git.example/{"a" * 3_000}/b"}}'
    assert outline_of(tree({"package.json": long}), Ecosystem.NPM, None).told is None


@given(trees())
def test_any_tree_has_an_outline(shipped: object) -> None:
    for ecosystem in Ecosystem:
        assert isinstance(outline_of(shipped, ecosystem, None), Outline)  # type: ignore[arg-type]
