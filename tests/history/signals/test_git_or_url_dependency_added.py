import pytest

from pratique.core.release import Release
from tests.history.telling import DAY, codes, last, read, release, series, texts

ID = "git-or-url-dependency-added"


def after(wanted: str, before: str | None = None) -> list[Release]:
    old = series(3, needs={} if before is None else {"flat": before})
    return [*old, release("1.1.0", last(old) + DAY, needs={"flat": wanted})]


@pytest.mark.parametrize(
    "wanted",
    [
        "git+https://code.example/flat.git#abc",
        "git://code.example/flat",
        "git+ssh://git@code.example/flat.git",
        "github:eve/flat",
        "eve/flat",
        "eve/flat#semver:^1",
        "https://files.example/flat.tgz",
        "file:../flat",
    ],
)
def test_a_dependency_that_no_registry_has_is_named(wanted: str) -> None:
    assert [f"the dependency flat comes from {wanted}"] == texts(read(after(wanted)), ID)


@pytest.mark.parametrize(
    "wanted", ["^1.0.0", "*", "", "latest", "npm:other@^1", "npm:@eve/other@1", ">=1 <2 || 3.x"]
)
def test_ranges_tags_and_aliases_are_the_registrys(wanted: str) -> None:
    assert ID not in codes(read(after(wanted)))


def test_one_that_came_from_there_before_is_quiet_and_one_that_moved_there_is_not() -> None:
    assert ID not in codes(read(after("eve/flat#2", before="eve/flat#1")))
    assert ID in codes(read(after("eve/flat", before="^1.0.0")))


def test_a_long_address_takes_no_long_time() -> None:
    assert ID not in codes(read(after("a" * 200_000 + "/")))
