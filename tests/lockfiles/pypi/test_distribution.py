import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import LockedPackage, SourceKind
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.lockfiles.pypi.distribution import Distribution, placed

ONE = Digest("sha256", "1" * 64)
TWO = Digest("sha256", "2" * 64)


def entry(ecosystem: Ecosystem, name: str, version: str | None = "1.0.0") -> LockedPackage:
    return LockedPackage(key="", package=PackageRef(ecosystem, name), version=version)


NPM = entry(Ecosystem.NPM, "@s/a")
PYPI = entry(Ecosystem.PYPI, "my-lib", "1.0")
GEM = entry(Ecosystem.RUBYGEMS, "nok")


@pytest.mark.parametrize(
    ("package", "url", "filename"),
    [
        (NPM, "https://registry.example/npm/@s/a/-/a-1.0.0.tgz", None),
        (PYPI, "https://files.example/my_lib-1.0-py3-none-any.whl", "my_lib-1.0-py3-none-any.whl"),
        (PYPI, "https://files.example/x/My.Lib-1.0.tar.gz#sha256=0", "My.Lib-1.0.tar.gz"),
        (GEM, "https://registry.example/gems/nok-1.0.0.gem", "nok-1.0.0.gem"),
        (GEM, "https://registry.example/gems/nok-1.0.0-java.gem", "nok-1.0.0-java.gem"),
    ],
)
def test_the_digest_of_a_file_of_the_release_counts(
    package: LockedPackage, url: str, filename: str | None
) -> None:
    told = placed(package, [Distribution(url, (ONE,))])
    assert SourceKind.REGISTRY is told.source
    assert [(filename, (ONE,), url)] == [(file.filename, file.digests, file.url) for file in told.files]


def test_a_tarball_tells_the_registry() -> None:
    told = placed(NPM, [Distribution("https://registry.example/npm/@s/a/-/a-1.0.0.tgz")])
    assert "https://registry.example/npm" == told.registry
    assert "https://registry.example/npm/@s/a/-/a-1.0.0.tgz" == told.url


@pytest.mark.parametrize(
    ("package", "url"),
    [
        (NPM, "https://registry.example/@s/a/-/a-2.0.0.tgz"),
        (NPM, "https://registry.example/b/-/b-1.0.0.tgz"),
        (PYPI, "https://files.example/my_lib-2.0.tar.gz"),
        (PYPI, "https://git.example/my-lib/archive/v1.0.zip"),
        (GEM, "https://files.example/nok-1.0.01.gem"),
    ],
)
def test_another_archive_is_where_it_comes_from_and_gives_the_registry_no_digest(
    package: LockedPackage, url: str
) -> None:
    told = placed(package, [Distribution(url, (ONE,))])
    assert (SourceKind.URL, url, None) == (told.source, told.url, told.registry)


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("git+https://git.example/a.git@abc", SourceKind.GIT),
        ("git@git.example:a.git", SourceKind.GIT),
        ("file:///home/a/dist", SourceKind.PATH),
        ("file:../a", SourceKind.PATH),
    ],
)
def test_a_repository_or_path_is_where_it_comes_from(url: str, source: SourceKind) -> None:
    told = placed(PYPI, [Distribution(url, (ONE,))])
    assert (source, url, ()) == (told.source, told.url, told.files)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "NOASSERTION",
        "https://registry.example/project/other/",
        "https://registry.example/a\\b.zip",
        "https://registry.example/" + "a" * 9_000 + ".zip",
        "https://[/x",
        "ftp://files.example/my_lib-1.0.tar.gz",
    ],
)
def test_an_address_that_says_nothing_changes_nothing(url: str) -> None:
    assert PYPI == placed(PYPI, [Distribution(url, (ONE,))])


def test_each_hash_on_the_page_of_an_index_is_of_one_file() -> None:
    told = placed(PYPI, [Distribution("https://registry.example/simple/My_Lib/", (ONE, TWO))])
    assert [(None, (ONE,)), (None, (TWO,))] == [(file.filename, file.digests) for file in told.files]
    assert (SourceKind.REGISTRY, None) == (told.source, told.url)


def test_a_file_of_the_release_wins_over_an_address_elsewhere() -> None:
    told = placed(
        PYPI,
        [
            Distribution("https://git.example/archive/v1.0.zip", (TWO,)),
            Distribution("https://files.example/my_lib-1.0.tar.gz", (ONE,)),
        ],
    )
    assert (SourceKind.REGISTRY, (ONE,)) == (told.source, told.digests)


def test_an_entry_of_no_registry_stays_as_it_is() -> None:
    git = placed(PYPI, [Distribution("git+https://git.example/a.git")])
    assert git == placed(git, [Distribution("https://files.example/my_lib-1.0.tar.gz", (ONE,))])


@pytest.mark.fuzz
@given(
    package=st.sampled_from(
        [NPM, PYPI, GEM, entry(Ecosystem.NPM, "a", None), entry(Ecosystem.RUBYGEMS, "a", None)]
    ),
    url=st.text(max_size=30)
    | st.text(alphabet="ahnok-1.0/@[]%2e:gemtgz", max_size=40).map("https://registry.example/".__add__),
)
def test_any_address_gives_an_entry_of_the_same_release(package: LockedPackage, url: str) -> None:
    told = placed(package, [Distribution(url, (ONE,))])
    assert (package.package, package.version) == (told.package, told.version)
    assert all(file.digests or file.filename or file.url for file in told.files)
