"""Literals read without a warning."""

import warnings

import pytest

from pratique.analysis.languages.python.quiet import literal


def test_a_literal_with_a_bad_escape_is_read_in_silence() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        assert "\\d" == literal("'\\d'")


def test_what_is_no_literal_is_refused() -> None:
    with pytest.raises((ValueError, SyntaxError)):
        literal("f(1)")
