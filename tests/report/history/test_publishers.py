"""Who has a colour."""

from pratique.core.history import Entry, Mark, Weight
from pratique.report.history.ink import PUBLISHERS
from pratique.report.history.publishers import publishers_of
from tests.report.history import told


def entry(number: int, publisher: str | None, *marks: Mark) -> Entry:
    return Entry(version=f"1.{number}.0", line="1.x", published=None, publisher=publisher, marks=marks)


def test_each_has_a_colour_and_a_letter_in_order_of_appearance() -> None:
    found = publishers_of(told.stream().entries)
    assert [("dominictarr", "A", 12), ("right9ctrl", "B", 4)] == [
        (person.name, person.letter, person.releases) for person in found.known.values()
    ]
    assert ("untold", "") == found.look(None)
    assert 4 == found.untold


def test_who_published_what_is_marked_has_a_colour_among_many() -> None:
    entries = [entry(number, f"p{number % 30}") for number in range(300)]
    entries.append(entry(400, "stranger", Mark("new-publisher", "why", Weight.RANKS)))
    found = publishers_of([*entries, entry(401, "p3")])
    assert PUBLISHERS == len(found.known)
    assert {"stranger", "p3"} <= {*found.known}
    assert 31 - PUBLISHERS == found.others
    assert 302 == sum(person.releases for person in found.known.values()) + found.others_releases
    assert ("others", "") == found.look("p29")
