"""What registries say was given up."""

import asyncio

from pratique.core.advisory import NODE, Product
from pratique.core.audit import Audited, Retired, RetiredKind
from pratique.intake.audit.given_up import given_up
from tests.cli.running import plain
from tests.intake.building import Machine
from tests.loopback import PypiProject, wheel_file


def told(machine: Machine, *inventory: Audited) -> tuple[tuple[Retired, ...], tuple[str, ...]]:
    async def ask() -> tuple[tuple[Retired, ...], tuple[str, ...]]:
        async with machine.opened() as parts:
            return await given_up(parts.registry, inventory, expect=lambda _: None, step=lambda: None)

    return asyncio.run(ask())


def npm(name: str, version: str) -> Audited:
    return Audited(product=Product("npm", name), version=version, sources=("package-lock.json:3",))


def test_what_a_registry_calls_deprecated_yanked_or_lists_no_more_is_told(machine: Machine) -> None:
    machine.loopback.put_npm(plain("old", "1.0.0", deprecated="use new"))
    bad = wheel_file("bad", "1.0.0", {"bad.py": ""}, yanked="broken")
    machine.loopback.put_pypi(PypiProject(name="bad", files=(bad,)))

    retired, gaps = told(
        machine,
        npm("old", "1.0.0"),
        npm("calm", "1.0.0"),
        npm("calm", "6.6.6"),
        Audited(product=Product("pypi", "bad"), version="1.0"),
        Audited(product=NODE, version="22.0.0"),
    )

    assert gaps == ()
    assert [(one.purl, one.kind, one.text) for one in retired] == [
        ("pkg:npm/old@1.0.0", RetiredKind.DEPRECATED, "use new"),
        ("pkg:npm/calm@6.6.6", RetiredKind.YANKED, "the registry no longer lists this version"),
        ("pkg:pypi/bad@1.0", RetiredKind.YANKED, "broken"),
    ]
    assert retired[0].sources == ("package-lock.json:3",)


def test_a_registry_that_does_not_answer_leaves_a_gap(machine: Machine) -> None:
    retired, gaps = told(machine, npm("nowhere", "1.0.0"), npm("elsewhere", "1.0.0"))

    assert retired == ()
    assert len(gaps) == 1
    assert "nowhere@1.0.0" in gaps[0]
    assert "(and 1 more)" in gaps[0]
