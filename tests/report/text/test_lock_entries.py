"""Lines about lockfiles, and about entries without an answer."""

from pratique.core.reading import LockRead, NotJudged, Trouble
from pratique.errors import Reference
from pratique.report.text.lock_entries import counted, listed, lock_read, trouble
from pratique.report.text.style import Line, render
from tests.report.answers import HOSTILE

TROUBLE = Trouble(Reference.LOCK_INVALID, "damaged", "write it anew")


def shown(lines: list[Line]) -> list[str]:
    return render(lines, colour=False).splitlines()


def test_a_lockfile_that_was_read_has_its_number_of_packages_and_its_first_problems() -> None:
    file = LockRead(path="a.lock", format="uv", packages=3, problems=tuple("123456"))
    assert ["  a.lock: 3 packages (uv)", *(f"    {n}" for n in range(1, 6))] == shown(lock_read(file))


def test_a_lockfile_that_was_not_read_says_why_and_what_to_do() -> None:
    lines = shown(lock_read(LockRead(path="a.lock", format=None, error=TROUBLE)))
    assert ["  a.lock: not read", "    lock-invalid: damaged", "    hint: write it anew"] == lines


def test_no_trouble_has_no_lines() -> None:
    assert [] == trouble(None, indent="")


def test_what_has_one_reason_is_one_line_with_the_first_names() -> None:
    values = [NotJudged(purl=f"pkg:npm/p{n}", why="down", trouble=TROUBLE) for n in range(5)]
    assert [
        "  pkg:npm/p0, pkg:npm/p1, pkg:npm/p2 and 2 more: down",
        "    hint: write it anew",
        "  pkg:npm/q: gone",
    ] == shown(listed([*values, NotJudged(purl="pkg:npm/q", why="gone")]))


def test_what_differs_behind_a_colon_is_one_reason_and_one_alone_is_named() -> None:
    values = [NotJudged(purl=f"pkg:npm/p{n}", why=f"not for this platform: {n}") for n in range(2)]
    alone = NotJudged(purl="", why="left out: vendor/a.lock")
    assert ["  2 packages: not for this platform", "  vendor/a.lock: left out"] == shown(
        counted([*values, alone])
    )


def test_text_of_a_lock_is_escaped() -> None:
    file = LockRead(path=HOSTILE, format=HOSTILE, problems=(HOSTILE,))
    lines = [*lock_read(file), *listed([NotJudged(purl=HOSTILE, why=HOSTILE)])]
    assert "\x1b" not in render(lines, colour=True).replace("\x1b[", "", 0)
