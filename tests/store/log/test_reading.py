"""The log from several files at once; tests/store/log/test_moving.py reads what was moved."""

from dataclasses import replace

from pratique.store.log.reading import _lanes
from tests.store.log.test_part import PART


def test_files_whose_numbers_overlap_are_read_beside_each_other() -> None:
    first, late, second = (
        replace(PART, first=first, last=last) for first, last in ((1, 10), (5, 30), (11, 20))
    )

    assert [[first, second], [late]] == _lanes([first, late, second])
