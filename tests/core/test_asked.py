from pratique.core.asked import AskedPackages


def test_nothing_that_was_read_asks_for_nothing_and_misses_nothing() -> None:
    assert (frozenset(), "") == (AskedPackages().names, AskedPackages().gap)
