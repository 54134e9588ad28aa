from pratique.core.release import Release
from tests.history.telling import DAY, START, codes, read, release, series, texts

ID = "outside-tool"


def after(tool: str | None, usual: str | None = "npm/10.8.2 node/22.0.0") -> list[Release]:
    return [*series(10, tool=usual), release("1.1.0", START + 300 * DAY, tool=tool)]


def test_another_client_than_the_usual_one_is_named() -> None:
    assert ["ada usually publishes the package with npm, but this release with yarn"] == texts(
        read(after("yarn/1.22.0")), ID
    )
    assert ["ada usually publishes the package with npm, but this release with an unknown client"] == texts(
        read(after(None)), ID
    )


def test_another_version_of_the_same_client_is_quiet() -> None:
    assert ID not in codes(read(after("npm/11.0.0 node/24.0.0")))


def test_an_account_without_a_habit_is_quiet() -> None:
    assert ID not in codes(read(after("yarn/1.22.0", usual=None)))
