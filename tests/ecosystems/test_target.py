import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem, PackageRef, ReleaseRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.ecosystems.interface import LocalPath
from pratique.ecosystems.target import Target, parse_name, parse_purl, parse_target
from pratique.errors import ParseError, Reference, UsageError


def npm(name: str, version: str) -> ReleaseRef:
    return ReleaseRef(PackageRef(Ecosystem.NPM, name), version)


def pypi(name: str, version: str) -> ReleaseRef:
    return ReleaseRef(PackageRef(Ecosystem.PYPI, name), version)


def gem(name: str, version: str) -> ReleaseRef:
    return ReleaseRef(PackageRef(Ecosystem.RUBYGEMS, name), version)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kite@1.0.0", npm("kite", "1.0.0")),
        (" kite@1.0.0 ", npm("kite", "1.0.0")),
        ("@scope/kite@1.0.0", npm("@scope/kite", "1.0.0")),
        ("@scope/kite", PackageRef(Ecosystem.NPM, "@scope/kite")),
        ("kite@latest", npm("kite", "latest")),
        ("kite@^1.0.0", npm("kite", "^1.0.0")),
        ("kite@>=1 <2", npm("kite", ">=1 <2")),
        ("lodash.merge@4.0.0", npm("lodash.merge", "4.0.0")),
        ("kite.zip@1.0.0", npm("kite.zip", "1.0.0")),
        ("Kite==1.0", pypi("kite", "1.0")),
        ("kite_py[speed, x]==1.0", pypi("kite-py", "1.0")),
        ("kite == 1.0", pypi("kite", "1.0")),
        ("kite===2004d", pypi("kite", "2004d")),
        ("pkg:npm/kite@1.0.0", npm("kite", "1.0.0")),
        ("pkg:npm/%40scope/kite@1.0.0", npm("@scope/kite", "1.0.0")),
        ("pkg:pypi/Kite_Py@1.0?file_name=x", pypi("kite-py", "1.0")),
        ("pkg:npm/JSONStream@1.0.0", npm("JSONStream", "1.0.0")),
        ("pkg:npm/npm@1.0.0", npm("npm", "1.0.0")),
        ("pkg:npm/kite", PackageRef(Ecosystem.NPM, "kite")),
        ("pkg:gem/RedCloth@4.0?platform=ruby", gem("RedCloth", "4.0")),
        ("gem:kite@1.0.0", gem("kite", "1.0.0")),
        ("gem:kite@~> 1.2, != 1.3", gem("kite", "~> 1.2, != 1.3")),
        ("gem:kite", PackageRef(Ecosystem.RUBYGEMS, "kite")),
        ("npm:@scope/kite@1.0.0", npm("@scope/kite", "1.0.0")),
        ("pypi:Kite_Py@1.0", pypi("kite-py", "1.0")),
        ("kite", PackageRef(Ecosystem.NPM, "kite")),
        ("lodash.merge", PackageRef(Ecosystem.NPM, "lodash.merge")),
        ("pypi:Kite_Py", PackageRef(Ecosystem.PYPI, "kite-py")),
        ("pypi:kite==1.0", pypi("kite", "1.0")),
        ("kite>=1", pypi("kite", ">=1")),
        ("kite[speed]~=1.4", pypi("kite", "~=1.4")),
        ("kite==1.*", pypi("kite", "==1.*")),
        ("kite>=1.0,<2", pypi("kite", ">=1.0,<2")),
        ("kite-1.0.0.gem", LocalPath("kite-1.0.0.gem")),
        ("dir/kite-1.0.0-java.GEM", LocalPath("dir/kite-1.0.0-java.GEM")),
        (".", LocalPath(".")),
        ("..", LocalPath("..")),
        ("./kite", LocalPath("./kite")),
        ("dir/kite.tgz", LocalPath("dir/kite.tgz")),
        ("/tmp/x@1.0/kite", LocalPath("/tmp/x@1.0/kite")),
        ("~/kite", LocalPath("~/kite")),
        ("C:\\kite", LocalPath("C:\\kite")),
        ("kite-1.0-py3-none-any.whl", LocalPath("kite-1.0-py3-none-any.whl")),
        ("kite-1.0.tar.gz", LocalPath("kite-1.0.tar.gz")),
        ("kite@1.0.0.TGZ", LocalPath("kite@1.0.0.TGZ")),
        ("./kite==1.0", LocalPath("./kite==1.0")),
    ],
)
def test_each_form_is_read(text: str, expected: Target) -> None:
    assert expected == parse_target(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "kite@",
            "@scope",
            "@scope/",
            "@scope/kite@",
            "==1.0",
            "kite==",
        ),
        *(
            "kite==",
            "kite>=one",
            "pip:kite",
            "rubygems:kite@1.0",
            "kite@npm:other@1.0",
            "https://files.example/kite.tgz",
        ),
        *(
            "kite@1.0\x00",
            "kite\n@1.0",
            "pkg:npm/",
            "pkg:gem/ra%20ils@1",
            "pkg:gem/RedCloth@4.0?platform=java",
            "pkg:cargo/rails@1",
            "gem:",
            "gem:@1",
            "gem:@scope/kite@1",
            "cargo:kite@1",
            "pkg:",
            "x" * 5000,
            "ki te@1.0",
            "_kite@1.0",
        ),
        *("pkg:npm/kite@1?repository_url=https://other.example", "pkg:npm/kite@1#sub/path", "kite@1@2"),
    ],
)
def test_other_texts_are_refused_with_the_forms(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_target(text)
    assert caught.value.reference is Reference.TARGET_INVALID
    assert "name==version" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kite@1.0", gem("kite", "1.0")),
        ("kite", PackageRef(Ecosystem.RUBYGEMS, "kite")),
        ("@scope/kite@1.0", npm("@scope/kite", "1.0")),
        ("kite==1.0", pypi("kite", "1.0")),
        ("npm:kite@1.0", npm("kite", "1.0")),
        ("pkg:npm/kite@1.0", npm("kite", "1.0")),
        ("./kite@1.0", LocalPath("./kite@1.0")),
    ],
)
def test_the_ecosystem_that_is_given_says_what_a_name_with_a_version_is(text: str, expected: Target) -> None:
    assert expected == parse_target(text, ecosystem=Ecosystem.RUBYGEMS)


def test_a_package_url_is_refused_with_an_example() -> None:
    with pytest.raises(ParseError) as caught:
        parse_purl("nonsense")
    assert "pkg:" in caught.value.hint


names = st.sampled_from(["kite", "@scope/kite", "lodash.merge", "k", "a_b"])
versions = st.sampled_from(["1.0.0", "2.0.0-rc.1", "1.0+local"])


@pytest.mark.fuzz
@given(st.sampled_from(list(Ecosystem)), names, versions)
def test_what_is_printed_can_be_read_again(ecosystem: Ecosystem, name: str, version: str) -> None:
    if ecosystem is not Ecosystem.NPM:
        name = name.removeprefix("@scope/")
    ref = ECOSYSTEMS[ecosystem].normalise(name).at(version)
    assert ref == parse_target(str(ref))
    assert ref == parse_purl(ref.purl)


@pytest.mark.fuzz
@given(st.text(max_size=40) | st.text("pkg:npmyi/@=.[]~ 1a", max_size=40))
def test_any_text_is_a_target_or_a_usage_error(text: str) -> None:
    try:
        found: object = parse_target(text)
    except UsageError as error:
        found = error.reference
    assert isinstance(found, ReleaseRef | PackageRef | LocalPath) or found is Reference.TARGET_INVALID


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("calm", ("pkg:npm/calm", None)),
        ("calm@1.0.0", ("pkg:npm/calm", "1.0.0")),
        ("sample==1.0", ("pkg:pypi/sample", "1.0")),
        ("pkg:gem/rack@3.0.0", ("pkg:gem/rack", "3.0.0")),
        ("pkg:pypi/sample", ("pkg:pypi/sample", None)),
    ],
)
def test_a_name_is_a_package_with_or_without_a_version(text: str, expected: tuple[str, str | None]) -> None:
    package, version = parse_name(text)

    assert expected == (package.purl, version)


def test_a_path_is_no_name_of_a_package() -> None:
    with pytest.raises(UsageError, match="is a path"):
        parse_name("./calm.tgz")
