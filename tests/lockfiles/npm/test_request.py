"""What stands behind a name in `dependencies`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import SourceKind
from pratique.lockfiles.npm.request import read_npm_request


@pytest.mark.parametrize(
    ("text", "versions"),
    [
        ("^1.2.0", "^1.2.0"),
        (" >=1 <2 ", ">=1 <2"),
        ("1.0.0 - 2.0.0 || 3.x", "1.0.0 - 2.0.0 || 3.x"),
        ("latest", "latest"),
        ("", None),
    ],
)
def test_ranges_and_tags_are_of_the_registry(text: str, versions: str | None) -> None:
    asked = read_npm_request("a", text)
    assert (SourceKind.REGISTRY, None, versions) == (asked.source, asked.package, asked.versions)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("git+ssh://git@host.example/a/b.git#v1", SourceKind.GIT),
        ("git@host.example:a/b.git", SourceKind.GIT),
        ("git://host.example/a.git", SourceKind.GIT),
        ("github:a/b", SourceKind.GIT),
        ("a/b", SourceKind.GIT),
        ("a/b#semver:^1", SourceKind.GIT),
        ("https://host.example/a-1.0.0.tgz", SourceKind.URL),
        ("HTTP://host.example/a.tgz", SourceKind.URL),
        ("file:../a", SourceKind.PATH),
        ("./a", SourceKind.PATH),
        ("../a", SourceKind.PATH),
        ("/a", SourceKind.PATH),
        ("~/a", SourceKind.PATH),
        ("a-1.0.0.tgz", SourceKind.PATH),
        ("link:../a", SourceKind.LINK),
        ("portal:../a", SourceKind.LINK),
        ("workspace:*", SourceKind.WORKSPACE),
        ("workspace:../a", SourceKind.WORKSPACE),
    ],
)
def test_what_is_of_no_registry_has_no_range(text: str, source: SourceKind) -> None:
    asked = read_npm_request("a", text)
    assert (source, None) == (asked.source, asked.versions)


@pytest.mark.parametrize(
    "text", ["catalog:", "catalog:react18", "patch:a@npm%3A1.0.0#x.patch", "jsr:^1", "npm:word", "C:\\a"]
)
def test_what_only_the_tool_can_tell_has_no_source(text: str) -> None:
    asked = read_npm_request("a", text)
    assert (None, None, None) == (asked.source, asked.versions, asked.package)


@pytest.mark.parametrize(
    ("text", "package", "versions"),
    [
        ("npm:ms@2.0.0", "ms", "2.0.0"),
        ("npm:@s/ms@^2", "@s/ms", "^2"),
        ("npm:@s/ms", "@s/ms", None),
        ("npm:a@1", None, "1"),
    ],
)
def test_an_alias_names_the_package(text: str, package: str | None, versions: str | None) -> None:
    asked = read_npm_request("a", text)
    assert (SourceKind.REGISTRY, package, versions) == (asked.source, asked.package, asked.versions)


@pytest.mark.fuzz
@given(st.text(alphabet="npm:@/.^1a- #\\", max_size=12))
def test_any_text_is_a_request_and_only_one_of_the_registry_has_a_range(text: str) -> None:
    asked = read_npm_request("a", text)
    assert asked.text == text.strip()
    assert asked.source is SourceKind.REGISTRY or (asked.versions, asked.package) == (None, None)
