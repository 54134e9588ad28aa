"""Pages of the compact index."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.release import Listing, TimeSource
from pratique.ecosystems.rubygems.listing import parse_listing
from pratique.errors import ParseError, Reference

KITE = PackageRef(Ecosystem.RUBYGEMS, "kite")
REGISTRY = "https://gems.example/root/"
ONE, TWO = "1" * 64, "2" * 64
NEW_FORM = f"""created_at: 2026-01-01T00:00:00Z
---
1.0.0 |checksum:{ONE},created_at:2024-05-01T12:00:00Z
1.1.0 tail:>= 1&< 3,rope:~> 2.0|checksum:{TWO},ruby:>= 2.7&< 4.dev,rubygems:>= 3.1,created_at:2024-06-01T12:00:00.5Z
1.1.0-x86_64-linux tail:>= 1.5|checksum:{ONE},created_at:2024-06-01T13:00:00Z
"""


def read(text: str | bytes) -> Listing:
    data = text.encode() if isinstance(text, str) else text
    return parse_listing(data, package=KITE, registry=REGISTRY, url=f"{REGISTRY}info/kite")


def test_a_page_has_releases_with_a_file_for_each_platform() -> None:
    listing = read(NEW_FORM)
    assert ["1.0.0", "1.1.0"] == list(listing.releases)
    assert [
        ("kite-1.1.0.gem", "https://gems.example/root/gems/kite-1.1.0.gem", (Digest("sha256", TWO),)),
        (
            "kite-1.1.0-x86_64-linux.gem",
            "https://gems.example/root/gems/kite-1.1.0-x86_64-linux.gem",
            (Digest("sha256", ONE),),
        ),
    ] == [(file.filename, file.url, file.digests) for file in listing.releases["1.1.0"].artifacts]
    assert () == listing.problems


def test_dependencies_are_those_of_the_file_for_ruby_first() -> None:
    assert {"tail": ">= 1, < 3", "rope": "~> 2.0"} == read(NEW_FORM).releases["1.1.0"].dependencies


def test_times_are_the_registry_s_where_every_line_has_one() -> None:
    listing = read(NEW_FORM)
    told = listing.releases["1.1.0"].published
    assert told is not None
    assert (datetime(2024, 6, 1, 12, 0, 0, 500_000, UTC), TimeSource.REGISTRY) == (told.at, told.source)
    assert TimeSource.REGISTRY is listing.times


def test_times_that_only_some_lines_have_are_a_mirror_s() -> None:
    listing = read(f"---\n1.0 |checksum:{ONE}\n1.1 |checksum:{TWO},created_at:2024-06-01T12:00:00Z\n")
    assert (TimeSource.MIRROR, None) == (listing.times, listing.releases["1.0"].published)


def test_the_older_form_tells_no_times() -> None:
    listing = read(f"---\n1.0 |checksum:{ONE},ruby:>= 2\n")
    assert (None, None) == (listing.times, listing.releases["1.0"].published)


def test_a_gem_of_which_all_versions_are_yanked_has_no_releases() -> None:
    assert {} == read("---\n").releases


def test_a_page_without_a_header_is_read_as_bundler_reads_it() -> None:
    assert ["1.0"] == list(read(f"1.0 |checksum:{ONE}\r\n\r\n").releases)


def test_a_file_that_is_listed_twice_counts_as_the_last_line_says() -> None:
    listing = read(f"---\n1.0 |checksum:{ONE}\n2.0 |checksum:{ONE}\n1.0 |checksum:{TWO}\n")
    assert (Digest("sha256", TWO),) == listing.releases["1.0"].artifacts[0].digests
    assert "listed twice, with two checksums" in listing.problems[0]


@pytest.mark.parametrize(
    "line",
    [
        "x |checksum:1",
        "-1.0 |",
        "1.0- |",
        "1.0-../x |",
        "1.0-x/y |",
        "1.0-linux%2f |",
        "1.0\x00 |",
        "| 1.0",
        ": ",
    ],
)
def test_a_line_that_tells_no_version_is_told_and_left_out(line: str) -> None:
    listing = read(f"---\n1.0 |checksum:{ONE}\n{line}\n")
    assert ["1.0"] == list(listing.releases)
    assert 1 == len(listing.problems)


@pytest.mark.parametrize("checksum", ["", "abc", "g" * 64, ONE + "0", "sha256=" + ONE])
def test_a_checksum_of_another_form_is_not_told(checksum: str) -> None:
    assert () == read(f"---\n1.0 |checksum:{checksum}\n").releases["1.0"].artifacts[0].digests


def test_a_page_of_something_else_is_refused() -> None:
    with pytest.raises(ParseError) as caught:
        read(b'{"versions": []}')
    assert Reference.LISTING_INVALID is caught.value.reference


lines = st.builds(
    "{} {}|{}".format,
    st.sampled_from(["1.0", "1.0-java", "2.0.a", "x", ""]),
    st.text("abc:&,>= 1|", max_size=20),
    st.text("checksum:0f,created_at:2024-06-01T12:00:00Z|", max_size=60),
)


@pytest.mark.fuzz
@given(
    st.binary(max_size=200)
    | st.lists(lines, max_size=5).map(lambda found: "\n".join(["---", *found]).encode())
)
def test_any_bytes_give_a_listing_or_a_parse_error(data: bytes) -> None:
    try:
        listing = read(data)
    except ParseError:
        return
    for release in listing.releases.values():
        for file in release.artifacts:
            assert file.url.startswith(f"{REGISTRY}gems/kite-")
            assert "/" not in file.filename
