"""How narrow an override is."""

from collections.abc import Mapping

import pytest

from pratique.intake.audit.fix.scopes import Scope, scopes_for, touched
from pratique.intake.audit.fix.situation import Situation
from tests.intake.audit.fix.world import World, against, entry


def two(form: str, *, parents: Mapping[str, str]) -> Situation:
    """minimist 0.0.8 below mkdirp 0.5.1 and 1.2.8 below another (`parents`: its name and version)."""
    ((name, version),) = parents.items()
    world = World(
        entries=(
            entry("mkdirp@0.5.1", asks={"minimist": "0.0.8"}, form=form),
            entry("minimist@0.0.8", "mkdirp", key="mkdirp/minimist", form=form),
            entry(f"{name}@{version}", asks={"minimist": "^1.2.0"}, key=f"{name}-{version}", form=form),
            entry("minimist@1.2.8", f"{name}-{version}", form=form),
        ),
        advisories=(against("minimist", ("0", "0.2.4"), form=form),),
        form=form,
    )
    return world.situation()


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("package-lock v3", Scope("minimist", "0.2.4", "mkdirp")),
        ("pnpm-lock v9.0", Scope("minimist", "0.2.4", "mkdirp")),
        ("yarn.lock v1", Scope("minimist", "0.2.4", "**/mkdirp")),
        ("yarn.lock v8", Scope("minimist@0.0.8", "0.2.4")),
        ("bun.lock v1", Scope("minimist", "0.2.4")),
    ],
)
def test_it_is_as_narrow_as_the_tool_allows(form: str, expected: Scope) -> None:
    at = two(form, parents={"rc": "1.2.8"})
    assert [expected] == scopes_for(at, at.asks, "0.2.4", narrow=True)
    assert [Scope("minimist", "0.2.4")] == scopes_for(at, at.asks, "0.2.4", narrow=False)


@pytest.mark.parametrize(
    ("form", "name"),
    [("package-lock v3", "mkdirp@0.5.1"), ("pnpm-lock v9.0", "mkdirp@0.5.1"), ("yarn.lock v1", "**/mkdirp")],
)
def test_another_version_of_the_one_who_asks_is_left_alone_where_that_can_be_said(
    form: str, name: str
) -> None:
    at = two(form, parents={"mkdirp": "1.0.0"})
    assert [Scope("minimist", "0.2.4", name)] == scopes_for(at, at.asks, "0.2.4", narrow=True)
    reached = touched(at, at.asks, narrow=True)
    assert (["1.2.8"] if form == "yarn.lock v1" else []) == [one.version for one in reached]


def test_an_override_for_all_reaches_all() -> None:
    at = two("bun.lock v1", parents={"rc": "1.2.8"})
    assert ["1.2.8"] == [one.version for one in touched(at, at.asks, narrow=True)]


def test_an_alias_is_overridden_by_an_alias() -> None:
    world = World(
        entries=(
            entry("a@1.0.0", asks={"old-ms": "npm:ms@0.6.2"}),
            entry("ms@0.6.2", "a", key="old-ms", alias="old-ms"),
        ),
        advisories=(against("ms", ("0", "0.7.1")),),
    )
    at = world.situation()
    assert [Scope("old-ms", "npm:ms@0.7.1")] == scopes_for(at, at.asks, "0.7.1", narrow=False)
