"""The values that describe install scripts."""

from pratique.core.install_script import OWN_WORK, Effect, InstallScript
from pratique.core.location import Location


def script(*effects: Effect) -> InstallScript:
    return InstallScript(hook="install", command="x", does="x", effects=effects, places=(Location("a"),))


def test_only_own_work_needs_no_person() -> None:
    assert {Effect.NOTHING, Effect.PRINTS, Effect.BUILDS, Effect.COPIES} == OWN_WORK
    assert not script(Effect.BUILDS, Effect.PRINTS).needs_person
    assert {effect for effect in Effect if script(Effect.BUILDS, effect).needs_person} == set(
        Effect
    ) - OWN_WORK
