"""Which waivers are about an artifact."""

from dataclasses import replace
from datetime import date

import pytest

from pratique.core.deciding import RULE
from pratique.core.names import Ecosystem, ReleaseRef
from pratique.core.policy import Waiver
from pratique.intake.waivers import matching, named, of_bytes, of_file
from pratique.net.client.digests import compute
from tests.intake.building import npm, pypi, sha256

WAIVER = Waiver(
    rule="new-install-hook",
    ecosystem=Ecosystem.NPM,
    package="calm",
    reason="read",
    owner="me",
    expires=date(2030, 1, 1),
    origin="pratique.toml:3",
)
CALM = npm("calm", "1.2.0")


@pytest.mark.parametrize(
    ("ref", "fits"),
    [
        (CALM, True),
        (npm("calmer", "1.2.0"), False),
        (npm("@acme/calm", "1.2.0"), False),
        (pypi("calm", "1.2.0"), False),
        (None, False),
    ],
)
def test_a_waiver_is_about_one_package_of_one_ecosystem(ref: ReleaseRef | None, fits: bool) -> None:
    assert (WAIVER,) * fits == matching([WAIVER], ref)


@pytest.mark.parametrize(
    ("ref", "fits"),
    [
        (npm("@acme/calm", "1.2.0"), True),
        (npm("@acme/other", "2.0.0"), True),
        (npm("@acmes/calm", "1.2.0"), False),
        (npm("acme", "1.2.0"), False),
        (pypi("acme", "1.2.0"), False),
    ],
)
def test_a_waiver_of_a_scope_is_about_each_of_its_packages(ref: ReleaseRef, fits: bool) -> None:
    waiver = replace(WAIVER, package="@acme/*")
    assert (waiver,) * fits == matching([waiver], ref)


@pytest.mark.parametrize(
    ("versions", "version", "fits"),
    [
        (">=1 <2", "1.2.0", True),
        (">=1 <2", "2.0.0", False),
        ("1.2.0", "1.2.0", True),
        (">=1 <2", "1.5.0-rc.1", True),
    ],
)
def test_a_range_bounds_it_and_takes_prereleases_in(versions: str, version: str, fits: bool) -> None:
    waiver = replace(WAIVER, versions=versions)
    assert (waiver,) * fits == matching([waiver], npm("calm", version))


def test_a_digest_binds_it_to_the_bytes_themselves() -> None:
    waiver = replace(WAIVER, digest=sha256(b"read by us"))
    assert (waiver,) == matching([waiver], CALM)
    assert (waiver,) == of_bytes([waiver], compute(b"read by us"))
    assert () == of_bytes([waiver], compute(b"other bytes"))
    assert () == of_bytes([waiver], ())


def test_a_waiver_without_a_digest_holds_for_any_bytes() -> None:
    assert (WAIVER,) == of_bytes([WAIVER], ())


def test_waivers_are_named_in_order_with_where_they_are_written() -> None:
    other = replace(WAIVER, rule="archive-anomaly", origin="")
    assert ("archive-anomaly calm", "new-install-hook calm (pratique.toml:3)") == named([WAIVER, other])


SETTINGS = replace(WAIVER, rule=RULE, ecosystem=None, package="web/.npmrc")


def test_a_waiver_of_settings_is_about_one_file_until_it_expires() -> None:
    waivers = [WAIVER, SETTINGS]
    assert (SETTINGS,) == of_file(waivers, RULE, "web/.npmrc", date(2030, 1, 1))
    assert () == of_file(waivers, RULE, "web/.npmrc", date(2030, 1, 2))
    assert () == of_file(waivers, RULE, ".npmrc", date(2026, 1, 1))
    assert () == of_file(waivers, RULE, "calm", date(2026, 1, 1))
