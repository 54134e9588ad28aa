"""The values that are shared with other parts."""

from pratique.collect.record import Record


def test_a_record_is_of_a_cache_unless_it_says_otherwise() -> None:
    assert ("cached", (), None) == (
        (one := Record("npm-cache", "npm", "calm", "1.0.1", "/c")).state,
        one.digests,
        one.at,
    )
