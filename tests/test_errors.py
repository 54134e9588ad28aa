"""The error tree."""

import re

import pytest

from pratique import errors
from pratique.errors import ParseError, PratiqueError, Reference

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, PratiqueError)]


def test_the_tree_is_one_level_deep() -> None:
    assert {PratiqueError} == {kind.__base__ for kind in KINDS if kind is not PratiqueError}


def test_the_docstring_draws_the_whole_tree() -> None:
    drawn = set(re.findall(r"\w+Error\b", errors.__doc__ or ""))

    assert {kind.__name__ for kind in KINDS} == drawn


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_error_says_what_happened_and_carries_its_reference_and_its_hint(
    kind: type[PratiqueError],
) -> None:
    error = kind(Reference.OFFLINE, "no bytes", hint="run it once without --offline")

    assert ("no bytes", Reference.OFFLINE, "no bytes", "run it once without --offline") == (
        str(error),
        error.reference,
        error.message,
        error.hint,
    )


def test_a_hint_cannot_be_forgotten() -> None:
    with pytest.raises(TypeError, match="hint"):
        ParseError(Reference.LOCK_INVALID, "broken")  # type: ignore[call-arg]  # the test is that it fails


@pytest.mark.parametrize("reference", Reference, ids=lambda reference: reference.value)
def test_a_reference_is_in_kebab_case(reference: Reference) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", reference.value)


def test_a_reference_is_named_as_it_is_printed() -> None:
    assert [reference.value for reference in Reference] == [
        reference.name.lower().replace("_", "-") for reference in Reference
    ]
