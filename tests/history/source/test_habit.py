"""What breaks with the habit of a package, and what does not."""

from dataclasses import replace

import pytest

from pratique.core.source import NotComparable, SourceReading, WhyNot
from pratique.history.source.habit import matches, weigh
from tests.history.source.sides import CALM, CODE, HOOKED, MANIFEST, Files, reading

EXTRA: Files = {**CALM, "lib/extra.js": "marker()\n"}
MINIFIED = "!function(){" + "var a=1;" * 500 + "}()"
USUAL = reading(CALM, CALM)


def strong(found: SourceReading, *earlier: SourceReading) -> list[str]:
    return [claim.path for claim in weigh(found, earlier) if claim.strong]


MANY: Files = {**CALM, "package.json": '{"name": "calm", "version": "1.2.3", "dependencies": {"wild": "1"}}'}


@pytest.mark.parametrize(
    ("shipped", "path"),
    [
        (MANY, "package.json"),
        ({**CALM, "index.js": f"{CODE}marker()\n"}, "index.js"),
        ({**CALM, "dist/bundle.js": MINIFIED}, "dist/bundle.js"),
        (EXTRA, "lib/extra.js"),
        ({**CALM, "setup.js": MINIFIED}, "setup.js"),
        (HOOKED, "package.json"),
    ],
)
def test_what_runs_and_came_from_nowhere_is_strong_where_the_package_usually_matches(
    shipped: Files, path: str
) -> None:
    assert [path] == strong(reading(shipped, CALM), USUAL)


def test_without_a_habit_everything_is_a_note() -> None:
    found = reading(EXTRA, CALM)
    assert ["lib/extra.js"] == [claim.path for claim in weigh(found, ())]
    assert [] == strong(found)
    gone = replace(USUAL, files=(), not_comparable=NotComparable(WhyNot.GONE, "gone"))
    assert [] == strong(found, gone)


def test_a_package_that_always_ships_such_files_breaks_with_nothing() -> None:
    assert [] == strong(reading({**EXTRA, "lib/more.js": "marker()\n"}, CALM), reading(EXTRA, CALM))
    assert not matches(reading(EXTRA, CALM))


def test_a_file_that_the_baseline_shipped_is_no_news() -> None:
    before = reading(EXTRA, EXTRA)
    assert [] == strong(reading(EXTRA, CALM), before)


@pytest.mark.parametrize(
    "shipped",
    [
        {**CALM, "data.json": "{}"},
        {**CALM, "README.md": "calm\n"},
        {**CALM, "dist/index.d.ts": "export {}\n"},
    ],
)
def test_texts_and_declarations_of_types_are_no_claims(shipped: Files) -> None:
    assert [] == strong(reading(shipped, CALM), USUAL)


def test_a_change_is_a_note_where_the_commit_may_be_another_or_files_differed_before() -> None:
    changed = {**CALM, "index.js": f"{CODE}marker()\n"}
    early = {**CALM, "package.json": '{"name": "calm", "version": "1.2.2"}'}
    assert [] == strong(reading(changed, early), USUAL)
    before = reading({**CALM, "other.js": "1\n"}, {**CALM, "other.js": "2\n"})
    assert [] == strong(reading(changed, CALM), before)


def test_another_range_of_a_dependency_is_a_note() -> None:
    two = {**MANY, "package.json": str(MANY["package.json"]).replace('"wild": "1"', '"wild": "2"')}
    found = reading(two, MANY)
    assert [("package.json", False)] == [(claim.path, claim.strong) for claim in weigh(found, (USUAL,))]


def test_a_new_minified_file_is_a_note_where_the_package_ships_such_files() -> None:
    before = reading({**CALM, "old.js": MINIFIED}, CALM)
    assert [] == strong(reading({**CALM, "new.js": MINIFIED}, CALM), before)


def test_a_package_that_is_all_built_has_a_habit_too() -> None:
    source = {"package.json": MANIFEST, "src/a.ts": "export const a = 1\n"}
    built = {"package.json": MANIFEST, "dist/a.js": "exports.a = 1\n"}
    before = reading(built, source)
    assert before.not_comparable is not None
    assert ["setup.js"] == strong(reading({**built, "setup.js": "marker()\n"}, source), before)


def test_what_could_not_be_compared_claims_nothing() -> None:
    gone = replace(reading(EXTRA, CALM), not_comparable=NotComparable(WhyNot.GONE, "gone"))
    assert () == weigh(gone, (USUAL,))


def test_claims_are_bounded_and_the_strong_ones_come_first() -> None:
    many = {f"lib/{n}.js": "marker()\n" for n in range(300)}
    found = weigh(reading({**CALM, **many, "index.js": "other()\n"}, CALM), (USUAL,))
    assert (200, True) == (len(found), found[0].strong)
