from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import SourceKind
from pratique.core.names import Ecosystem, PackageRef
from pratique.lockfiles.sbom.package_url import package_of, read_purl

SHA256 = "0" * 64


def package(text: str) -> Any:
    return package_of(read_purl(text))


@pytest.mark.parametrize(
    ("text", "ecosystem", "name", "version"),
    [
        ("pkg:npm/%40babel/core@7.24.7", Ecosystem.NPM, "@babel/core", "7.24.7"),
        ("pkg:npm/@babel/core@7.24.7", Ecosystem.NPM, "@babel/core", "7.24.7"),
        ("pkg:npm/@babel/core", Ecosystem.NPM, "@babel/core", None),
        ("pkg:npm/JSONStream@1.3.5", Ecosystem.NPM, "JSONStream", "1.3.5"),
        ("PKG:NPM/left-pad", Ecosystem.NPM, "left-pad", None),
        ("pkg://npm/left-pad@1.0.0#lib/x", Ecosystem.NPM, "left-pad", "1.0.0"),
        ("pkg:pypi/Foo_Bar@1.0%2Blocal", Ecosystem.PYPI, "foo-bar", "1.0+local"),
        ("pkg:gem/RedCloth@4.3.2", Ecosystem.RUBYGEMS, "RedCloth", "4.3.2"),
    ],
)
def test_a_package_of_ours_is_an_entry(
    text: str, ecosystem: Ecosystem, name: str, version: str | None
) -> None:
    told = package(text)
    assert (PackageRef(ecosystem, name), version) == (told.package, told.version)
    assert (SourceKind.REGISTRY, None, ()) == (told.source, told.registry, told.files)


@pytest.mark.parametrize(
    "text", ["pkg:maven/org.a/b@1", "pkg:golang/a/b/c@v1", "pkg:deb/debian/x@1?arch=all"]
)
def test_a_package_of_another_ecosystem_is_none(text: str) -> None:
    assert package(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "npm/left-pad@1",
        "pkg:",
        "pkg:npm",
        "pkg:npm/",
        "pkg:n%20pm/a@1",
        "pkg:npm/babel/core@1.0.0",
        "pkg:npm/a@1/../../x",
        "pkg:npm/%2e%2e@1.0.0",
        "pkg:npm/a@1 0",
        "pkg:pypi/-a@1",
        "pkg:pypi/a@1%2F2",
        "pkg:gem/a%20b@1",
        "pkg:gem/%2e%2e@1",
        "pkg:gem/a@one",
        "pkg:npm/" + "a" * 9_000,
    ],
)
def test_what_no_registry_could_have_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"package URL|package name|the version"):
        package(text)


@pytest.mark.parametrize(
    ("text", "version", "markers"),
    [
        ("pkg:gem/nok@1.16.0?platform=java", "1.16.0", ("platform=java",)),
        ("pkg:gem/nok@1.16.0-x86_64-linux", "1.16.0", ("platform=x86_64-linux",)),
        ("pkg:gem/nok@1.16.0?platform=ruby", "1.16.0", ()),
        ("pkg:gem/nok?platform=java", None, ("platform=java",)),
    ],
)
def test_the_platform_of_a_gem_is_a_marker(text: str, version: str | None, markers: tuple[str, ...]) -> None:
    told = package(text)
    assert (version, markers) == (told.version, told.markers)


def test_the_platform_of_a_gem_tells_its_file() -> None:
    (file,) = package("pkg:gem/nok@1.16.0?platform=java").files
    assert ("nok-1.16.0-java.gem", ()) == (file.filename, file.digests)
    assert () == package("pkg:gem/nok@1.16.0").files == package("pkg:gem/nok?platform=java").files


def test_the_registry_is_told_without_credentials() -> None:
    told = package("pkg:npm/a@1.0.0?repository_url=https%3A%2F%2Fme%3Apw%40registry.example%2Fnpm")
    assert "https://registry.example/npm" == told.registry
    assert (
        "https://registry.example/npm" == package("pkg:npm/a@1?repository_url=registry.example/npm").registry
    )


def test_a_repository_makes_it_a_git_source() -> None:
    told = package("pkg:npm/a@1.0.0?vcs_url=git%2Bssh%3A%2F%2Fgit%40git.example%2Fa.git%23abc")
    assert (SourceKind.GIT, "git+ssh://git@git.example/a.git#abc") == (told.source, told.url)


def test_a_checksum_counts_beside_the_address_of_a_file_of_the_release() -> None:
    address = "https://files.example/a-1.0.tar.gz"
    told = package(f"pkg:pypi/a@1.0?checksum=sha256:{SHA256},sha1:bad&download_url={address}")
    assert [("a-1.0.tar.gz", (SHA256,))] == [
        (f.filename, tuple(d.hex for d in f.digests)) for f in told.files
    ]


def test_a_checksum_alone_is_of_no_known_file() -> None:
    assert () == package(f"pkg:pypi/a@1.0?checksum=sha256:{SHA256}").files
    assert () == package(f"pkg:npm/a@1.0.0?checksum=sha256:{SHA256}").files


def test_the_file_of_a_python_release_is_told() -> None:
    [file] = package(f"pkg:pypi/a@1.0?file_name=a-1.0-py3-none-any.whl&checksum=sha256:{SHA256}").files
    assert ("a-1.0-py3-none-any.whl", 1) == (file.filename, len(file.digests))
    assert () == package(f"pkg:pypi/a@1.0?file_name=b-1.0.tar.gz&checksum=sha256:{SHA256}").files


def test_a_download_of_something_else_is_where_it_comes_from() -> None:
    told = package("pkg:pypi/a@1.0?download_url=https://git.example/archive/main.zip")
    assert (SourceKind.URL, "https://git.example/archive/main.zip") == (told.source, told.url)


@pytest.mark.fuzz
@given(
    ecosystem=st.sampled_from(Ecosystem),
    name=st.sampled_from(["a", "a-b", "b2", "c" * 60]),
    version=st.tuples(st.integers(0, 999), st.integers(0, 9)).map(lambda told: f"{told[0]}.{told[1]}"),
)
def test_what_we_print_is_read_back(ecosystem: Ecosystem, name: str, version: str) -> None:
    ref = PackageRef(ecosystem, name).at(version)
    assert ref == package(ref.purl).ref


@pytest.mark.fuzz
@given(
    text=st.text(max_size=60) | st.text(alphabet="pkg:nmy/@1.?#&=%24", max_size=40).map("pkg:npm/".__add__)
)
def test_any_text_is_a_package_or_refused(text: str) -> None:
    try:
        read_purl(text)
        package(text)
    except ValueError:
        return
