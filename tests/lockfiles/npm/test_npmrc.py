import pytest

from pratique.errors import ParseError
from pratique.lockfiles.npm.npmrc import leaves_peers, shares_lock


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("registry=https://registry.example/\n", False),
        ("legacy-peer-deps=true", True),
        ('\tlegacy-peer-deps = "true"\r\n', True),
        ("legacy-peer-deps", True),
        ("legacy-peer-deps=false", False),
        ("legacy-peer-deps=null", False),
        ("# legacy-peer-deps=true", False),
        ("not-legacy-peer-deps=true", False),
        ("legacy-peer-deps=false\nlegacy-peer-deps=true\n", True),
    ],
)
def test_the_last_line_of_the_setting_counts(text: str, *, expected: bool) -> None:
    assert expected == leaves_peers(text.encode())


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ParseError, match="not UTF-8"):
        leaves_peers(b"\xff")


def test_pnpm_has_one_lock_for_a_workspace_unless_the_settings_say_otherwise() -> None:
    assert shares_lock(b"")
    assert shares_lock(b"legacy-peer-deps=false\n")
    assert not shares_lock(b"shared-workspace-lockfile = false\nlegacy-peer-deps=true\n")
    assert not leaves_peers(b"shared-workspace-lockfile=true\n")
