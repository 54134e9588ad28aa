import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.sources.npm_bounds import first_versions
from pratique.ecosystems.npm.ranges import satisfies


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (">=1.2.3", ("1.2.3",)),
        (">= 1.2", ("1.2.0",)),
        ("^8.1.4 || ^7.10.1", ("8.1.4", "7.10.1")),
        ("<=3.7.1 || >= 3.7.3", ("3.7.3",)),
        (">=5.0.3 >=4.2.1", ("5.0.3",)),
        ("^5.0.0-beta.5", ("5.0.0-beta.5",)),
        ("8.x", ("8.0.0",)),
        ("1.2.3", ("1.2.3",)),
        (">0.12.7", ()),
        ("<2.0.0", ()),
        (">=2.0.0 <1.0.0", ()),
        ("*", ()),
        ("latest", ()),
    ],
)
def test_each_alternative_has_its_first_version_where_there_is_one(
    text: str, expected: tuple[str, ...]
) -> None:
    assert expected == first_versions(text)


@given(st.text("0123456789.<>=~^|x* -", max_size=24))
def test_a_first_version_is_in_the_range(text: str) -> None:
    assert all(satisfies(version, text, prereleases=True) for version in first_versions(text))
