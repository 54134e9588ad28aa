"""What options come to, held against pip's own reader of requirements files."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pip._internal.exceptions import CommandError, InstallationError
from pip._internal.index.collector import LinkCollector
from pip._internal.index.package_finder import PackageFinder
from pip._internal.models.search_scope import SearchScope
from pip._internal.models.selection_prefs import SelectionPreferences
from pip._internal.network.session import PipSession
from pip._internal.req.req_file import parse_requirements

from pratique.core.install_options import FileKinds, InstallOptions
from pratique.lockfiles.pypi.pip.requirements import parse

USUAL = "https://usual.example"
KINDS = {
    frozenset({"binary", "source"}): FileKinds.BEST,
    frozenset({"binary"}): FileKinds.WHEELS,
    frozenset({"source"}): FileKinds.SOURCES,
}


def options(text: str) -> InstallOptions:
    return parse(text.encode()).packages[0].options


def finder_of_pip(text: str) -> PackageFinder:
    """The state of pip after it has read a file."""
    scope = SearchScope(find_links=[], index_urls=[USUAL], no_index=False)
    session = PipSession()
    finder = PackageFinder.create(
        link_collector=LinkCollector(session=session, search_scope=scope),
        selection_prefs=SelectionPreferences(allow_yanked=False),
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "requirements.txt"
        path.write_text(text)
        list(parse_requirements(str(path), session, finder=finder))
    return finder


names = st.sampled_from(("foo", "Foo", "bar", ":all:", ":none:"))
kinds = st.lists(names, min_size=1, max_size=4).map(",".join)
addresses = st.sampled_from(("https://a.example", "https://b.example", "./v", "w"))
words = st.one_of(
    st.tuples(st.sampled_from(("--no-binary", "--no-b", "--only-binary", "--only-b")), kinds),
    st.tuples(
        st.sampled_from(
            (
                "-i",
                "--index-url",
                "--index",
                "--pypi-url",
                "--extra-index-url",
                "--extra",
                "-f",
                "--find-links",
            )
        ),
        addresses,
    ),
    st.tuples(st.sampled_from(("--pre", "--prefer-binary", "--no-index", "--require-hashes")), st.just("")),
)
written = st.builds(
    lambda pair, equals: (
        f"{pair[0]}={pair[1]}" if equals and pair[1] and pair[0][:2] == "--" else " ".join(pair)
    ),
    words,
    st.booleans(),
)
lines = st.builds(
    lambda start, rest: " ".join((start, *rest)).strip(),
    st.sampled_from(("", "", "", "bar==2")),
    st.lists(written, max_size=3),
)


# The pip of Python 3.11 has a copy of setuptools that warns of itself.
@pytest.mark.filterwarnings("ignore:pkg_resources is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Deprecated call to `pkg_resources:DeprecationWarning")
@settings(deadline=None)
@given(st.lists(lines, max_size=6))
def test_options_come_to_what_they_come_to_in_pip(texts: list[str]) -> None:
    text = "\n".join(("foo==1", *texts)) + "\n"
    try:
        finder = finder_of_pip(text)
    except (InstallationError, CommandError, SystemExit):
        return
    found = options(text)
    indexes = [USUAL] if found.usual else []
    indexes += [option.value for option in found.indexes]
    assert set(finder.index_urls) == set(indexes)
    assert set(finder.find_links) == {option.value for option in found.links}
    assert KINDS[finder.format_control.get_allowed_formats("foo")] is found.kinds
    if hasattr(finder, "allow_all_prereleases"):  # pip 26 keeps it elsewhere
        assert finder.allow_all_prereleases is found.prereleases


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("foo==1 --no-binary foo", "line 1"),
        ("foo==1\n--no-binary :all:", "line 2"),
        ("foo==1\nbar==1 --global-option=x", "line 2"),
    ],
)
def test_the_option_that_decides_the_kind_of_file_is_named(text: str, place: str) -> None:
    found = options(text)
    assert FileKinds.SOURCES is found.kinds
    assert found.kinds_by is not None
    assert place == found.kinds_by.place


def test_digests_are_required_where_one_entry_has_some() -> None:
    digest = "a" * 64
    assert [False, True, True, False] == [
        options(text).hashes_required
        for text in (
            "foo==1",
            "foo==1\n--require-hashes",
            f"foo==1 --hash=sha256:{digest}\nbar==1",
            f"foo==1 --hash=sha256:{digest}\n--no-require-hashes",
        )
    ]


def test_a_long_value_is_read_in_linear_time() -> None:
    assert FileKinds.SOURCES is options(f"foo==1\n--no-binary {':all:,:none:,' * 60_000}:all:").kinds
