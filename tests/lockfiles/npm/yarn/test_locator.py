import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import SourceKind
from pratique.lockfiles.npm.yarn.locator import Locator, patches_of, read_conditions, unpatched


@pytest.mark.parametrize(
    ("text", "source", "url"),
    [
        ("a@npm:1.0.0", SourceKind.REGISTRY, None),
        ("@s/app@workspace:packages/a", SourceKind.WORKSPACE, "packages/a"),
        ("a@workspace:.", SourceKind.WORKSPACE, "."),
        ("a@link:./lib/a::locator=app%40workspace%3A.", SourceKind.LINK, "./lib/a"),
        ("a@portal:../a::locator=app%40workspace%3A.", SourceKind.LINK, "../a"),
        ("a@file:./lib/a#./lib/a::hash=1&locator=x", SourceKind.PATH, "./lib/a"),
        ("a@exec:./make.js", SourceKind.PATH, "./make.js"),
        ("a@https://git.example/a.git#commit=1f", SourceKind.GIT, "https://git.example/a.git#commit=1f"),
        ("a@https://git.example/a#commit=1f", SourceKind.GIT, "https://git.example/a#commit=1f"),
        (
            "a@https://git.example/a#workspace=x&commit=1f",
            SourceKind.GIT,
            "https://git.example/a#workspace=x&commit=1f",
        ),
        ("a@git@git.example:x/a.git#commit=1f", SourceKind.GIT, "git@git.example:x/a.git#commit=1f"),
        ("a@ssh://git@git.example/a#commit=1f", SourceKind.GIT, "ssh://git@git.example/a#commit=1f"),
        ("a@https://files.example/a.tgz", SourceKind.URL, "https://files.example/a.tgz"),
    ],
)
def test_the_protocol_tells_the_source(text: str, source: SourceKind, url: str | None) -> None:
    address = Locator.read(text).address("1.0.0")
    assert (source, url, None) == (address.source, address.url, address.doubt)


def test_an_unusual_address_of_a_release_is_read() -> None:
    text = "a@npm:1.0.0::__archiveUrl=https%3A%2F%2Fregistry.example%2Fx%2Fa%2F-%2Fa-1.0.0.tgz"
    address = Locator.read(text).address("1.0.0")
    assert ("https://registry.example/x", "https://registry.example/x/a/-/a-1.0.0.tgz") == (
        address.registry,
        address.url,
    )


def test_a_source_of_an_unknown_kind_is_doubtful() -> None:
    address = Locator.read("a@odd:thing").address("1.0.0")
    assert (SourceKind.URL, "the URL has an unknown scheme") == (address.source, address.doubt)


@pytest.mark.parametrize(
    "text", ["a@npm:*", "a@npm:", "a@npm:1/../2", "a@https://registry.example/a/-/a-1.0.0.tgz"]
)
def test_a_release_without_an_exact_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="exact version"):
        Locator.read(text).address(None)


@pytest.mark.parametrize("text", ["", "a", "a@", "@s/a", "a@::x=1"])
def test_a_locator_needs_a_name_and_a_reference(text: str) -> None:
    with pytest.raises(ValueError, match=r"no package name|no reference"):
        Locator.read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@npm:1.0.0", "a@npm:1.0.0"),
        ("b@patch:a@npm%3A1.0.0#./a.patch::version=1.0.0&hash=1", "a@npm:1.0.0"),
        ("@s/a@patch:@s/a@npm%3A1.0.0#~builtin<compat/a>::hash=1", "@s/a@npm:1.0.0"),
        ("a@patch:a@patch%3Aa@npm%253A1.0.0%23builtin%3A%3Ahash=2#./a.patch::hash=1", "a@npm:1.0.0"),
    ],
)
def test_patches_are_looked_through(text: str, expected: str) -> None:
    assert expected == unpatched(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@npm:1.0.0", ()),
        ("a@patch:a@npm%3A1.0.0#~/p/a.patch::version=1.0.0&hash=1", ("p/a.patch",)),
        ("a@patch:a@npm%3A1.0.0#./p/a.patch::locator=app%40workspace%3A.", ("./p/a.patch",)),
        (
            "a@patch:a@npm%3A1.0.0#./p/a.patch::locator=b%40workspace%3Apackages%2Fb",
            ("packages/b/./p/a.patch",),
        ),
        ("a@patch:a@npm%3A1.0.0#~/one.patch&optional!~/two.patch", ("one.patch", "two.patch")),
        ("a@patch:a@npm%3A1.0.0#optional!builtin<compat/a>", ()),
        ("a@patch:a@npm%3A1.0.0#~builtin<compat/a>", ()),
        ("a@patch:a@patch%3Aa@npm%253A1.0.0%23~/in.patch#~/out.patch", ("in.patch", "out.patch")),
        ("a@patch:a@npm%3A1.0.0#/etc/a.patch", ("/etc/a.patch",)),
    ],
)
def test_patches_of_the_project_are_told_in_their_order(text: str, expected: tuple[str, ...]) -> None:
    assert expected == patches_of(text)


def test_patches_without_end_are_refused() -> None:
    with pytest.raises(ValueError, match="too many patches"):
        unpatched("a@patch:" * 1_000 + "a@npm:1.0.0")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("os=darwin", ("os=darwin",)),
        ("os=linux & cpu=x64 & libc=glibc", ("os=linux", "cpu=x64", "libc=glibc")),
        ("(os=linux | os=darwin)", ("os=linux,darwin",)),
        ("(!os=win32 | !os=darwin) & (cpu=x64 | cpu=arm64)", ("os=!win32,!darwin", "cpu=x64,arm64")),
        ("!os=win32", ("os=!win32",)),
    ],
)
def test_conditions_become_lists_as_npm_has_them(text: str, expected: tuple[str, ...]) -> None:
    assert expected == read_conditions(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "os",
        "os=",
        "arch=x64",
        "os=linux | cpu=x64",
        "os=(linux)",
        "os=a,b",
        "os=linux &",
        "os=a " * 2_000,
    ],
)
def test_conditions_that_yarn_does_not_write_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="conditions"):
        read_conditions(text)


@pytest.mark.fuzz
@given(st.text(alphabet="a@npm:ptchws%3A2540#.&=1/<", max_size=60))
def test_any_text_is_a_locator_or_refused(text: str) -> None:
    try:
        locator = Locator.read(unpatched(text))
        locator.address("1.0.0")
    except ValueError:
        return
    assert locator.name
    assert locator.source is None
