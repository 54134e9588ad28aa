import pytest

from pratique.lockfiles.npm.spec import split_spec


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@1.0.0", ("a", "1.0.0")),
        ("@s/a@^1 || ^2", ("@s/a", "^1 || ^2")),
        ("a@npm:b@1", ("a", "npm:b@1")),
        ("a@git@host.example:a.git", ("a", "git@host.example:a.git")),
        ("a", ("a", "")),
        ("@s/a", ("@s/a", "")),
        ("a@", ("a", "")),
    ],
)
def test_the_first_at_sign_after_the_scope_ends_the_name(text: str, expected: tuple[str, str]) -> None:
    assert expected == split_spec(text)


@pytest.mark.parametrize("text", ["", "@", "@@1"])
def test_a_text_without_a_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no package name"):
        split_spec(text)
