import pytest

from pratique.core.lock import SourceKind
from pratique.lockfiles.npm.address import is_address, read_address


@pytest.mark.parametrize(
    ("text", "registry"),
    [
        ("https://registry.example/ms/-/ms-2.0.0.tgz", "https://registry.example"),
        ("http://registry.example:8080/npm/ms/-/ms-2.0.0.tgz", "http://registry.example:8080/npm"),
        ("https://a.example/api/npm/npm-all/ms/-/ms-2.0.0.tgz#abc", "https://a.example/api/npm/npm-all"),
        ("https://me:secret@registry.example/ms/-/ms-2.0.0.tgz", "https://registry.example"),
        ("https://[::1]:4873/ms/-/ms-2.0.0.tgz", "https://[::1]:4873"),
        ("HTTPS://registry.example/ms/-/ms-2.0.0.tgz?x=1", "https://registry.example"),
        ("https://h.example/download/ms/2.0.0/0123abcd", "https://h.example"),
    ],
)
def test_an_address_of_a_registry_tells_the_registry(text: str, registry: str) -> None:
    address = read_address(text, name="ms", version="2.0.0")
    assert (SourceKind.REGISTRY, registry, None) == (address.source, address.registry, address.doubt)
    assert text == address.url


@pytest.mark.parametrize(
    "path", ["@s/a/-/a-1.0.0.tgz", "@s%2fa/-/a-1.0.0.tgz", "%40s%2Fa/-/a-1.0.0.tgz", "@s/a/-/@s/a-1.0.0.tgz"]
)
def test_scoped_names_are_known_however_they_are_written(path: str) -> None:
    address = read_address(f"https://registry.example/{path}", name="@s/a", version="1.0.0")
    assert ("https://registry.example", None) == (address.registry, address.doubt)


def test_no_address_means_the_registry_that_is_configured() -> None:
    address = read_address(None, name="ms", version="2.0.0")
    assert (SourceKind.REGISTRY, None, None) == (address.source, address.registry, address.url)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("git+ssh://git@git.example/x.git#abc", SourceKind.GIT),
        ("git://git.example/x.git", SourceKind.GIT),
        ("git@git.example:x.git", SourceKind.GIT),
        ("github:x/y#abc", SourceKind.GIT),
        ("file:vendor/x.tgz", SourceKind.PATH),
        ("https://files.example/x.tgz", SourceKind.URL),
        ("https://git.example/x/archive/main.tar.gz", SourceKind.URL),
    ],
)
def test_other_addresses_tell_their_kind(text: str, source: SourceKind) -> None:
    address = read_address(text, name="x", version="1.0.0")
    assert (source, None, None) == (address.source, address.registry, address.doubt)


def test_an_address_of_another_package_is_doubted() -> None:
    address = read_address("https://registry.example/evil/-/evil-1.0.0.tgz", name="lodash", version="1.0.0")
    assert SourceKind.URL is address.source
    assert address.doubt is not None
    assert "another package: 'evil'" in address.doubt


def test_a_name_that_only_ends_alike_is_another_package() -> None:
    address = read_address("https://registry.example/not-ms/-/ms-1.0.0.tgz", name="ms", version="1.0.0")
    assert SourceKind.URL is address.source
    assert address.doubt is not None


def test_an_address_of_another_version_is_doubted() -> None:
    address = read_address("https://registry.example/ms/-/ms-1.9.9.tgz", name="ms", version="2.0.0")
    assert "the URL belongs to another version: 'ms-1.9.9'" == address.doubt


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example\\@registry.example/ms/-/ms-2.0.0.tgz",
        "https://registry.example/ms/-/../../evil/-/evil-1.0.0.tgz",
        "https://registry.example/evil/-/%2e%2e/%2e%2e/ms/-/ms-2.0.0.tgz",
        "https://registry\t.example/ms/-/ms-2.0.0.tgz",
        "https:///ms/-/ms-2.0.0.tgz",
        "https://[::1/ms/-/ms-2.0.0.tgz",
        "https://registry.example:99999/ms/-/ms-2.0.0.tgz",
        "https://registry.example/ms/-/ms-2.0.0.tgz?" + "a" * 9000,
        "ftp://registry.example/ms/-/ms-2.0.0.tgz",
        "ms-2.0.0.tgz",
    ],
)
def test_an_address_that_readers_take_in_two_ways_names_no_registry(text: str) -> None:
    address = read_address(text, name="ms", version="2.0.0")
    assert (SourceKind.URL, None) == (address.source, address.registry)
    assert address.doubt is not None


@pytest.mark.parametrize("text", ["1.0.0", "npm:lodash@1.0.0", "^1", "", "filex"])
def test_versions_are_no_addresses(text: str) -> None:
    assert not is_address(text)
