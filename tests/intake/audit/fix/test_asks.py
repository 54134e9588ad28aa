"""Who asks for an entry, and for which versions."""

from collections.abc import Mapping

from pratique.core.lock import ROOT, SourceKind
from pratique.intake.audit.fix.asks import Ask
from pratique.intake.audit.fix.ranges import Grammar
from tests.intake.audit.fix.world import World, against, below, entry


def asks(form: str, *entries: object, files: Mapping[str, str] | None = None, folder: str = "") -> list[Ask]:
    """Who asks for `target`."""
    world = World(
        entries=entries,  # type: ignore[arg-type]
        advisories=(against("target", ("0", "2.0.0"), form=form),),
        form=form,
        files=files or {},
        folder=folder,
    )
    return list(world.situation().asks)


def told(found: list[Ask]) -> list[tuple[str, str | None]]:
    return [(ask.by, ask.range) for ask in found]


def test_another_package_asks_by_its_own_range() -> None:
    found = asks("package-lock v3", entry("a@1.0.0", asks={"target": "^1"}), entry("target@1.0.0", "a"))
    assert [("a@1.0.0", "^1")] == told(found)
    assert not found[0].own
    assert found[0].accepts("1.5.0")
    assert "1.1.0" == found[0].among(["0.9.0", "1.1.0", "1.2.0"])


def test_the_project_asks_by_its_manifest() -> None:
    found = asks(
        "package-lock v3",
        entry("target@1.0.0"),
        files={"web/package.json": '{"devDependencies": {"target": "~1.0"}}'},
        folder="web/",
    )
    assert [("web/package.json", "~1.0")] == told(found)
    assert found[0].own


def test_without_a_manifest_the_project_asks_for_nobody_knows_what() -> None:
    assert [("the project", None)] == told(asks("package-lock v3", entry("target@1.0.0")))


def test_an_alias_is_asked_for_by_its_own_name() -> None:
    found = asks(
        "package-lock v3",
        entry("target@1.0.0", alias="old"),
        files={"package.json": '{"dependencies": {"old": "npm:target@^1"}}'},
    )
    assert [("package.json", "npm:target@^1")] == told(found)
    assert "old" == found[0].name
    assert found[0].accepts("1.9.9")


def test_a_member_of_the_workspace_asks_by_the_lock_and_its_own_manifest() -> None:
    entries = (
        entry("web@1.0.0", key="packages/web", source=SourceKind.WORKSPACE, asks={"target": "^1.0.0"}),
        entry("target@1.0.0", "packages/web"),
    )
    assert [("the project", "^1.0.0")] == told(asks("package-lock v3", *entries))
    files = {"packages/web/package.json": '{"dependencies": {"target": "^1.0.1"}}'}
    (ask,) = asks("package-lock v3", *entries, files=files)
    assert ("packages/web/package.json", "^1.0.1", "packages/web") == (ask.by, ask.range, ask.member)


def test_yarn_1_tells_what_a_member_asks_for_and_not_which() -> None:
    entries = (
        entry("a@1.0.0", asks={"target": "^1.1.0"}, form="yarn.lock v1"),
        entry(
            "target@1.1.0",
            ROOT,
            "a",
            form="yarn.lock v1",
            answers=(("", "target@npm:^1.0.0"), ("", "target@npm:^1.1.0")),
        ),
    )
    files = {"package.json": '{"private": true, "workspaces": ["packages/*"]}'}
    assert [("the project", "^1.0.0"), ("a@1.0.0", "^1.1.0")] == told(
        asks("yarn.lock v1", *entries, files=files)
    )


def test_what_the_manifest_does_not_ask_for_any_more_is_yesterdays() -> None:
    entries = (
        entry("a@1.0.0", asks={"target": "^1.1.0"}, form="yarn.lock v1"),
        entry("target@1.1.0", ROOT, "a", form="yarn.lock v1", answers=(("", "target@npm:1.1.0"),)),
    )
    assert [("a@1.0.0", "^1.1.0")] == told(asks("yarn.lock v1", *entries, files={"package.json": "{}"}))


def test_locks_of_pnpm_and_uv_do_not_tell_ranges() -> None:
    for form in ("pnpm-lock v9.0", "uv.lock v1"):
        entries = (
            entry("a@1.0.0", asks={"target": "1.0.0"}, form=form),
            entry("target@1.0.0", "a", form=form),
        )
        (ask,) = asks(form, *entries)
        assert (None, None) == (ask.range, ask.accepts("1.0.1"))


def test_what_a_python_project_asks_for_is_looked_up_where_others_ask_too() -> None:
    form = "poetry.lock 2.1"
    entries = (entry("a@1.0.0", asks={"target": ">=1"}, form=form), entry("target@1.0.0", "a", form=form))
    files = {
        "pyproject.toml": '[tool.poetry.dependencies]\ntarget = "^1"\n[tool.uv]\ndev-dependencies = ["target<1"]\n'
    }
    found = asks(form, *entries, files=files)
    assert [("a==1.0.0", ">=1"), ("pyproject.toml", "^1")] == told(found)
    assert [Grammar.POETRY, Grammar.POETRY] == [ask.grammar for ask in found]


def test_a_gemfile_is_known_by_what_the_lock_says_of_it() -> None:
    found = asks(
        "Gemfile.lock",
        entry("target@1.0.0", form="Gemfile.lock"),
        files={"Gemfile.lock": "DEPENDENCIES\n  target (~> 1.0)\n"},
    )
    assert [("Gemfile", "~> 1.0")] == told(found)


def test_who_asks_twice_is_told_once() -> None:
    world = below("^1.2.5")
    again = entry("minimist@1.2.5", "mkdirp", key="again/minimist")
    found = World(entries=(*world.entries, again), advisories=world.advisories).situation().asks
    assert 1 == len(found)
