import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from pratique.core.lock import SourceKind
from pratique.core.names import Digest
from pratique.lockfiles.pypi.pip.requirement import pinned, read_editable, read_requirement


@pytest.mark.parametrize(
    ("specifier", "version"),
    [
        ("==1.0", "1.0"),
        ("===1.0", "1.0"),
        ("==1.0,>=0.9", "1.0"),
        ("==1.0,==1.0", "1.0"),
        ("==1.0,==1.1", None),
        ("==1.*", None),
        (">=1.0", None),
        ("~=1.0", None),
        ("", None),
    ],
)
def test_only_one_exact_version_pins(specifier: str, version: str | None) -> None:
    assert version == pinned(SpecifierSet(specifier))


@pytest.mark.parametrize(
    ("text", "name", "version"),
    [
        ("Foo==1.0", "Foo", "1.0"),
        ("foo [a, b] == 1!1.0+cpu", "foo", "1!1.0+cpu"),
        ("foo (==1.0)", "foo", "1.0"),
        ("foo", "foo", None),
        ("foo>=1", "foo", None),
    ],
)
def test_a_name_with_a_range_is_of_the_registry(text: str, name: str, version: str | None) -> None:
    wanted = read_requirement(text)
    assert (name, version, SourceKind.REGISTRY, None) == (
        wanted.name,
        wanted.version,
        wanted.source,
        wanted.url,
    )


@pytest.mark.parametrize(
    ("text", "name", "version", "source"),
    [
        ("foo @ https://files.example/foo-1.2-py3-none-any.whl", "foo", "1.2", SourceKind.URL),
        ("foo @ https://files.example/evil-1.2-py3-none-any.whl", "foo", None, SourceKind.URL),
        ("foo @ git+https://git.example/foo@abc", "foo", None, SourceKind.GIT),
        ("foo @ file:///srv/foo-1.2.tar.gz", "foo", "1.2", SourceKind.PATH),
        ("https://files.example/foo-1.2.tar.gz", "foo", "1.2", SourceKind.URL),
        ("https://files.example/main.zip#egg=foo[x]", "foo", None, SourceKind.URL),
        ("git+ssh://git@git.example/x.git@abc#egg=foo&subdirectory=y", "foo", None, SourceKind.GIT),
        ("svn+https://git.example/x#egg=foo", "foo", None, SourceKind.GIT),
        ("./libs/foo", "foo", None, SourceKind.PATH),
        ("./libs/foo[x,y]", "foo", None, SourceKind.PATH),
        ("libs/foo/", "foo", None, SourceKind.PATH),
        ("libs\\foo", "foo", None, SourceKind.PATH),
        ("/srv/foo", "foo", None, SourceKind.PATH),
        ("../foo", "foo", None, SourceKind.PATH),
        ("file:libs/foo", "foo", None, SourceKind.PATH),
        ("foo-1.2-py3-none-any.whl", "foo", "1.2", SourceKind.PATH),
        ("foo-1.2.tar.gz[x]", "foo", "1.2", SourceKind.PATH),
        (".", ".", None, SourceKind.PATH),
        ("..", ".", None, SourceKind.PATH),
        ("libs/a@b", "a@b", None, SourceKind.PATH),
    ],
)
def test_addresses_and_paths_tell_name_and_kind(
    text: str, name: str, version: str | None, source: SourceKind
) -> None:
    wanted = read_requirement(text)
    assert (name, version, source) == (wanted.name, wanted.version, wanted.source)


def test_a_marker_is_kept() -> None:
    assert 'os_name == "nt"' == read_requirement("foo==1 ; os_name=='nt'").marker
    assert 'os_name == "nt"' == read_requirement("./foo;os_name=='nt'").marker
    wanted = read_requirement("https://files.example/a;b/foo-1.0.tar.gz ; os_name=='nt'")
    assert ('os_name == "nt"', "https://files.example/a;b/foo-1.0.tar.gz") == (wanted.marker, wanted.url)


def test_digests_in_an_address_are_read() -> None:
    wanted = read_requirement(f"foo @ https://files.example/foo-1.0.tar.gz#sha256={'0' * 64}&md5=x")
    assert (Digest("sha256", "0" * 64),) == wanted.digests


def test_editables_are_paths_repositories_or_named_addresses() -> None:
    assert (SourceKind.PATH, "plain") == (
        read_editable("./libs/plain[dev]").source,
        read_editable("libs/plain").name,
    )
    assert SourceKind.PATH is read_editable("plain").source
    assert "foo" == read_editable("foo @ git+https://git.example/x").name
    assert SourceKind.GIT is read_editable("git+https://git.example/x#egg=foo").source


@pytest.mark.parametrize(
    "text",
    [
        "foo==",
        "foo bar",
        "foo; nonsense",
        "./foo; nonsense",
        "https://files.example/",
        "https://files.example/main.zip",
        "https://[#egg=x&" + "a=1&" * 50,
        "git+https://git.example/x",
        "s3://bucket/x",
        "foo; " + "(" * 8000 + "os_name == 'x'",
        "./foo; " + "(" * 8000 + "os_name == 'x'",
        "foo; " + "(" * 9000,
        "@",
        "!",
    ],
)
def test_what_cannot_be_understood_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_requirement(text)


def test_a_very_long_editable_is_told() -> None:
    with pytest.raises(ValueError, match="too long"):
        read_editable("a" * 9000)


@pytest.mark.fuzz
@given(st.text(st.sampled_from("ab1.-_[](){}@;:/\\#=<>!~ '\"&%") | st.characters(), max_size=40))
def test_any_text_is_a_requirement_or_a_reason(text: str) -> None:
    for read in (read_requirement, read_editable):
        with contextlib.suppress(ValueError):
            assert read(text).name
