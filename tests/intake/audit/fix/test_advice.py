"""Advice for all findings of a project."""

import asyncio
import subprocess
import sys
import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product
from pratique.core.audit import Ignore, Remedy
from pratique.core.lock import Lock, SourceKind
from pratique.intake.audit.fix import advise, advise_offline
from pratique.intake.audit.fix.market import Offer
from pratique.intake.audit.survey import survey
from tests.intake.audit.fix.world import NPM, PATHS, Stall, World, against, below, entry, no_files, offers
from tests.mending.project import warning


def test_every_finding_of_a_release_has_the_advice_that_mends_all() -> None:
    world = below("^1.2.5")
    world = replace(
        world, advisories=(*world.advisories, against("minimist", ("1.0.0", "1.2.7"), id_="GHSA-two"))
    )
    first, second = world.findings()
    assert first.fix is second.fix
    assert first.fix is not None
    assert "1.2.7" == first.fix.version


def test_what_is_ignored_has_no_advice_and_holds_nobody_back() -> None:
    world = below("^1.2.5")
    world = replace(world, advisories=(*world.advisories, against("minimist", ("0", None), id_="GHSA-never")))
    found = {one.match.id: one.fix for one in world.findings({"GHSA-never": Ignore(ids=("GHSA-never",))})}
    assert found["GHSA-never"] is None
    assert found["GHSA-test"] is not None
    assert "1.2.6" == found["GHSA-test"].version


def test_a_warning_that_does_not_say_which_versions_has_no_fix() -> None:
    vague = Advisory(
        id="GHSA-vague",
        source="t",
        kind=AdvisoryKind.VULNERABILITY,
        affected=(Affected(product=Product("npm", "minimist")),),
    )
    world = below("^1.2.5")
    found = {
        one.match.id: one.fix for one in replace(world, advisories=(*world.advisories, vague)).findings()
    }
    assert found["GHSA-vague"] is not None
    assert found["GHSA-test"] is not None
    assert (Remedy.NONE, "no source says which versions are affected") == (
        found["GHSA-vague"].remedy,
        found["GHSA-vague"].text,
    )
    assert Remedy.IN_RANGE is found["GHSA-test"].remedy


def test_malware_without_a_sound_version_above_is_to_be_removed() -> None:
    world = replace(
        below("^1.2.5"),
        advisories=(
            warning("MAL-1", Product("npm", "minimist"), ("1.0.0", None), kind=AdvisoryKind.MALWARE),
        ),
    )
    fix = world.fix()
    assert (Remedy.REMOVE, None) == (fix.remedy, fix.version)
    assert (
        "Remove minimist. No good version is known exactly; the advisory does not list versions below 1.0.0. mkdirp@0.5.1 depends on the package: remove or replace mkdirp@0.5.1."
        == fix.text
    )


def test_what_is_disputed_is_not_advised_to_be_removed() -> None:
    world = replace(
        below("^1.2.5"),
        advisories=(warning("MAL-1", Product("npm", "minimist"), ("0", None), kind=AdvisoryKind.MALWARE),),
    )
    fix = world.fix()
    assert (Remedy.NONE, None) == (fix.remedy, fix.version)
    assert "the sources disagree: review the finding manually first" == fix.text


def test_the_worst_of_several_places_decides_and_the_others_are_told() -> None:
    world = World(
        entries=(
            entry("a@1.0.0", asks={"minimist": "^1.2.5"}),
            entry("minimist@1.2.5", "a"),
            entry("minimist@1.2.5", "a", key="a/node_modules/minimist", source=SourceKind.BUNDLED),
        ),
        advisories=(against("minimist", ("0", "1.2.6")),),
    )
    fix = world.fix()
    assert (Remedy.NONE, "npm update minimist") == (fix.remedy, fix.command)
    assert fix.text.endswith("for package-lock.json: in-range to 1.2.6, `npm update minimist`")


def test_several_locks_are_told_with_their_folders() -> None:
    good, bad = below("^1.2.5"), below("1.2.5")
    locks = {f"{name}/package-lock.json": good.lock for name in "abcd"} | {"e/package-lock.json": bad.lock}
    met = survey(good.index, locks).met
    (finding,) = advise_offline(met, good.index, no_files)
    assert finding.fix is not None
    assert (Remedy.OVERRIDE, "cd e && npm install", "e/package.json") == (
        finding.fix.remedy,
        finding.fix.command,
        finding.fix.file,
    )
    assert "for a/package-lock.json: in-range, `cd a && npm update minimist`" in finding.fix.text
    assert finding.fix.text.endswith("and 1 more locks")


def test_offline_advice_is_judged_by_nobody() -> None:
    assert not below("^1.2.5").fix().judged


def test_a_registry_that_does_not_answer_leaves_the_offline_advice() -> None:
    fix = below("^1.2.5").judged(Stall({}, down=["minimist"]))
    assert (Remedy.IN_RANGE, "1.2.6", False) == (fix.remedy, fix.version, fix.judged)
    assert fix.text.endswith("; its registry could not be queried: minimist is not there")


def test_a_parent_whose_registry_does_not_answer_is_not_lifted() -> None:
    fix = below("1.2.5").judged(Stall({"minimist": offers("1.2.6")}, down=["mkdirp"]))
    assert (Remedy.OVERRIDE, True) == (fix.remedy, fix.judged)


def test_nothing_can_be_had() -> None:
    fix = below("^1.2.5").judged(Stall({"minimist": offers("1.2.5")}))
    assert (Remedy.NONE, "1.2.5 is the highest available version") == (fix.remedy, fix.text)


def test_each_package_is_asked_about_once() -> None:
    stall = Stall({"minimist": offers("1.2.6"), "mkdirp": offers("0.5.1")})
    below("1.2.5").judged(stall)
    assert ["minimist", "mkdirp"] == stall.asked


def test_no_finding_no_advice() -> None:
    world = World(entries=(), advisories=())
    assert () == world.findings()


HOSTILE = ["$(touch x)", "a;b", "--global", "a'b", 'a"b', "\u202e", "a\nb", "`id`"]


@given(
    st.sampled_from(sorted(PATHS)),
    st.sampled_from(["^1.2.5", "1.2.5", "<2", "~> 1.2", "==1.2.5", "catalog:", "$x", "*"]),
    st.sampled_from(HOSTILE),
    st.sampled_from(HOSTILE),
)
def test_whatever_names_a_lock_holds_there_is_advice_and_no_version_below(
    form: str, wanted: str, name: str, parent: str
) -> None:
    parent = f"{parent}-parent"
    target = entry(f"{name}@1.2.5", "p", form=form)
    world = World(
        entries=(entry(f"{parent}@1.0.0", key="p", asks={name: wanted}, form=form), target),
        advisories=(against(name, ("0", "0.2.4"), ("1.0.0", "1.2.6"), form=form),),
        form=form,
    )
    (finding,) = world.findings()
    fix = finding.fix
    assert fix is not None
    assert fix.version in {"1.2.6", None}
    assert fix.text
    if name.startswith("--") and fix.remedy is Remedy.IN_RANGE:
        assert name not in fix.command.split()


def test_fifty_findings_take_some_milliseconds_in_a_large_lock() -> None:
    names = [f"p{number}" for number in range(2_000)]
    entries = tuple(
        entry(
            f"{name}@1.0.0",
            *names[max(0, at - 3) : at],
            asks=dict.fromkeys(names[at + 1 : at + 4], "^1.0.0"),
        )
        for at, name in enumerate(names)
    )
    advisories = tuple(against(name, ("0", "1.0.1"), id_=f"GHSA-{name}") for name in names[:50])
    world = World(entries=entries, advisories=advisories)
    met = world.met()
    assert 50 == len(met)
    started = time.process_time()
    found = advise_offline(met, world.index, world.read)
    assert all(one.fix is not None and one.fix.remedy is Remedy.IN_RANGE for one in found[1:])
    assert time.process_time() - started < 0.5


def test_offline_advice_imports_no_client_and_no_analysis() -> None:
    code = (
        "import sys, pratique.intake.audit.fix; "
        "print(sorted({'asyncio', 'aiohttp', 'sqlalchemy', 'yarl', 'pratique.analysis', 'pratique.net'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]" == done.stdout.strip()


def test_the_lock_of_a_world_is_a_lock() -> None:
    assert isinstance(below("1").lock, Lock)
    assert NPM == below("1").lock.format


def test_two_releases_that_wait_for_one_answer_both_get_it() -> None:
    world = World(
        entries=(
            entry("mkdirp@0.5.1", asks={"minimist": "1.2.5", "hull": "1.0.0"}),
            entry("minimist@1.2.5", "mkdirp"),
            entry("hull@1.0.0", "mkdirp"),
        ),
        advisories=(
            against("minimist", ("0", "1.2.6")),
            against("hull", ("0", "1.0.1"), id_="GHSA-hull"),
        ),
        files={"package.json": '{"dependencies": {"mkdirp": "~0.5.1"}}'},
    )
    newer = Offer(version="0.5.6", dependencies={"minimist": "^1.2.6", "hull": "^1.0.1"})
    stall = Stall(
        {
            "minimist": offers("1.2.5", "1.2.6"),
            "hull": offers("1.0.0", "1.0.1"),
            "mkdirp": offers(
                Offer(version="0.5.1", dependencies={"minimist": "1.2.5", "hull": "1.0.0"}), newer
            ),
        }
    )
    found = asyncio.run(advise(world.met(), world.index, world.read, stall))
    assert [Remedy.PARENT] * 2 == [one.fix.remedy for one in found if one.fix is not None]
    assert 1 == stall.asked.count("mkdirp")


def test_a_thicket_of_releases_is_looked_through_in_bounded_time() -> None:
    names = [f"p{number}" for number in range(25)]
    world = World(
        entries=(
            *(
                entry(
                    f"{name}@1.0.0",
                    *names[max(0, at - 2) : at],
                    asks={"minimist": "1.2.5", **dict.fromkeys(names[at + 1 : at + 3], "1.0.0")},
                )
                for at, name in enumerate(names)
            ),
            entry("minimist@1.2.5", *names),
        ),
        advisories=(against("minimist", ("0", "1.2.6")),),
    )
    many = [f"1.{number}.0" for number in range(1, 150)]
    listed = offers(
        *(
            Offer(
                version=version, dependencies={"minimist": f"=1.2.{6 + at}", **dict.fromkeys(names, version)}
            )
            for at, version in enumerate(many)
        )
    )
    stall = Stall(
        {"minimist": offers(*(f"1.2.{6 + at}" for at in range(150))), **dict.fromkeys(names, listed)}
    )
    started = time.process_time()
    fix = asyncio.run(advise(world.met(), world.index, world.read, stall))[0].fix
    assert fix is not None
    assert fix.remedy in {Remedy.PARENT, Remedy.OVERRIDE}
    assert time.process_time() - started < 10
