"""Limits: defaults and the cache key."""

from dataclasses import replace

from pratique.archive import DEFAULT_LIMITS, Limits


def test_the_key_changes_with_every_limit() -> None:
    names = (
        *("max_unpacked_bytes", "max_file_bytes", "max_files", "max_ratio"),
        *("ratio_floor_bytes", "max_depth", "max_name_bytes"),
    )
    changed = {replace(DEFAULT_LIMITS, **{name: 7}).key for name in names}
    assert len(names) == len(changed - {DEFAULT_LIMITS.key})


def test_equal_limits_have_one_key_without_spaces() -> None:
    assert Limits().key == DEFAULT_LIMITS.key
    assert DEFAULT_LIMITS.key.split() == [DEFAULT_LIMITS.key]
