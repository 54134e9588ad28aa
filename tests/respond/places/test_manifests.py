"""Ranges that manifests request."""

import pytest

from pratique.errors import ParseError
from pratique.lockfiles import format_for
from pratique.respond.places.manifests import MANIFESTS, open_requests, requests


@pytest.mark.parametrize(
    ("filename", "text", "name", "allowed", "refused"),
    [
        ("package.json", '{"dependencies": {"axios": "^1.14.0"}}', "axios", "1.14.1", "2.0.0"),
        ("package.json", '{"devDependencies": {"http": "npm:axios@~1.14.0"}}', "axios", "1.14.1", "1.15.0"),
        ("package.json", '{"peerDependencies": {"axios": ">=1"}}', "axios", "1.14.1", "0.9.0"),
        ("pyproject.toml", '[project]\nname = "x"\ndependencies = ["A_b>=1,<2"]\n', "a-b", "1.5", "2.0"),
        ("pyproject.toml", '[tool.poetry.dependencies]\nab = "^1.2"\n', "ab", "1.5", "2.0"),
        ("Pipfile", '[packages]\nab = "~=1.2"\n', "ab", "1.5", "2.0"),
        ("Pipfile", '[packages]\nab = "*"\n', "ab", "1.5", "2.0a1"),
        ("Gemfile", 'gem "rails", "~> 7.0"\n', "rails", "7.1.0", "8.0.0"),
        ("gems.rb", 'gem "rails", "~> 7.0"\n', "rails", "7.1.0", "8.0.0"),
    ],
)
def test_a_range_allows_its_versions(filename: str, text: str, name: str, allowed: str, refused: str) -> None:
    (one,) = requests(filename, text.encode())

    assert (MANIFESTS[filename], name) == (one.package.ecosystem, one.package.name)
    assert one.allows(allowed)
    assert not one.allows(refused)


@pytest.mark.parametrize(
    ("filename", "text"),
    [
        ("package.json", '{"dependencies": {"axios": "file:../axios", "b": "github:a/b"}}'),
        ("Gemfile", 'gem "rails", path: "../rails"\n'),
    ],
)
def test_packages_from_elsewhere_are_left_out(filename: str, text: str) -> None:
    assert [] == list(requests(filename, text.encode()))


@pytest.mark.parametrize("filename", ["package.json", "pyproject.toml", "Pipfile"])
def test_a_manifest_that_cannot_be_parsed_is_an_error(filename: str) -> None:
    with pytest.raises(ParseError):
        list(requests(filename, b"{ not a manifest"))


def test_requirements_without_a_version_are_open() -> None:
    data = b"pinned==1.0\nopen>=1,<2  # why\nany\n"
    format_ = format_for("requirements.txt")
    assert format_ is not None

    found = list(open_requests(format_.parse(data), data))

    assert [("open", 2), ("any", 3)] == [(one.package.name, one.line) for one in found]
    assert [True, False] == [found[0].allows("1.5"), found[0].allows("2.0")]
    assert found[1].allows("9.0")
