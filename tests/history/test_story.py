from pratique.core.release import Release
from pratique.history.chronicle import chronicle_of
from pratique.history.story import Story, story_of
from pratique.history.surroundings import ALONE
from tests.history.telling import DAY, START, listing, release, series


def told(version: str, *releases: Release) -> Story:
    return story_of(chronicle_of(listing(releases)), version, ALONE)


def test_the_first_release_has_nothing_before_it() -> None:
    story = told("1.0.0", release("1.0.0", START), release("1.0.1", START + DAY))

    assert (None, None, None, (), False) == (
        story.before,
        story.compared,
        story.silence,
        tuple(story.earlier),
        story.is_new_publisher,
    )


def test_people_before_are_counted_up_to_the_release_alone() -> None:
    story = told(
        "1.0.2",
        release("1.0.0", START, "ada"),
        release("1.0.1", START + DAY, "bob", maintainers="ada bob"),
        release("1.0.2", START + 2 * DAY, "eve", maintainers="ada eve"),
        release("1.0.3", START + 3 * DAY, "kim"),
    )

    assert {"ada": 1, "bob": 1} == story.publishers
    assert {"ada": 2, "bob": 1} == story.maintainers_before
    assert frozenset({"ada", "bob"}) == story.previous_maintainers
    assert story.is_new_publisher
    assert DAY == story.silence


def test_nobody_is_new_where_nobody_before_is_told() -> None:
    story = told("1.0.1", release("1.0.0", START, None), release("1.0.1", START + DAY, "bob"))

    assert not story.is_new_publisher


def test_a_hook_under_another_name_and_one_with_another_command_are_not_added() -> None:
    story = told(
        "1.0.1",
        release("1.0.0", START, hooks={"install": "node a.js", "preinstall": "node b.js"}),
        release(
            "1.0.1",
            START + DAY,
            hooks={"postinstall": "node a.js", "preinstall": "node c.js", "install": "node d.js"},
        ),
    )

    assert () == story.added_hooks


def test_dependencies_are_added_against_the_compared_release() -> None:
    story = told(
        "1.0.1",
        release("1.0.0", START, needs="a"),
        release("2.0.0", START + DAY, needs="a b"),
        release("1.0.1", START + 2 * DAY, needs="a b c"),
    )

    assert {"b", "c"} == set(story.added_dependencies)


def test_the_predecessors_of_a_line_are_the_nearest_first() -> None:
    story = told("1.0.4", *series(5), release("2.0.0", START + DAY))

    assert ["1.0.3", "1.0.2"] == [one.ref.version for one in story.chain(2)]


def test_a_release_without_a_time_tells_no_turnover() -> None:
    story = told("1.0.1", release("1.0.0", START, "ada"), release("1.0.1", None, "bob", needs="a"))

    assert (None, None, {}, False) == (story.at, story.line, story.publishers, story.is_new_publisher)
    assert {"a"} == set(story.added_dependencies)
