"""Reading the input of a hook."""

import pytest

from pratique.cli.hook.agents.interface import UnreadableInputError, folder_of, text_of


def test_a_text_is_found_by_its_keys() -> None:
    assert "x" == text_of({"a": {"b": "x"}}, "a", "b")
    for document in ({}, {"a": "x"}, {"a": {"b": 3}}):
        with pytest.raises(UnreadableInputError, match=r"a\.b"):
            text_of(document, "a", "b")


def test_a_folder_that_is_no_text_is_none() -> None:
    assert "/x" == folder_of({"cwd": "/x"})
    assert "" == folder_of({"cwd": 3}) == folder_of({})
