"""Settings that decide what is installed, as values."""

from datetime import date

import pytest

from pratique.core.assessment import ProjectReport
from pratique.core.deciding import RULE, Effect, InstallSetting, stopping
from pratique.core.policy import Waiver
from pratique.core.reading import LockRead

WAIVER = Waiver(
    rule=RULE, ecosystem=None, package=".npmrc", reason="read", owner="me", expires=date(2030, 1, 1)
)


def setting(effect: Effect, *, changed: bool = True, waiver: Waiver | None = None) -> InstallSetting:
    return InstallSetting(
        path=".npmrc", line=3, setting="x", effect=effect, after="y", changed=changed, waiver=waiver
    )


@pytest.mark.parametrize("effect", list(Effect))
def test_a_change_stops_unless_it_is_about_scripts_that_are_judged_or_the_projects_own(
    effect: Effect,
) -> None:
    assert (effect not in {Effect.OWN, Effect.ALLOWED}) is setting(effect).stops


def test_what_is_only_listed_or_accepted_stops_nothing() -> None:
    quiet = (setting(Effect.PLACE, changed=False), setting(Effect.CODE, waiver=WAIVER))
    assert () == stopping(quiet)


def test_a_report_with_a_change_that_stops_is_incomplete() -> None:
    files = (LockRead(path="package-lock.json", format="package-lock v3"),)
    report = ProjectReport(root=".", files=files, install_settings=(setting(Effect.CONTENT),))
    assert report.complete is False
    assert ProjectReport(root=".", files=files).complete is True


def test_the_place_has_a_line_where_there_is_one() -> None:
    assert ".npmrc:3" == setting(Effect.PLACE).source
