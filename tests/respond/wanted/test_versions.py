"""Versions are single ones, a range or all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef
from pratique.respond.wanted.versions import wanted_versions

NPM = PackageRef(Ecosystem.NPM, "x")
PYPI = PackageRef(Ecosystem.PYPI, "x")
GEM = PackageRef(Ecosystem.RUBYGEMS, "x")


@pytest.mark.parametrize(
    ("package", "text", "expected"),
    [
        (NPM, "1.2.3", ["pkg:npm/x@1.2.3"]),
        (NPM, "= 1.2.3 || = 1.2.4", ["pkg:npm/x@1.2.3", "pkg:npm/x@1.2.4"]),
        (NPM, "1.2.3; 1.2.4|1.2.5 and 1.2.6\n1.2.7", [f"pkg:npm/x@1.2.{n}" for n in range(3, 8)]),
        (NPM, "1.2.3, 1.2.3", ["pkg:npm/x@1.2.3"]),
        (NPM, "^1.2.0", ["pkg:npm/x ^1.2.0"]),
        (NPM, ">= 1.2.0, < 1.3.0", ["pkg:npm/x >= 1.2.0 < 1.3.0"]),
        (NPM, "all versions", ["pkg:npm/x"]),
        (PYPI, "1.0", ["pkg:pypi/x@1.0"]),
        (PYPI, ">=1 <2", ["pkg:pypi/x >=1, <2"]),
        (GEM, "1.0.0.pre", ["pkg:gem/x@1.0.0.pre"]),
        (GEM, "~> 2.0", ["pkg:gem/x ~> 2.0"]),
        (NPM, "latest", []),
        (NPM, "soon", []),
        (PYPI, "one", []),
        (NPM, "1" * 100_001, []),
    ],
)
def test_versions_are_read(package: PackageRef, text: str, expected: list[str]) -> None:
    assert expected == [item.id for item in wanted_versions(package, text, origin="argument")]


@pytest.mark.fuzz
@given(st.sampled_from([NPM, PYPI, GEM]), st.text(max_size=80))
def test_no_text_breaks_the_reading(package: PackageRef, text: str) -> None:
    for item in wanted_versions(package, text, origin="argument"):
        assert item.affected.tells
