"""How newer releases are brought in."""

from dataclasses import replace

from pratique.core.audit import Remedy
from pratique.intake.audit.fix.market import Offer
from tests.intake.audit.fix.world import Stall, World, against, below, entry, offers

MINIMIST = offers("1.2.5", "1.2.6")


def release(version: str, **asks: str) -> Offer:
    return Offer(version=version, dependencies=asks)


def deep(form: str, wanted: str, files: dict[str, str]) -> World:
    """top > mkdirp > minimist, where the project asks for top alone."""
    return World(
        entries=(
            entry("top@1.0.0", asks={"mkdirp": wanted}, form=form),
            entry("mkdirp@0.5.1", "top", asks={"minimist": "1.2.5"}, form=form),
            entry("minimist@1.2.5", "mkdirp", form=form),
        ),
        advisories=(against("minimist", ("1.0.0", "1.2.6"), form=form),),
        form=form,
        files=files,
    )


def test_a_tool_without_a_command_for_it_upgrades_what_the_project_asks_for() -> None:
    world = below(
        "1.2.5", form="yarn.lock v1", files={"package.json": '{"dependencies": {"mkdirp": "~0.5.1"}}'}
    )
    listed = offers(release("0.5.1", minimist="1.2.5"), release("0.5.6", minimist="^1.2.6"))
    assert "yarn upgrade mkdirp" == world.judged(Stall({"minimist": MINIMIST, "mkdirp": listed})).command


def test_what_it_leaves_where_it_is_is_taken_out_by_hand() -> None:
    world = deep("yarn.lock v1", "~0.5.1", {"package.json": '{"dependencies": {"top": "^1.0.0"}}'})
    listed = offers(release("0.5.1", minimist="1.2.5"), release("0.5.6", minimist="^1.2.5"))
    fix = world.judged(Stall({"minimist": MINIMIST, "mkdirp": listed}))
    assert (Remedy.PARENT, "yarn install") == (fix.remedy, fix.command)
    assert fix.text.endswith(
        "; remove the entries of mkdirp and minimist from yarn.lock, then run the command"
    )


def test_what_comes_with_a_newer_release_needs_no_hand() -> None:
    world = deep("yarn.lock v1", "0.5.1", {"package.json": '{"dependencies": {"top": "^1.0.0"}}'})
    stall = Stall(
        {
            "minimist": MINIMIST,
            "mkdirp": offers(release("0.5.1", minimist="1.2.5"), release("0.5.6", minimist="1.2.6")),
            "top": offers(release("1.0.0", mkdirp="0.5.1"), release("1.1.0", mkdirp="0.5.6")),
        }
    )
    fix = world.judged(stall)
    assert "yarn upgrade top" == fix.command
    assert "by hand" not in fix.text
    assert "together with top@1.1.0" in fix.text


def test_a_gemfile_that_must_ask_for_more_is_edited_by_hand() -> None:
    form = "Gemfile.lock"
    world = below("= 1.2.5", form=form, files={"Gemfile.lock": "DEPENDENCIES\n  mkdirp (~> 0.5.1)\n"})
    listed = offers(release("0.5.1", minimist="= 1.2.5"), release("1.0.0", minimist="~> 1.2.6"))
    fix = world.judged(Stall({"minimist": MINIMIST, "mkdirp": listed}))
    assert (Remedy.PARENT, "bundle update --conservative minimist") == (fix.remedy, fix.command)
    assert ('gem "mkdirp", "~> 1.0.0"', "Gemfile") == (fix.snippet, fix.file)
    assert fix.text.endswith("; add the lines to Gemfile, then run the command")


def test_a_request_of_several_folders_has_no_one_command() -> None:
    world = below("1.2.5", files={"package.json": '{"dependencies": {"mkdirp": "0.5.1"}}'})
    listed = offers(release("0.5.1", minimist="1.2.5"), release("1.0.0", minimist="1.2.6"))
    fix = world.judged(Stall({"minimist": MINIMIST, "mkdirp": listed}))
    assert "npm install --save-exact mkdirp@1.0.0 && npm update minimist" == fix.command
    hostile = replace(
        world,
        entries=tuple(
            replace(one, package=replace(one.package, name="--mkdirp"))
            if one.package.name == "mkdirp"
            else one
            for one in world.entries
        ),
    )
    assert "" == hostile.judged(Stall({"minimist": MINIMIST, "--mkdirp": listed})).command
