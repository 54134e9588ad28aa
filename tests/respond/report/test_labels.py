"""Items and places have short names."""

import pytest

from pratique.respond.report.labels import CONTACTS, NOUNS, counted, label, labels
from pratique.respond.sighting import Contact, PlaceKind


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("pkg:npm/axios@1.14.1", "axios 1.14.1"),
        ("pkg:npm/%40scope/name@1.0.0", "@scope/name 1.0.0"),
        ("pkg:npm/%40scope/name", "@scope/name"),
        ("pkg:npm/axios >=1.14.0 <1.14.2", "axios >=1.14.0 <1.14.2"),
        ("pkg:pypi/litellm", "litellm"),
        (f"sha256:{'a' * 64}", "sha256:aaaaaaaaaaaa..."),
        ("evil.invalid", "evil.invalid"),
        ("https://evil.invalid/a", "https://evil.invalid/a"),
    ],
)
def test_an_item_has_a_short_name(own: str, expected: str) -> None:
    assert expected == label(own)


def test_several_items_are_listed_or_counted() -> None:
    ids = tuple(f"pkg:npm/{name}@1.0.0" for name in "abcd")
    assert ["a 1.0.0", "a 1.0.0 and b 1.0.0", "4 items"] == [labels(ids[:1]), labels(ids[:2]), labels(ids)]


def test_every_contact_and_kind_has_its_words() -> None:
    assert (set(Contact), set(PlaceKind)) == (set(CONTACTS), set(NOUNS))
    assert ["1 repository", "2,000 repositories"] == [
        counted(PlaceKind.LOCK_HISTORY, count) for count in (1, 2_000)
    ]
