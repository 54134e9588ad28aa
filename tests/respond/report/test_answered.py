"""An answer carries its exit code and its steps."""

from tests.respond.found import DO, LOCKED, answered


def test_steps_follow_an_exposure() -> None:
    assert ((1, (DO,)), (0, ())) == (
        (answered(LOCKED).exit_code, answered(LOCKED).steps),
        (answered().exit_code, answered().steps),
    )
