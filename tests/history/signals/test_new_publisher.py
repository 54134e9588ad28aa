from tests.history.telling import DAY, START, codes, read, release, series, texts

ID = "new-publisher"


def test_an_account_that_never_published_it_is_named_with_those_before() -> None:
    reading = read([*series(3), release("1.1.0", START + 90 * DAY, "eve")])

    assert ["eve published the package for the first time; previous publishers: ada"] == texts(reading, ID)


def test_an_account_that_published_it_before_is_not_new() -> None:
    before = [*series(3), release("1.1.0", START + 90 * DAY, "bob")]

    assert ID not in codes(read([*before, release("1.1.1", START + 99 * DAY, "ada")]))


def test_the_first_release_has_no_new_publisher() -> None:
    assert ID not in codes(read(series(3), "1.0.0"))


def test_a_ci_service_is_an_account_as_any_other() -> None:
    by_ci = release("1.1.0", START + 90 * DAY, "GitHub Actions", trusted_publisher="github")

    assert ID in codes(read([*series(3), by_ci]))
