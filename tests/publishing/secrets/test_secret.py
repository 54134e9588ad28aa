"""Secrets never show their value."""

from pratique.publishing.secrets.secret import Secret, line_of


def test_a_masked_secret_shows_its_fixed_start_and_its_length() -> None:
    secret = Secret("token-in-package", "a token", b"ghp_0123456789", 0, "ghp_")

    assert "ghp_\N{HORIZONTAL ELLIPSIS} (14 characters)" == secret.masked
    assert "0123456789" not in repr(secret)


def test_lines_are_counted_from_one() -> None:
    assert (1, 2) == (line_of(b"a\nb", 0), line_of(b"a\nb", 2))
