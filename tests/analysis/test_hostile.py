"""Whatever is thrown at it, the analysis answers, says what it did not read, and no rule breaks.

At full size: `python -m tests.analysis.hostile`. No time is measured here.
"""

import pytest

from pratique.analysis.languages.readers import MOST_BYTES
from tests.analysis.hostile import BY_NAME, CASES, MOST_READ, Hostile
from tests.analysis.inspecting import npm, package_json
from tests.builders import tgz

SIZE = 10_000


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile_input_is_answered(case: Hostile) -> None:
    done = case.inspect(SIZE)

    assert () == done.inspection.failed
    assert "" == "".join(item.why for item in done.inspection.unread if "its reader failed" in item.why)


@pytest.mark.parametrize("case", [case for case in CASES if 0 < case.cut <= SIZE], ids=lambda case: case.name)
def test_what_was_not_read_is_said(case: Hostile) -> None:
    unread = [item.path for item in case.inspect(SIZE).inspection.unread if item.reached]

    assert [case.name] == unread


def test_a_line_of_many_megabytes_is_not_read_and_that_is_said() -> None:
    line = BY_NAME["line.js"].make(MOST_READ)
    assert MOST_BYTES < len(line)
    (unread,) = npm({"package.json": package_json(main="line.js"), "line.js": line}).inspection.unread

    assert ("line.js", True) == (unread.path, unread.reached)
    assert "too large" in unread.why


def test_an_archive_that_unpacks_without_end_is_a_finding() -> None:
    bomb: dict[str, bytes | str] = {"package.json": package_json(), "zeros.bin": b"\0" * 60_000_000}
    assert 1_000_000 > len(tgz(bomb))
    found = npm(bomb).inspection

    assert "archive-anomaly" in {finding.rule for finding in found.findings}
