"""Why a snapshot is refused."""

from pratique.advisories.snapshot import refusal


def test_each_cause_has_its_own_sentence_and_reference() -> None:
    errors = [
        refusal.invalid("it is empty"),
        refusal.too_large(2, 1),
        refusal.truncated(1, 2),
        refusal.other_format("2"),
        refusal.unsigned(),
        refusal.unknown_key("00" * 8),
        refusal.bad_signature("00" * 8),
        refusal.expired("2026-01-01"),
        refusal.rolled_back(1, 2),
    ]

    assert (
        len({error.message for error in errors}) == len({error.reference for error in errors}) == len(errors)
    )
    assert all(error.hint for error in errors)
