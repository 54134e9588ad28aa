"""What package managers do when they are asked."""

from pathlib import Path

import pytest

from pratique.core.lock import Lock, SourceKind
from pratique.intake.audit.fix.command import command
from pratique.intake.audit.fix.ranges import Grammar
from pratique.intake.audit.fix.request import Request
from pratique.intake.audit.fix.tool import Bump, Kind, tool_of
from pratique.lockfiles import LOCKFILES, format_for
from tests.intake.audit.fix.world import PATHS, entry
from tests.lockfiles import real

SAMPLES = Path(real.__file__).parent / "samples"
TOOLS = {
    "npm-11": "npm",
    "yarn-1": "yarn 1",
    "yarn-2": "yarn 2",
    "yarn-3": "yarn",
    "yarn-4": "yarn",
    "pnpm-6": "pnpm",
    "pnpm-10": "pnpm",
    "bun-1.2": "bun",
    "poetry": "poetry",
    "uv": "uv",
    "pdm": "pdm",
    "pipenv": "pipenv",
    "pip": "pip",
}


def tool(form: str):  # type: ignore[no-untyped-def]
    return tool_of(Lock(format=form, packages=()))


@pytest.mark.parametrize("folder", sorted(TOOLS))
def test_locks_of_real_tools_are_known_for_theirs(folder: str) -> None:
    locks = [path for path in (SAMPLES / folder).iterdir() if path.name != "pylock.toml"]
    for path in locks:
        form = format_for(path.name)
        assert form is not None
        named = tool_of(form.parse(path.read_bytes())).name
        assert named == ("pip" if path.name == "requirements.txt" else TOOLS[folder])


def test_every_format_has_a_tool_or_is_known_to_have_none() -> None:
    without = {one.name for one in LOCKFILES if tool(one.name).kind is Kind.OTHER}
    assert {"CycloneDX", "SPDX", "pylock.toml"} == without


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("package-lock v3", "npm update a b"),
        ("yarn.lock v8", "yarn up -R a b"),
        ("pnpm-lock v9.0", "pnpm update --depth Infinity a b"),
        ("poetry.lock 2.1", "poetry update a b"),
        ("uv.lock v1", "uv lock --upgrade-package a --upgrade-package b"),
        ("pdm.lock 4.5", "pdm update a b"),
        ("Pipfile.lock v6", "pipenv upgrade a b"),
        ("Gemfile.lock", "bundle update --conservative a b"),
    ],
)
def test_what_renews_packages_within_their_ranges(form: str, expected: str) -> None:
    assert expected == command(tool(form).update("a", "b"))


@pytest.mark.parametrize(
    ("form", "direct"), [("yarn.lock v1", "yarn upgrade a"), ("bun.lock v1", "bun update a")]
)
def test_two_tools_renew_only_what_the_project_asks_for(form: str, direct: str) -> None:
    assert tool(form).update is None
    assert direct == command(tool(form).update_direct("a"))


def request(section: str, grammar: Grammar = Grammar.PEP440, extras: tuple[str, ...] = ()) -> Request:
    return Request(name="a", text="", range="", grammar=grammar, file="f", section=section, extras=extras)


@pytest.mark.parametrize(
    ("form", "range_", "asked", "expected"),
    [
        ("package-lock v3", "^2.0.0", None, "npm install a@2.0.0"),
        ("package-lock v3", "2.0.0", None, "npm install --save-exact a@2.0.0"),
        ("package-lock v3", "~2.0.0", None, "npm install '--save-prefix=~' a@2.0.0"),
        ("package-lock v3", "npm:b@^2.0.0", None, "npm install 'a@npm:b@^2.0.0'"),
        ("yarn.lock v1", "^2.0.0", None, "yarn upgrade 'a@^2.0.0'"),
        ("yarn.lock v8", "^2.0.0", None, "yarn up 'a@^2.0.0'"),
        ("pnpm-lock v9.0", "^2.0.0", None, "pnpm update a@2.0.0"),
        ("bun.lock v1", "^2.0.0", None, "bun add 'a@^2.0.0'"),
        ("poetry.lock 2.1", "^2.0.0", request("tool.poetry.dependencies"), "poetry add 'a@^2.0.0'"),
        (
            "poetry.lock 2.1",
            "2.0.0",
            request("tool.poetry.group.dev.dependencies"),
            "poetry add --group dev a@2.0.0",
        ),
        (
            "poetry.lock 2.1",
            "2.0.0",
            request("tool.poetry.dev-dependencies"),
            "poetry add --group dev a@2.0.0",
        ),
        (
            "poetry.lock 2.1",
            ">=2.0.0",
            request("project.optional-dependencies.x"),
            "poetry add --optional x 'a>=2.0.0'",
        ),
        ("uv.lock v1", ">=2.0.0", request("project.dependencies"), "uv add 'a>=2.0.0'"),
        ("uv.lock v1", "~=2.0.0", request("dependency-groups.dev"), "uv add --group dev 'a~=2.0.0'"),
        ("uv.lock v1", "==2.0.0", request("tool.uv.dev-dependencies"), "uv add --dev a==2.0.0"),
        ("uv.lock v1", "==2.0.0", request("project.optional-dependencies.x"), "uv add --optional x a==2.0.0"),
        ("pdm.lock 4.5", ">=2.0.0", request("dependency-groups.dev"), "pdm add -d -G dev 'a>=2.0.0'"),
        ("pdm.lock 4.5", ">=2.0.0", request("project.optional-dependencies.x"), "pdm add -G x 'a>=2.0.0'"),
        (
            "Pipfile.lock v6",
            "==2.0.0",
            request("packages", extras=("x", "y")),
            "pipenv upgrade 'a[x,y]==2.0.0'",
        ),
        ("Pipfile.lock v6", "==2.0.0", request("dev-packages"), "pipenv upgrade --dev a==2.0.0"),
        ("Pipfile.lock v6", "==2.0.0", request("cli"), "pipenv upgrade --categories cli a==2.0.0"),
    ],
)
def test_what_asks_for_another_version(form: str, range_: str, asked: Request | None, expected: str) -> None:
    assert expected == command(tool(form).bump(Bump(name="a", version="2.0.0", range=range_, request=asked)))


def test_pipenv_puts_what_only_development_needs_where_it_was() -> None:
    bump = Bump(name="a", version="2.0.0", range=">=2.0.0", request=None, group="dev")
    assert "pipenv upgrade --dev 'a>=2.0.0'" == command(tool("Pipfile.lock v6").bump(bump))


@pytest.mark.parametrize("group", ["--index-url=x", "a b", ""])
def test_a_group_that_no_tool_would_take_is_not_told(group: str) -> None:
    for form in ("uv.lock v1", "poetry.lock 2.1", "pdm.lock 4.5"):
        words = tool(form).bump(
            Bump(name="a", version="2", range=">=2", request=request(f"dependency-groups.{group}"))
        )
        assert f"{words.words[0]} add 'a>=2'" == command(words)


def test_a_lock_of_pdm_with_extras_of_the_project_is_locked_as_a_whole() -> None:
    packages = (entry("a@1.0.0", form="pdm.lock 4.5", groups=frozenset({"web"})),)
    lock = Lock(format="pdm.lock 4.5", packages=packages)
    assert tool_of(lock).update is not None
    kept = tool_of(lock, {"web"})
    assert kept.update is None
    assert kept.settle is not None
    assert "pdm lock --update-reuse -G :all" == command(kept.settle("a"))


def test_a_workspace_of_pnpm_is_renewed_as_a_whole() -> None:
    member = entry("web@1.0.0", form="pnpm-lock v9.0", source=SourceKind.WORKSPACE)
    found = tool_of(Lock(format="pnpm-lock v9.0", packages=(member,)))
    assert found.update is not None
    assert "pnpm update -r --depth Infinity a" == command(found.update("a"))


def test_one_version_of_uv_can_be_said_exactly() -> None:
    assert "uv lock --upgrade-package a==2.0.0" == command(tool("uv.lock v1").update_to("a", "2.0.0"))


def test_the_worlds_of_the_tests_cover_every_tool() -> None:
    assert {one.name for one in LOCKFILES} - {"CycloneDX", "SPDX"} == {
        form.partition(" ")[0] for form in PATHS
    }
