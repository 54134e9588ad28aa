from datetime import date

from pratique.advisories.ignores.osv_scanner import parse
from pratique.advisories.ignores.said import Ignores
from pratique.core.audit import Ignore
from tests.advisories.ignores.findings import NPM, PYPI

FILE = b"""\
[[IgnoredVulns]]
id = "GHSA-p6mc-m468-83gw"
ignoreUntil = 2030-02-01
reason = "never called"

[[IgnoredVulns]]
id = "CVE-2020-8203"

[[PackageOverrides]]
name = "Flask_Login"
version = "0.6.0"
ecosystem = "PyPI"
vulnerability.ignore = true
effectiveUntil = 2030-02-01T12:00:00Z
reason = "patched by us"

[[PackageOverrides]]
name = "lodash"
ignore = true

[[PackageOverrides]]
ecosystem = "npm"
group = "dev"
vulnerability.ignore = true
"""


def test_ids_and_packages_are_ignored_with_their_end_reason_and_line() -> None:
    told = parse(FILE, "osv-scanner.toml")
    assert (
        Ignore(
            ids=("GHSA-p6mc-m468-83gw",),
            expires=date(2030, 1, 31),
            reason="never called",
            origin="osv-scanner.toml:1",
        ),
        Ignore(ids=("CVE-2020-8203",), origin="osv-scanner.toml:6"),
        Ignore(
            ecosystem=PYPI,
            package="flask-login",
            versions="==0.6.0",
            expires=date(2030, 2, 1),
            reason="patched by us",
            origin="osv-scanner.toml:9",
        ),
        Ignore(package="lodash", origin="osv-scanner.toml:17"),
        Ignore(ecosystem=NPM, groups=frozenset({"dev"}), origin="osv-scanner.toml:21"),
    ) == told.ignores
    assert ((), ()) == (told.unread, told.notes)


def test_overrides_that_ignore_nothing_or_another_ecosystem_are_passed_over() -> None:
    data = b"""
    [[PackageOverrides]]
    name = "x"
    ecosystem = "npm"
    license.override = ["MIT"]
    [[PackageOverrides]]
    name = "x"
    ecosystem = "Go"
    ignore = true
    """
    assert Ignores() == parse(data, "osv-scanner.toml")


def test_what_cannot_be_used_is_told_and_does_not_hide_the_others() -> None:
    data = b"""\
[[IgnoredVulns]]
reason = "no id"
[[IgnoredVulns]]
id = "CVE-1"
ignoreUntil = "soon"
[[IgnoredVulns]]
id = "CVE-2"
[[PackageOverrides]]
ignore = true
[[PackageOverrides]]
ecosystem = "npm"
ignore = true
[[PackageOverrides]]
name = "x"
version = "1.0.0"
ignore = true
[[PackageOverrides]]
name = "x"
version = "1 || *"
ecosystem = "npm"
ignore = true
"""
    told = parse(data, "f")
    assert [("CVE-2",)] == [ignore.ids for ignore in told.ignores]
    assert (
        "f:1: not used: the entry has no id",
        "f:3: not used: CVE-1: ignoreUntil: no date: 'soon'",
        "f:8: not used: the entry would ignore all findings",
        "f:10: not used: the entry would ignore all findings",
        "f:13: not used: the override has a version but no name and ecosystem",
        "f:17: not used: not a version: '1 || *'",
    ) == told.unread


def test_a_table_in_place_of_an_array_is_told() -> None:
    assert ("f: not used: IgnoredVulns is not an array of tables",) == parse(
        b"[IgnoredVulns]\nid = 'x'", "f"
    ).unread
