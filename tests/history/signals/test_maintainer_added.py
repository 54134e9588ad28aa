from tests.history.telling import DAY, START, codes, read, release, series, texts

ID = "maintainer-added"


def test_a_maintainer_whom_no_earlier_release_lists_is_named() -> None:
    reading = read([*series(3), release("1.1.0", START + 90 * DAY, maintainers="ada eve")])

    assert ["eve may now publish the package, in addition to ada"] == texts(reading, ID)


def test_a_maintainer_who_comes_back_was_listed_before() -> None:
    before = [
        release("1.0.0", START, maintainers="ada bob"),
        release("1.0.1", START + DAY, maintainers="ada"),
    ]

    assert ID not in codes(read([*before, release("1.0.2", START + 2 * DAY, maintainers="ada bob")]))


def test_one_who_goes_is_not_added() -> None:
    before = release("1.0.0", START, maintainers="ada bob")

    assert ID not in codes(read([before, release("1.0.1", START + DAY, maintainers="ada")]))
