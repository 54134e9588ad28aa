"""Where somebody else stands in the way."""

from dataclasses import replace

from pratique.core.audit import Remedy
from pratique.intake.audit.fix.market import Offer
from tests.intake.audit.fix.world import Stall, World, against, below, entry, offers

MINIMIST = offers("1.2.5", "1.2.6", "1.2.8")


def release(version: str, **asks: str) -> Offer:
    return Offer(version=version, dependencies=asks)


def test_a_newer_release_of_the_parent_in_range_is_the_way() -> None:
    world = below("1.2.5", files={"package.json": '{"dependencies": {"mkdirp": "~0.5.1"}}'})
    listed = offers(release("0.5.1", minimist="1.2.5"), release("0.5.6", minimist="^1.2.6"))
    fix = world.judged(Stall({"minimist": MINIMIST, "mkdirp": listed}))
    assert (Remedy.PARENT, "1.2.6", True) == (fix.remedy, fix.version, fix.judged)
    assert "npm update mkdirp minimist" == fix.command
    assert (
        "1.2.6 fixes the problem: mkdirp@0.5.6 requests ^1.2.6 (now mkdirp@0.5.1 requests 1.2.5)" == fix.text
    )


def test_a_newer_release_that_the_project_must_ask_for_comes_next() -> None:
    world = below("1.2.5", files={"package.json": '{"dependencies": {"mkdirp": "^0.5.1"}}'})
    listed = offers(release("0.5.1", minimist="1.2.5"), release("1.0.0", minimist="^1.2.6"))
    fix = world.judged(Stall({"minimist": MINIMIST, "mkdirp": listed}))
    assert (Remedy.PARENT, "npm install mkdirp@1.0.0 && npm update minimist") == (fix.remedy, fix.command)
    assert ", a major upgrade of mkdirp (now" in fix.text


def test_without_a_newer_parent_an_override_is_the_way() -> None:
    stall = Stall({"minimist": MINIMIST, "mkdirp": offers(release("0.5.1", minimist="1.2.5"))})
    assert Remedy.OVERRIDE is below("1.2.5").judged(stall).remedy


def test_a_family_that_is_pinned_to_each_other_comes_up_together() -> None:
    form = "Gemfile.lock"
    names = ("activesupport", "activerecord", "rails")
    world = World(
        entries=(
            entry("rails@7.2.2", asks={"activerecord": "= 7.2.2", "activesupport": "= 7.2.2"}, form=form),
            entry("activerecord@7.2.2", "rails", asks={"activesupport": "= 7.2.2"}, form=form),
            entry("activesupport@7.2.2", "rails", "activerecord", form=form),
        ),
        advisories=(against("activesupport", ("0", "7.2.3"), form=form),),
        form=form,
        files={"Gemfile.lock": "DEPENDENCIES\n  rails (~> 7.2.2)\n"},
    )
    asks = {
        "activesupport": (),
        "activerecord": ("activesupport",),
        "rails": ("activerecord", "activesupport"),
    }
    stall = Stall(
        {
            name: offers(
                *(release(one, **dict.fromkeys(asks[name], f"= {one}")) for one in ("7.2.2", "7.2.3"))
            )
            for name in names
        }
    )
    fix = world.judged(stall)
    assert Remedy.PARENT is fix.remedy
    assert "bundle update --conservative rails activerecord activesupport" == fix.command
    assert "gem:rails@7.2.3 requests = 7.2.3 and gem:activerecord@7.2.3 requests = 7.2.3" in fix.text


def test_who_cannot_be_overridden_is_waited_for() -> None:
    world = below("<1.2.6", form="poetry.lock 2.1")
    offline = world.fix()
    assert (Remedy.NONE, None) == (offline.remedy, offline.version)
    assert (
        "1.2.6 fixes the problem, but mkdirp==0.5.1 requests <1.2.6, which poetry cannot override: update mkdirp==0.5.1 if a"
        " newer release accepts it, or replace mkdirp==0.5.1" == offline.text
    )
    told = world.judged(Stall({"minimist": MINIMIST, "mkdirp": offers(release("0.5.1", minimist="<1.2.6"))}))
    assert (
        "no available newer release of mkdirp==0.5.1 accepts the fixed version: wait for such a release, or replace mkdirp==0.5.1"
        in told.text
    )


def test_a_crowd_that_stands_in_the_way_is_not_lifted() -> None:
    names = [f"p{number}" for number in range(40)]
    world = World(
        entries=(
            *(entry(f"{name}@1.0.0", asks={"minimist": "1.2.5"}) for name in names),
            entry("minimist@1.2.5", *names),
        ),
        advisories=(against("minimist", ("1.0.0", "1.2.6")),),
    )
    stall = Stall({"minimist": MINIMIST})
    assert Remedy.OVERRIDE is world.judged(stall).remedy
    assert ["minimist"] == stall.asked


def test_what_a_listing_does_not_tell_is_read() -> None:
    world = below(
        "<1.2.6",
        form="poetry.lock 2.1",
        files={"pyproject.toml": '[project]\ndependencies = ["mkdirp>=0.5"]'},
    )
    listed = offers(Offer(version="0.5.1"), Offer(version="0.5.6"))
    stall = Stall({"minimist": MINIMIST, "mkdirp": listed}, {"mkdirp@0.5.6": {"minimist": ">=1.2"}})
    fix = world.judged(stall)
    assert (Remedy.PARENT, "poetry update mkdirp minimist") == (fix.remedy, fix.command)
    assert Remedy.NONE is world.judged(replace_reads(stall)).remedy


def replace_reads(stall: Stall) -> Stall:
    """The same market, where nothing can be read."""
    return Stall({"minimist": MINIMIST, "mkdirp": offers(Offer(version="0.5.1"), Offer(version="0.5.6"))})


def test_what_already_accepts_it_has_a_say() -> None:
    world = below("1.2.5")
    other = entry("rc@1.0.0", asks={"minimist": "~1.2.5"})
    world = replace(world, entries=(*world.entries[:1], other, entry("minimist@1.2.5", "mkdirp", "rc")))
    listed = offers(release("0.5.1", minimist="1.2.5"), release("0.5.6", minimist="^1.2.8"))
    fix = world.judged(Stall({"minimist": MINIMIST, "mkdirp": listed}))
    assert (Remedy.PARENT, "1.2.8") == (fix.remedy, fix.version)
