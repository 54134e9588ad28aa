import pytest

from pratique.advisories.ignores.scope import Scope, of_copy, of_package, of_purl
from tests.advisories.ignores.findings import GEM, NPM, PYPI


@pytest.mark.parametrize(
    ("purl", "expected"),
    [
        ("pkg:npm/lodash@4.17.20", Scope(NPM, "lodash", "=4.17.20")),
        ("pkg:npm/%40babel/core@7.0.0", Scope(NPM, "@babel/core", "=7.0.0")),
        ("pkg:npm/JSONStream", Scope(NPM, "JSONStream", None)),
        ("pkg:pypi/Flask_Login@1.0", Scope(PYPI, "flask-login", "==1.0")),
        ("pkg:gem/rails@6.0.0", Scope(GEM, "rails", "=6.0.0")),
        ("pkg:gem/nokogiri@1.15.0?platform=java", Scope(GEM, "nokogiri", "=1.15.0")),
        ("pkg:generic/node@22.11.0", Scope(None, "node", "=22.11.0")),
        ("pkg:generic/ruby@3.2.0", Scope(None, "ruby", "=3.2.0")),
        ("pkg:retire/jquery@1.8.0", Scope(None, "jquery", "=1.8.0")),
    ],
)
def test_a_package_url_is_a_package_and_one_version(purl: str, expected: Scope) -> None:
    assert expected == of_purl(purl)


@pytest.mark.parametrize("purl", ["pkg:deb/debian/openssl@3.0", "pkg:generic/openssl@3.0", "pkg:oci/app"])
def test_what_is_never_looked_up_has_no_scope(purl: str) -> None:
    assert of_purl(purl) is None


@pytest.mark.parametrize(
    "purl",
    [
        "",
        "lodash",
        "pkg:npm/lodash@4",
        "pkg:npm/lodash@4%20%7C%7C%20*",
        "pkg:generic/node@*",
        "pkg:generic/node@22",
        "pkg:npm/..@1.0.0",
        "pkg:pypi/x@1%20%7C%7C%202",
        "pkg:pypi/x@%3E%3D1",
    ],
)
def test_a_bad_package_url_and_a_range_in_place_of_a_version_are_refused(purl: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        of_purl(purl)


def test_a_package_is_named_as_its_ecosystem_spells_it() -> None:
    assert Scope(PYPI, "a-b", "==1") == of_package(PYPI, "A_b", "1")
    assert Scope(NPM, "lodash") == of_package(NPM, "lodash")
    with pytest.raises(ValueError, match=r"."):
        of_package(NPM, "no name at all")
    with pytest.raises(ValueError, match="not a version"):
        of_package(NPM, "lodash", "1 || *")


def test_a_copied_library_has_a_version_that_two_grammars_read() -> None:
    assert Scope(None, "jquery") == of_copy("jquery")
    assert Scope(None, "jquery", "=1.8.0") == of_copy("jquery", "1.8")
    with pytest.raises(ValueError, match="not a version"):
        of_copy("jquery", "1 || *")
