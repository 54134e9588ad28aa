import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.config.package import parse_package
from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import ParseError

NPM, PYPI = Ecosystem.NPM, Ecosystem.PYPI


@pytest.mark.parametrize(
    ("text", "package", "version"),
    [
        ("npm:left-pad", PackageRef(NPM, "left-pad"), None),
        ("npm:@scope/name", PackageRef(NPM, "@scope/name"), None),
        ("npm:@scope/name@1.2.3-rc.1", PackageRef(NPM, "@scope/name"), "1.2.3-rc.1"),
        ("npm:JSONStream@1.0.0", PackageRef(NPM, "JSONStream"), "1.0.0"),
        ("pypi:Flask_Login@0.6", PackageRef(PYPI, "flask-login"), "0.6"),
        ("pkg:npm/%40scope/name@1.0.0", PackageRef(NPM, "@scope/name"), "1.0.0"),
        ("gem:RedCloth@4.0", PackageRef(Ecosystem.RUBYGEMS, "RedCloth"), "4.0"),
        ("pkg:gem/rails", PackageRef(Ecosystem.RUBYGEMS, "rails"), None),
        ("pkg:pypi/zope.interface", PackageRef(PYPI, "zope-interface"), None),
    ],
)
def test_packages_are_read_in_both_spellings(text: str, package: PackageRef, version: str | None) -> None:
    assert (package, version) == parse_package(text)


@pytest.mark.parametrize(
    "text",
    ["", "left-pad", "npm:", "npm:*", "npm:@scope/*", "*", "cargo:rails", "pkg:cargo/rails", "pkg:npm", "npm:a/b/c",
     "npm:@/x", "npm:a b", "pkg:npm/x?arch=y", "pkg:npm/x#lib", "npm:x@1 || 2", "npm:../x", "npm:x\n"],
)  # fmt: skip
def test_what_names_no_single_package_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        parse_package(text)


@pytest.mark.fuzz
@given(
    st.text(max_size=50)
    | st.builds("{}{}".format, st.sampled_from(["npm:", "pypi:", "gem:", "pkg:npm/"]), st.text())
)
def test_any_text_gives_a_package_or_a_parse_error(text: str) -> None:
    try:
        package, _ = parse_package(text)
    except ParseError:
        return
    assert "*" not in package.name
    assert package.purl.startswith("pkg:")
