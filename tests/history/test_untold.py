"""What a listing does not tell is said."""

from pratique.core.history import Entry
from pratique.history.untold import untold
from tests.history.telling import START, release

FULL = Entry(
    version="1.0.0",
    line="1.x",
    published=release("1.0.0", START).published,
    publisher="ada",
    maintainers=("ada",),
    dependencies=0,
    hooks=(),
    size_bytes=1,
    provenance=False,
)
BARE = Entry(version="1.0.1", line="1.x", published=None)


def test_a_listing_that_tells_everything_leaves_nothing_to_say() -> None:
    assert [] == list(untold([FULL]))


def test_each_thing_that_is_told_of_no_release_is_named() -> None:
    words = list(untold([BARE], "the publish times come from a mirror"))
    assert 7 == len(words)
    assert (
        "publish times: the publish times come from a mirror; releases are ordered by version, and gaps between releases are unknown"
        == words[0]
    )
    assert (
        "publishers: unknown for all releases (mirrors and some registries do not provide this data)" in words
    )


def test_what_is_told_of_some_is_counted() -> None:
    assert "publishers: unknown for 1 of 2 releases" in list(untold([FULL, BARE]))


def test_no_release_at_all_is_said() -> None:
    assert ["the listing contains no release"] == list(untold([]))
