"""The parts of a page: values that are equal by content, and that both formats can write."""

import dataclasses
from typing import get_args

import pytest

from pratique.respond.incident.document import added
from pratique.respond.incident.entry import Answered
from pratique.respond.incident.post_mortem.page import page
from pratique.respond.incident.post_mortem.part import Paragraph, Part, Table
from pratique.respond.incident.summary import summary
from tests.respond.incident.making import NOW, made
from tests.respond.incident.post_mortem.parts import every
from tests.respond.incident.test_document import EVERY


def test_parts_are_equal_by_content_and_cannot_be_changed() -> None:
    assert every("a") == every("a")
    assert every("a") != every("b")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Paragraph("a").text = "b"  # type: ignore[misc]


def test_the_tests_of_both_formats_try_every_kind_of_part() -> None:
    assert set(get_args(Part)) == {type(part) for part in every("a")}


def test_the_rows_of_each_table_of_a_post_mortem_are_as_wide_as_its_head() -> None:
    (answer,) = (body for body in EVERY if isinstance(body, Answered))
    again = dataclasses.replace(answer, as_of=NOW.replace(year=2027))
    incident = added(made(*EVERY), [again], at=NOW, by="ada")
    tables = [
        part
        for chapter in page(summary(incident)).chapters
        for part in chapter.parts
        if isinstance(part, Table)
    ]

    assert 5 == len(tables)
    for table in tables:
        assert {len(table.head)} == {len(row) for row in table.rows}
