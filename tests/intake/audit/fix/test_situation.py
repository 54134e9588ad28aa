"""One release in one lock."""

import pytest

from pratique.core.audit import Remedy
from pratique.intake.audit.fix.asks import Ask
from pratique.intake.audit.fix.command import Words
from pratique.intake.audit.fix.desk import Desk
from pratique.intake.audit.fix.ranges import Grammar
from pratique.intake.audit.fix.situation import asked_words, listed, parent_name, shown
from tests.intake.audit.fix.world import World, against, below, entry, offers


def test_who_accepts_nothing_that_may_be_offered_stands_in_the_way() -> None:
    assert () == below("^1.2.5").situation().short
    assert ["mkdirp@0.5.1"] == [ask.by for ask in below("1.2.5").situation().short]


def test_the_target_is_one_that_all_who_can_accept_one_accept() -> None:
    world = World(
        entries=(
            entry("a@1.0.0", asks={"minimist": "^1.0.0"}),
            entry("b@1.0.0", asks={"minimist": ">=1.3.0 || 1.0.0"}),
            entry("minimist@1.0.0", "a", "b"),
        ),
        advisories=(against("minimist", ("0", "1.2.6"), ("1.2.7", "1.3.1")),),
    )
    at = world.situation()
    assert ("1.2.6", "1.3.1") == at.choice.versions
    assert "1.3.1" == at.target


def test_other_versions_of_the_package_are_known() -> None:
    world = below("^1.2.5")
    world = World(
        entries=(*world.entries, entry("minimist@0.9.0", key="x/minimist")), advisories=world.advisories
    )
    assert ["0.9.0"] == [one.version for one in world.situation().others]


def test_ranges_that_a_lock_does_not_tell_come_from_the_registry() -> None:
    world = below("1.2.5", form="pnpm-lock v9.0")
    assert [None] == [ask.range for ask in world.situation().asks]
    mkdirp = world.entries[0].package
    from_registry = offers("0.5.0", "0.5.1")
    desk = Desk(asks_registries=True, known={mkdirp: from_registry}, told={})
    assert [None] == [ask.range for ask in world.situation(desk).asks]
    told = type(from_registry.releases[0])(version="0.5.1", dependencies={"minimist": "^1.2.5"})
    desk = Desk(asks_registries=True, known={mkdirp: offers(told)})
    assert ["^1.2.5"] == [ask.range for ask in world.situation(desk).asks]


@pytest.mark.parametrize(
    ("form", "files", "expected"),
    [
        ("package-lock v3", {"package.json": '{"overrides": {"a": "1"}, "resolutions": {"b": "1"}}'}, ["a"]),
        ("yarn.lock v8", {"package.json": '{"overrides": {"a": "1"}, "resolutions": {"b": "1"}}'}, ["b"]),
        ("bun.lock v1", {"package.json": '{"overrides": {"a": "1"}, "resolutions": {"b": "1"}}'}, ["a", "b"]),
        (
            "pnpm-lock v9.0",
            {
                "package.json": '{"overrides": {"a": "1"}, "pnpm": {"overrides": {"c": "1"}}}',
                "pnpm-workspace.yaml": "overrides:\n  d: '1'\n",
            },
            ["c", "d"],
        ),
        ("uv.lock v1", {"pyproject.toml": '[tool.uv]\noverride-dependencies = ["a==1"]'}, ["a"]),
        ("pdm.lock 4.5", {"pyproject.toml": '[tool.uv]\noverride-dependencies = ["a==1"]'}, []),
        ("poetry.lock 2.1", {"pyproject.toml": '[tool.pdm.resolution.overrides]\na = "1"'}, []),
        ("Gemfile.lock", {}, []),
    ],
)
def test_only_what_the_tool_reads_is_an_override(
    form: str, files: dict[str, str], expected: list[str]
) -> None:
    assert expected == [one.name for one in below("1.2.5", form=form, files=files).situation().overrides]


def test_a_command_is_run_in_the_folder_of_the_lock_or_of_the_member() -> None:
    world = below("^1.2.5")
    at = World(entries=world.entries, advisories=world.advisories, folder="web/").situation()
    assert "cd web && npm install" == at.line(Words(("npm", "install")))
    assert "cd web/packages/a && npm install" == at.line(Words(("npm", "install")), "packages/a")
    assert "" == at.line(None)
    assert "web/package.json" == at.path("package.json")


def test_advice_without_a_version_was_judged_by_nobody() -> None:
    at = below("^1.2.5").situation(Desk(asks_registries=True))
    assert at.advice(Remedy.IN_RANGE, "x", version="1.2.6").judged
    assert not at.advice(Remedy.NONE, "x").judged
    assert "" == at.advice(Remedy.NONE, "x", file="package.json").file


def test_words() -> None:
    assert ("a", "a and b", "a, b and c", "a, b, c and 2 more") == (
        listed(["a", "a"]),
        listed(["a", "b"]),
        listed(["a", "b", "c"]),
        listed(["a", "b", "c", "d", "e"]),
    )
    assert 80 == len(shown("x" * 500))
    asks = [
        Ask(name="a", range="^1", grammar=Grammar.NPM, parent=entry(f"p@{version}"))
        for version in ("1.0.0", "1.0.0", "2.0.0", "3.0.0")
    ]
    assert "p@1.0.0 requests ^1 (and 2 more)" == asked_words(asks)
    assert "the lock does not list the versions that p@1.0.0 requests" == asked_words(
        [Ask(name="a", range=None, grammar=Grammar.NPM, parent=entry("p@1.0.0"))]
    )
    assert "the lock does not list its dependents" == asked_words(
        [Ask(name="a", range=None, grammar=Grammar.NPM)]
    )
    assert ("old", "new") == (parent_name(entry("new@1.0.0", alias="old")), parent_name(entry("new@1.0.0")))
