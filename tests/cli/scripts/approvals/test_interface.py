"""Decisions as values."""

from pratique.cli.scripts.approvals import FORMS, Decision


def test_equal_decisions_are_one_in_a_set() -> None:
    assert 1 == len({Decision("x", "1.0.0", allowed=True), Decision("x", "1.0.0", allowed=True)})
    assert 2 == len({Decision("x", "1.0.0", allowed=True), Decision("x", None, allowed=True)})


def test_the_file_of_each_form_is_in_the_root_of_the_project() -> None:
    assert {"package.json", "pnpm-workspace.yaml"} == {form.path for form in FORMS}
