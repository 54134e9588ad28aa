"""What the project has in its own hands."""

from dataclasses import replace

import pytest

from pratique.core.audit import Remedy
from pratique.core.lock import SourceKind
from pratique.intake.audit.fix.market import Offer
from tests.intake.audit.fix.world import Stall, World, against, asked, below, entry, offers

PACKAGE_JSON = {"package.json": '{"dependencies": {"lodash": "^3.10.1"}}'}


@pytest.mark.parametrize(
    ("form", "command"),
    [
        ("package-lock v3", "npm update minimist"),
        ("yarn.lock v8", "yarn up -R minimist"),
        ("poetry.lock 2.1", "poetry update minimist"),
        ("pdm.lock 4.5", "pdm update minimist"),
        ("Gemfile.lock", "bundle update --conservative minimist"),
    ],
)
def test_where_everybody_accepts_a_sound_version_the_clients_update_is_enough(
    form: str, command: str
) -> None:
    wanted = {"poetry.lock 2.1": ">=1.2", "pdm.lock 4.5": ">=1.2", "Gemfile.lock": "~> 1.2"}.get(
        form, "^1.2.5"
    )
    fix = below(wanted, form=form).fix()
    assert (Remedy.IN_RANGE, "1.2.6", command) == (fix.remedy, fix.version, fix.command)
    assert "1.2.6 fixes the problem and is in the range of all dependents" == fix.text


@pytest.mark.parametrize(
    ("form", "install"), [("yarn.lock v1", "yarn install"), ("bun.lock v1", "bun install")]
)
def test_where_the_client_has_no_command_for_it_the_entry_is_taken_out_by_hand(
    form: str, install: str
) -> None:
    fix = below("^1.2.5", form=form).fix()
    assert (Remedy.IN_RANGE, install) == (fix.remedy, fix.command)
    assert "has no command for indirect dependencies, so remove its entry from" in fix.text
    assert "(line 7)" in fix.text


@pytest.mark.parametrize(
    ("form", "command"), [("yarn.lock v1", "yarn upgrade lodash"), ("bun.lock v1", "bun update lodash")]
)
def test_what_the_project_alone_asks_for_has_a_command_everywhere(form: str, command: str) -> None:
    world = asked("*", form=form, files={"package.json": '{"dependencies": {"lodash": "*"}}'})
    assert command == world.fix().command


def test_a_member_of_the_workspace_updates_in_its_own_folder() -> None:
    member = entry("web@1.0.0", key="packages/web", source=SourceKind.WORKSPACE, asks={"lodash": "*"})
    world = World(
        entries=(member, entry("lodash@3.10.1", "packages/web")),
        advisories=(against("lodash", ("0", "4.17.21")),),
    )
    assert "cd packages/web && npm update lodash" == world.fix().command
    short = replace(member, dependencies={"lodash": "^3.0.0"})
    fix = replace(world, entries=(short, world.entries[1])).fix()
    assert (Remedy.DIRECT, "cd packages/web && npm install lodash@4.17.21") == (fix.remedy, fix.command)


def test_a_direct_request_that_does_not_accept_it_is_changed() -> None:
    fix = asked("^3.10.1", files=PACKAGE_JSON).fix()
    assert (Remedy.DIRECT, "4.17.21", "npm install lodash@4.17.21") == (fix.remedy, fix.version, fix.command)
    assert ('"lodash": "^4.17.21"', "package.json") == (fix.snippet, fix.file)
    assert (
        "4.17.21 fixes the problem, a major upgrade: package.json requests ^3.10.1; run the command, which edits the manifest"
        == fix.text
    )


def test_two_manifests_that_ask_are_edited_by_hand() -> None:
    members = [
        entry(f"{name}@1.0.0", key=f"packages/{name}", source=SourceKind.WORKSPACE, asks={"lodash": "^3"})
        for name in "ab"
    ]
    world = World(
        entries=(*members, entry("lodash@3.10.1", "packages/a", "packages/b")),
        advisories=(against("lodash", ("0", "4.17.21")),),
        files={f"packages/{name}/package.json": '{"dependencies": {"lodash": "^3"}}' for name in "ab"},
    )
    fix = world.fix()
    assert ("npm install", '"lodash": "^4.17.21"') == (fix.command, fix.snippet)
    assert "packages/a/package.json and packages/b/package.json" == fix.file
    assert fix.text.endswith("edit the manifest, then run the command")


def test_a_request_with_a_condition_is_edited_by_hand() -> None:
    form = "poetry.lock 2.1"
    files = {"pyproject.toml": "[project]\ndependencies = ['lodash<4; python_version < \"4\"']\n"}
    fix = asked("<4", form=form, files=files).fix()
    assert ("poetry update lodash", "\"lodash>=4.17.21; python_version < '4'\"") == (fix.command, fix.snippet)


def test_a_gemfile_is_edited_by_hand() -> None:
    files = {"Gemfile.lock": "DEPENDENCIES\n  lodash (~> 3.10)\n"}
    fix = asked("~> 3.10", form="Gemfile.lock", files=files).fix()
    assert (Remedy.DIRECT, "bundle update --conservative lodash") == (fix.remedy, fix.command)
    assert ('gem "lodash", "~> 4.17.21"', "Gemfile") == (fix.snippet, fix.file)


def test_a_later_release_that_the_client_would_take_and_must_not_is_kept_out() -> None:
    young = Offer(version="1.2.9", dependencies={}, stop="it is too young")
    stall = Stall({"minimist": offers("1.2.5", "1.2.6", young), "mkdirp": offers("0.5.1")})
    fix = below("^1.2.5").judged(stall)
    assert (Remedy.OVERRIDE, "1.2.6", '"overrides": {\n  "minimist": "1.2.6"\n}') == (
        fix.remedy,
        fix.version,
        fix.snippet,
    )
    assert "the client would choose a later version that is affected or not allowed by the policy" in fix.text


def test_uv_is_told_the_very_version_instead() -> None:
    young = Offer(version="1.2.9", stop="it is too young")
    told = Offer(version="0.5.1", dependencies={"minimist": ">=1.2"})
    stall = Stall({"minimist": offers("1.2.5", "1.2.6", young), "mkdirp": offers(told)})
    fix = below(">=1.2", form="uv.lock v1").judged(stall)
    assert (Remedy.IN_RANGE, "uv lock --upgrade-package minimist==1.2.6") == (fix.remedy, fix.command)


def test_a_project_without_overrides_asks_for_the_very_version_itself() -> None:
    young = Offer(version="1.2.9", stop="it is too young")
    stall = Stall({"minimist": offers("1.2.5", "1.2.6", young)})
    fix = below(">=1.2", form="poetry.lock 2.1").judged(stall)
    assert (Remedy.DIRECT, "poetry add minimist@1.2.6") == (fix.remedy, fix.command)


def test_a_request_whose_new_range_would_let_in_too_much_is_exact() -> None:
    young = Offer(version="4.18.0", dependencies={}, stop="it is too young")
    world = asked("^3.10.1", form="yarn.lock v1", files=PACKAGE_JSON)
    fix = world.judged(Stall({"lodash": offers("3.10.1", "4.17.21", young)}))
    assert ("yarn upgrade lodash@4.17.21", '"lodash": "4.17.21"') == (fix.command, fix.snippet)
