"""One entry of a pylock.toml, also as pdm and pipenv write it where their index gave no hashes or addresses."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import SourceKind
from pratique.lockfiles.pypi.pylock_package import PylockPackage, read_package

DIGEST, OTHER = "1" * 64, "2" * 64
WHEEL, SDIST = "foo-1.0-py3-none-any.whl", "foo-1.0.tar.gz"
URL = f"https://files.example/{WHEEL}"


def read(text: str) -> PylockPackage:
    return read_package({"name": "foo", "version": "1.0", **tomllib.loads(text)}, 1)


def files(found: PylockPackage) -> list[tuple[str | None, list[str]]]:
    return [(file.filename, [digest.hex[0] for digest in file.digests]) for file in found.package.files]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'wheels = [{{ name = "{WHEEL}", hashes = {{ sha256 = "{DIGEST}" }} }}]', [(WHEEL, ["1"])]),
        (f'sdist = {{ name = "{SDIST}" }}', [(SDIST, [])]),
        (f'index = "https://index.example/simple"\nwheels = [{{ url = "{URL}" }}]', [(WHEEL, [])]),
        (f'index = "i"\ntool.pipenv.hashes = ["sha256:{DIGEST}", 1]', [(None, ["1"])]),
        ('index = "https://index.example/simple"', []),
        (
            (
                f'index = "i"\nwheels = [{{ url = "{URL}", upload-time = "2022-07-13T14:00:00Z", hashes = '
                f'{{ sha256 = "{DIGEST}" }} }}]\ntool.pipenv.hashes = ["sha256:{OTHER}"]'
            ),
            [(WHEEL, ["1"]), (None, ["2"])],
        ),
        (
            f'wheels = [{{ name = "{WHEEL}", url = "https://files.example/{WHEEL.replace("-", "%2D")}" }}]',
            [(WHEEL, [])],
        ),
    ],
)
def test_files_of_an_index_are_read_with_what_is_said_of_them(text: str, expected: list[Any]) -> None:
    found = read(text)
    assert (SourceKind.REGISTRY, expected, ()) == (found.package.source, files(found), found.doubts)


@pytest.mark.parametrize(
    ("text", "source", "url"),
    [
        (f'archive = {{ url = "{URL}" }}', SourceKind.URL, URL),
        (f'archive = {{ url = "{URL}", path = "./v/{WHEEL}" }}', SourceKind.PATH, f"./v/{WHEEL}"),
        (f'archive = {{ url = "file:///v/{WHEEL}" }}', SourceKind.PATH, f"file:///v/{WHEEL}"),
        (f'wheels = [{{ path = "v/{WHEEL}" }}]', SourceKind.PATH, f"v/{WHEEL}"),
        (f'wheels = [{{ path = "v/{WHEEL}" }}]\nsdist = {{ path = "v/{SDIST}" }}', SourceKind.PATH, None),
        ('directory = { path = "lib" }', SourceKind.PATH, "lib"),
        (
            'vcs = { type = "git", url = "https://git.example/x.git" }',
            SourceKind.GIT,
            "https://git.example/x.git",
        ),
        (
            'vcs = { type = "git", url = "https://git.example/x.git", commit-id = "abc" }',
            SourceKind.GIT,
            "https://git.example/x.git#abc",
        ),
    ],
)
def test_other_sources_are_read_with_their_place(text: str, source: SourceKind, url: str | None) -> None:
    found = read(text).package
    assert (source, url) == (found.source, found.url)


def test_every_local_file_of_an_entry_has_its_path() -> None:
    found = read(f'wheels = [{{ path = "v/{WHEEL}" }}]\nsdist = {{ path = "v/{SDIST}" }}').package
    assert [f"v/{WHEEL}", f"v/{SDIST}"] == [file.url for file in found.files]


@pytest.mark.parametrize(
    "text",
    [
        f'wheels = [{{ url = "{URL}" }}]\nsdist = {{ name = "{SDIST}", hashes = {{ sha256 = "{DIGEST}" }} }}',
        f'wheels = [{{ url = "{URL}" }}]\nsdist = {{ path = "{SDIST}" }}',
        f'wheels = [{{ url = "{URL}" }}]\nsdist = {{ url = "https://other.example/{SDIST}" }}',
        f'wheels = [{{ name = "{WHEEL}", url = "https://files.example/evil-1.0-py3-none-any.whl" }}]',
        f'wheels = [{{ name = "{WHEEL}", hashes = {{ sha256 = "x" }} }}]',
    ],
)
def test_files_that_nothing_settles_are_a_doubt(text: str) -> None:
    assert read(text).doubts


def test_an_address_without_a_digest_is_where_the_entry_is_taken_from() -> None:
    assert URL == read(f'wheels = [{{ url = "{URL}" }}]').package.url
    hashed = f'wheels = [{{ url = "{URL}", hashes = {{ sha256 = "{DIGEST}" }} }}]'
    assert None is read(hashed).package.url


@pytest.mark.parametrize(
    "text",
    [
        "",
        f'directory = {{ path = "x" }}\nsdist = {{ name = "{SDIST}" }}',
        'directory = { path = "x" }\nvcs = { type = "git", url = "x" }',
        'wheels = ["x"]',
        'wheels = [{ name = "evil-1.0-py3-none-any.whl" }]',
        "wheels = [{ size = 1 }]",
        "wheels = [{ name = 1 }]",
        "directory = 1",
        "directory = { editable = true }",
        'vcs = { type = "git" }',
        'index = "i"\nversion = ""',
        'index = "i"\nmarker = "x"',
        f'index = "i"\nmarker = "{"(" * 9_000}"',
        'index = "i"\ndependencies = 1',
    ],
)
def test_what_makes_no_sense_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read(text)


def test_requests_are_read_as_the_standard_and_as_pdm_write_them() -> None:
    found = read(
        'index = "i"\ndependencies = [{ name = "Bar", version = "2" }]\n'
        "tool.pdm.dependencies = ['Baz>=1; os_name == \"nt\"', '!', 1]"
    )
    assert [("bar", "2", None), ("baz", None, ">=1")] == [
        (one.name, one.version, one.range) for one in found.requests
    ]


values = st.recursive(
    st.one_of(st.text(max_size=5), st.integers(), st.booleans(), st.sampled_from((WHEEL, URL, DIGEST))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(("name", "url", "path", "hashes", "sha256", "size", "pipenv", "pdm")),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)
keys = st.sampled_from(
    (
        "name",
        "version",
        "marker",
        "index",
        "wheels",
        "sdist",
        "archive",
        "directory",
        "vcs",
        "tool",
        "dependencies",
    )
)


@given(st.dictionaries(keys, values))
def test_any_table_is_an_entry_or_an_error(table: dict[str, Any]) -> None:
    try:
        found = read_package(table, None)
    except ValueError:
        return
    assert found.package.package.name
