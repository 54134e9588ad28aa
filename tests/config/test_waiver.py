from datetime import date, datetime

import pytest

from pratique.config.lines import find_lines
from pratique.config.place import Place
from pratique.config.waiver import WAIVER_KEYS, parse_waiver
from pratique.core.names import Digest, Ecosystem
from pratique.core.policy import Waiver
from pratique.core.reason import UNWAIVABLE, ReasonCode
from pratique.errors import Reference, UsageError

PLACE = Place(origin="pratique.toml", lines=find_lines("\n\n[[waivers]]\n"), table="waivers")
ENTRY: dict[str, object] = {
    "rule": "new-install-hook",
    "package": "npm:esbuild",
    "reason": "downloads its own binary, read by us",
    "owner": "platform@team.example",
    "expires": date(2030, 1, 31),
}


def test_a_waiver_carries_reason_owner_end_and_place() -> None:
    expected = Waiver(
        rule="new-install-hook",
        ecosystem=Ecosystem.NPM,
        package="esbuild",
        reason="downloads its own binary, read by us",
        owner="platform@team.example",
        expires=date(2030, 1, 31),
        origin="pratique.toml:3",
    )
    assert expected == parse_waiver(ENTRY, PLACE)


def test_a_waiver_may_name_a_range_or_a_digest() -> None:
    assert parse_waiver({**ENTRY, "versions": ">=0.19 <0.20"}, PLACE).versions == ">=0.19 <0.20"
    digest = Digest("sha256", "ab" * 32)
    assert digest == parse_waiver({**ENTRY, "digest": f"sha256:{'AB' * 32}"}, PLACE).digest


def test_an_end_in_the_past_is_kept_so_that_it_can_be_reported() -> None:
    assert date(1999, 1, 1) == parse_waiver({**ENTRY, "expires": date(1999, 1, 1)}, PLACE).expires


@pytest.mark.parametrize("key", ["rule", "package", "reason", "owner", "expires"])
def test_every_part_but_range_and_digest_is_required(key: str) -> None:
    entry = {name: value for name, value in ENTRY.items() if name != key}
    with pytest.raises(UsageError, match=f"waivers.{key}: is missing"):
        parse_waiver(entry, PLACE)


@pytest.mark.parametrize("key", ["rule", "package", "reason", "owner"])
@pytest.mark.parametrize("value", ["", "  ", 3, None, "two\nlines", "x" * 501])
def test_every_text_says_something_on_one_line(key: str, value: object) -> None:
    with pytest.raises(UsageError, match=f"waivers.{key}"):
        parse_waiver({**ENTRY, key: value}, PLACE)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rule", "*"),
        ("rule", "all rules"),
        ("package", "*"),
        ("package", "npm:*"),
        ("package", "npm:@scope/a*"),
        ("package", "npm:@*/a"),
        ("package", "npm:@/*"),
        ("package", "pypi:@scope/*"),
        ("package", "pkg:npm/%40scope/*"),
        ("package", "npm:x@1.0.0"),
        ("versions", "*"),
        ("versions", "latest"),
        ("digest", "sha256:short"),
        ("digest", f"sha1:{'a' * 40}"),
        ("expires", "2030-01-31"),
        ("expires", datetime(2030, 1, 31)),
        ("expires", 2030),
    ],
)
def test_blanket_and_unusable_values_are_refused(key: str, value: object) -> None:
    with pytest.raises(UsageError) as caught:
        parse_waiver({**ENTRY, key: value}, PLACE)
    assert caught.value.reference is Reference.CONFIG_INVALID
    assert f"pratique.toml:3: waivers.{key}" in caught.value.message


def test_a_range_and_a_digest_together_are_refused() -> None:
    with pytest.raises(UsageError, match="cannot be combined with versions"):
        parse_waiver({**ENTRY, "versions": "1", "digest": f"sha256:{'a' * 64}"}, PLACE)


@pytest.mark.parametrize("code", sorted(UNWAIVABLE))
def test_known_bad_and_changed_bytes_cannot_be_waived(code: ReasonCode) -> None:
    with pytest.raises(UsageError, match="cannot be waived"):
        parse_waiver({**ENTRY, "rule": code.value}, PLACE)


@pytest.mark.parametrize("code", sorted(set(ReasonCode) - UNWAIVABLE))
def test_every_other_reason_can_be_waived(code: ReasonCode) -> None:
    assert code.value == parse_waiver({**ENTRY, "rule": code.value}, PLACE).rule


def test_a_misspelt_key_names_the_right_one() -> None:
    with pytest.raises(UsageError) as caught:
        parse_waiver({**ENTRY, "expire": date(2030, 1, 31)}, PLACE)
    assert caught.value.reference is Reference.CONFIG_UNKNOWN_KEY
    assert "'expires'" in caught.value.hint
    assert "expires" in WAIVER_KEYS


FILE = {**ENTRY, "rule": "install-settings", "package": "web/.npmrc"}


def test_a_waiver_of_settings_names_a_file() -> None:
    waiver = parse_waiver({**FILE, "digest": f"sha256:{'ab' * 32}"}, PLACE)
    assert (None, "web/.npmrc") == (waiver.ecosystem, waiver.package)
    assert parse_waiver({**FILE, "package": "../.npmrc"}, PLACE).package == "../.npmrc"


@pytest.mark.parametrize("path", ["/etc/npmrc", "./.npmrc", "a//b", "a\\b", "**/.npmrc", "a/../b"])
def test_a_waiver_of_settings_names_one_file_in_one_spelling(path: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_waiver({**FILE, "package": path}, PLACE)
    assert "write the path of the file" in refused.value.hint


def test_a_waiver_of_settings_has_no_versions() -> None:
    with pytest.raises(UsageError):
        parse_waiver({**FILE, "versions": ">=1"}, PLACE)


def test_a_waiver_of_what_no_line_pins_names_a_file_and_no_bytes() -> None:
    entry = {**FILE, "rule": "request-not-pinned", "package": "web/requirements.txt"}
    assert (None, "web/requirements.txt") == (
        parse_waiver(entry, PLACE).ecosystem,
        parse_waiver(entry, PLACE).package,
    )
    with pytest.raises(UsageError, match="digest"):
        parse_waiver({**entry, "digest": f"sha256:{'ab' * 32}"}, PLACE)


def test_a_waiver_may_cover_an_npm_scope_but_no_versions_of_it() -> None:
    scope = {**ENTRY, "package": "npm:@acme/*"}

    waiver = parse_waiver(scope, PLACE)

    assert (Ecosystem.NPM, "@acme/*") == (waiver.ecosystem, waiver.package)
    for key, value in (("versions", ">=1"), ("digest", f"sha256:{'a' * 64}")):
        with pytest.raises(UsageError, match="cannot be used for a scope"):
            parse_waiver({**scope, key: value}, PLACE)
