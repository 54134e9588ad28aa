"""What of a repository is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem
from pratique.history.source.outline import Outline, outline_of
from pratique.history.source.wanted import MOST_FILE_BYTES, Listed, choose_files
from tests.history.source.sides import Files, tree


def outline(files: Files) -> Outline:
    return outline_of(tree(files), Ecosystem.NPM, None)


def chosen(*listed: Listed, most_bytes: int = 10_000, folder: str = "") -> tuple[str, ...]:
    artifact = outline({"index.js": "a" * 20, "x.bin": "b" * 33})
    return choose_files(listed, artifact, ecosystem=Ecosystem.NPM, most_bytes=most_bytes, folder=folder).paths


def test_names_sizes_manifests_and_origins_are_read_and_pictures_are_not() -> None:
    found = chosen(
        Listed("docs/a.png", 500),
        Listed("src/a.ts", 10),
        Listed("z/index.js", 7),
        Listed("renamed.bin", 33),
        Listed("p/package.json", 5),
    )
    assert ("p/package.json", "renamed.bin", "z/index.js", "src/a.ts") == found


def test_the_folder_of_the_package_is_read_first() -> None:
    found = chosen(Listed("a/index.js", 60), Listed("b/index.js", 60), most_bytes=100, folder="b")
    assert ("b/index.js",) == found


def test_what_does_not_fit_is_told() -> None:
    artifact = outline({"index.js": "a" * 20})
    listed = [Listed("a/index.js", 60), Listed("b/index.js", 60), Listed("c/index.js", MOST_FILE_BYTES + 1)]
    found = choose_files(listed, artifact, ecosystem=Ecosystem.NPM, most_bytes=100)
    assert (("a/index.js",), ["b/index.js", "c/index.js"]) == (
        found.paths,
        [gap.path for gap in found.omitted],
    )


@pytest.mark.fuzz
@given(
    st.lists(
        st.builds(Listed, st.sampled_from(["index.js", "a.ts", "package.json", "x"]), st.integers(0, 200))
    ),
    st.integers(0, 500),
)
def test_no_more_is_read_than_is_allowed(listed: list[Listed], most_bytes: int) -> None:
    found = choose_files(listed, outline({"x": "1"}), ecosystem=Ecosystem.NPM, most_bytes=most_bytes)
    assert len(found.paths) + len(found.omitted) <= len(listed)
    least = {item.path: min(i.size_bytes for i in listed if i.path == item.path) for item in listed}
    assert sum(least[path] for path in found.paths) <= most_bytes
