"""Destruction: each template is told by its facts, and not by a twin that lacks what makes it one."""

import pytest

from pratique.analysis.chains.destruction import DESTRUCTION
from pratique.analysis.facts import Capability
from tests.analysis.chains.making import Case, place, start, told, use

CASES = (
    Case(
        "home-or-root-deleted",
        [use(Capability.FILE_WRITE, "shutil.rmtree", "~")],
        [use(Capability.FILE_WRITE, "shutil.rmtree", "build")],
    ),
    Case("disk-wiped", [start("dd if=/dev/zero of=/dev/sda")], [start("dd if=/dev/zero of=x.img")]),
    Case("machine-turned-off", [start("shutdown -h now")], [start("git shutdown")]),
    Case(
        "folders-walked-and-deleted",
        [use(Capability.FILE_READ, "os.walk", "/"), use(Capability.FILE_WRITE, "os.remove")],
        [use(Capability.FILE_READ, "os.walk", "build"), use(Capability.FILE_WRITE, "os.remove")],
    ),
    Case(
        "folders-walked-and-overwritten",
        [use(Capability.FILE_READ, "fs.readdirSync", "/"), use(Capability.FILE_WRITE, "fs.writeFileSync")],
        [
            use(Capability.FILE_READ, "fs.readdirSync", "~"),
            use(Capability.FILE_WRITE, "fs.writeFileSync", "~/.tool"),
        ],
    ),
    Case(
        "credentials-sought-or-else",
        [place("npm token"), start("rm -rf ~/")],
        [place("npm token"), start("rm -rf build")],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_facts_are_told(case: Case) -> None:
    assert 1 == len(told(case, case.facts))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_twin_is_not(case: Case) -> None:
    assert [] == told(case, case.quiet)


def test_every_template_of_the_family_has_its_case() -> None:
    assert [template.id for template in DESTRUCTION] == [case.template for case in CASES]
