"""Names, purls and digests."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packageurl import PackageURL

from pratique.core.names import STRENGTH, Digest, Ecosystem, PackageRef, ReleaseRef, strongest
from pratique.errors import ParseError, Reference

NPM = Ecosystem.NPM
PYPI = Ecosystem.PYPI
HEX = hashlib.sha256(b"x").hexdigest()
SRI = "sha512-" + base64.b64encode(hashlib.sha512(b"x").digest()).decode()

_LOWER = "abcdefghijklmnopqrstuvwxyz0123456789"
_npm_parts = st.text(_LOWER + "-._~!'()*", min_size=1, max_size=20)
_npm_names = st.one_of(_npm_parts, st.builds("@{}/{}".format, _npm_parts, _npm_parts))
_pypi_names = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True)
_versions = st.one_of(
    st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3}){1,3}", fullmatch=True),
    st.from_regex(r"[0-9]+\.0\.0-[A-Za-z0-9.-]{1,9}(\+[A-Za-z0-9.-]{1,9})?", fullmatch=True),
    st.from_regex(r"([0-9]!)?[0-9]+(a|b|rc|\.post|\.dev)[0-9]+(\+[a-z0-9.]{1,8})?", fullmatch=True),
)


def digests() -> st.SearchStrategy[Digest]:
    return st.sampled_from(STRENGTH).flatmap(
        lambda name: st.binary(
            min_size=hashlib.new(name).digest_size, max_size=hashlib.new(name).digest_size
        ).map(lambda raw: Digest(name, raw.hex()))
    )


@pytest.mark.parametrize(
    ("package", "version", "purl"),
    [
        (PackageRef(NPM, "express"), "4.21.2", "pkg:npm/express@4.21.2"),
        (PackageRef(NPM, "@babel/core"), "7.0.0", "pkg:npm/%40babel/core@7.0.0"),
        (PackageRef(NPM, "@types/node"), "1.0.0+b.1", "pkg:npm/%40types/node@1.0.0%2Bb.1"),
        (PackageRef(PYPI, "zope-interface"), "7.0", "pkg:pypi/zope-interface@7.0"),
        (PackageRef(PYPI, "numpy"), "1!2.0rc1", "pkg:pypi/numpy@1%212.0rc1"),
    ],
)
def test_a_release_has_a_package_url(package: PackageRef, version: str, purl: str) -> None:
    assert purl == package.at(version).purl


def test_a_package_has_a_package_url_without_a_version() -> None:
    assert "pkg:npm/%40babel/core" == PackageRef(NPM, "@babel/core").purl


def test_old_npm_names_that_differ_in_capitals_are_two_packages_with_two_purls() -> None:
    old, young = PackageRef(NPM, "JSONStream"), PackageRef(NPM, "jsonstream")

    assert ("JSONStream", "pkg:npm/JSONStream@1.0.0") == (str(old), old.at("1.0.0").purl)
    assert ("jsonstream", "pkg:npm/jsonstream@1.0.0") == (str(young), young.at("1.0.0").purl)


@pytest.mark.parametrize(
    ("package", "text"),
    [
        (PackageRef(NPM, "@babel/core"), "@babel/core@1.0.0"),
        (PackageRef(PYPI, "attrs"), "attrs==1.0.0"),
        (PackageRef(Ecosystem.RUBYGEMS, "rack"), "gem:rack@1.0.0"),
    ],
)
def test_a_release_prints_as_its_ecosystem_writes_it(package: PackageRef, text: str) -> None:
    assert text == str(package.at("1.0.0"))


@pytest.mark.fuzz
@given(_npm_names, _versions)
def test_the_purl_of_any_npm_name_reads_back(name: str, version: str) -> None:
    read = PackageURL.from_string(PackageRef(NPM, name).at(version).purl)

    assert ("npm", name, version) == (
        read.type,
        f"{read.namespace}/{read.name}" if read.namespace else read.name,
        read.version,
    )


@pytest.mark.fuzz
@given(_pypi_names, _versions)
def test_the_purl_of_any_normalised_pypi_name_reads_back(name: str, version: str) -> None:
    read = PackageURL.from_string(PackageRef(PYPI, name).at(version).purl)

    assert ("pypi", None, name, version) == (read.type, read.namespace, read.name, read.version)


def test_a_release_is_a_value() -> None:
    assert ReleaseRef(PackageRef(NPM, "a"), "1") == PackageRef(NPM, "a").at("1")
    assert 1 == len({PackageRef(NPM, "a").at("1"), PackageRef(NPM, "a").at("1")})


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (f"sha256:{HEX}", Digest("sha256", HEX)),
        (f"sha256={HEX}", Digest("sha256", HEX)),
        (f"SHA256={HEX.upper()}", Digest("sha256", HEX)),
        (f"  sha256:{HEX}\n", Digest("sha256", HEX)),
        (SRI, Digest("sha512", hashlib.sha512(b"x").hexdigest())),
        (f"{SRI}?opt=1", Digest("sha512", hashlib.sha512(b"x").hexdigest())),
        ("sha1-EfatkuoFI/GYLjWfWsw9VW8lZ+w=", Digest("sha1", "11f6ad92ea0523f1982e359f5acc3d556f2567ec")),
        (f"md5:{'0' * 32}", Digest("md5", "0" * 32)),
    ],
)
def test_a_digest_is_read_in_every_spelling(text: str, digest: Digest) -> None:
    assert digest == Digest.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sha256",
        HEX,
        "sha256:",
        f"sha256:{HEX[:-1]}",
        f"sha256:{HEX}0",
        f"sha512:{HEX}",
        f"sha256:{HEX[:-1]}g",
        f"sha256:{HEX} and more",
        f"sha256:{HEX} sha256:{HEX}",
        f"{SRI} {SRI}",
        f"sha256-{HEX}",
        "sha512-!!!!",
        f"{SRI[:20]}!{SRI[20:]}",
        SRI.rstrip("="),
        "sha512-é",
        f"sha3:{HEX}",
        f"\N{LATIN SMALL LETTER LONG S}ha256:{HEX}",
        "sha256:" + "\N{ARABIC-INDIC DIGIT ZERO}" * 64,
    ],
)
def test_what_is_no_digest_is_refused(text: str) -> None:
    with pytest.raises(ParseError) as caught:
        Digest.parse(text)

    assert (Reference.LOCK_INVALID, True) == (caught.value.reference, bool(caught.value.hint))


def test_a_refusal_quotes_only_the_beginning_of_a_long_text() -> None:
    with pytest.raises(ParseError) as caught:
        Digest.parse("x" * 10_000_000)

    assert 200 > len(str(caught.value))


@pytest.mark.fuzz
@given(st.text())
def test_any_text_gives_a_digest_or_a_parse_error(text: str) -> None:
    try:
        digest = Digest.parse(text)
    except ParseError:
        return
    assert digest.algorithm in STRENGTH


@pytest.mark.fuzz
@given(digests())
def test_a_digest_reads_back_from_its_own_text(digest: Digest) -> None:
    assert digest == Digest.parse(str(digest))


@pytest.mark.fuzz
@given(digests())
def test_a_digest_reads_back_from_an_integrity_item(digest: Digest) -> None:
    encoded = base64.b64encode(bytes.fromhex(digest.hex)).decode()

    assert digest == Digest.parse(f"{digest.algorithm}-{encoded}")


def test_an_integrity_value_drops_what_cannot_be_read_and_keeps_the_order() -> None:
    sha1 = "sha1-EfatkuoFI/GYLjWfWsw9VW8lZ+w="

    found = Digest.parse_sri(f"{sha1} sha3-AAAA\n{SRI}\tnonsense")

    assert ["sha1", "sha512"] == [digest.algorithm for digest in found]


@pytest.mark.fuzz
@given(st.text())
def test_any_integrity_value_gives_digests(text: str) -> None:
    assert all(digest.algorithm in STRENGTH for digest in Digest.parse_sri(text))


@pytest.mark.parametrize("name", ["sha256", "sha384", "sha512"])
def test_the_sha2_family_is_strong(name: str) -> None:
    assert Digest(name, "").strong


@pytest.mark.parametrize("name", ["md5", "sha1"])
def test_digests_for_which_a_second_file_can_be_made_are_not_strong(name: str) -> None:
    assert not Digest(name, "").strong


def test_the_strongest_of_no_digests_is_none() -> None:
    assert strongest(()) is None


@pytest.mark.fuzz
@given(st.lists(digests(), min_size=1).map(tuple))
def test_the_strongest_digest_is_one_of_them_and_none_is_stronger(given_: tuple[Digest, ...]) -> None:
    best = strongest(given_)

    assert best in given_
    assert best is not None
    assert STRENGTH.index(best.algorithm) == min(STRENGTH.index(digest.algorithm) for digest in given_)


@pytest.mark.fuzz
@given(st.lists(digests(), min_size=1).map(tuple))
def test_a_weak_digest_is_the_strongest_only_where_there_is_no_strong_one(given_: tuple[Digest, ...]) -> None:
    best = strongest(given_)

    assert best is not None
    assert best.strong == any(digest.strong for digest in given_)
