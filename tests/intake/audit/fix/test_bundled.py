"""Copies inside archives."""

from pratique.core.audit import Remedy
from pratique.core.lock import SourceKind
from pratique.intake.audit.fix.market import Offer
from tests.intake.audit.fix.world import Stall, World, against, entry, offers

WORLD = World(
    entries=(
        entry("nyc@11.0.0", key="node_modules/nyc", asks={"minimist": "^1.2.0"}),
        entry(
            "yargs@1.0.0",
            "node_modules/nyc",
            key="node_modules/nyc/node_modules/yargs",
            source=SourceKind.BUNDLED,
            asks={"minimist": "^1.2.0"},
        ),
        entry(
            "minimist@1.2.5",
            "node_modules/nyc/node_modules/yargs",
            key="node_modules/nyc/node_modules/yargs/node_modules/minimist",
            source=SourceKind.BUNDLED,
        ),
    ),
    advisories=(against("minimist", ("0", "1.2.6")),),
    files={"package.json": '{"devDependencies": {"nyc": "^11.0.0"}}'},
)
MINIMIST = offers("1.2.5", "1.2.6")


def test_no_client_brings_another_copy_in() -> None:
    fix = WORLD.fix()
    assert (Remedy.NONE, None, "") == (fix.remedy, fix.version, fix.command)
    assert (
        "the package is bundled in the archive of nyc@11.0.0: only a newer release of that package can contain 1.2.6"
        == fix.text
    )


def test_a_newer_archive_that_cannot_hold_the_same_copy_is_the_way() -> None:
    listed = offers(
        Offer(version="11.0.0", dependencies={"minimist": "^1.2.0"}),
        Offer(version="11.1.0", dependencies={"minimist": "^1.2.6"}),
    )
    fix = WORLD.judged(Stall({"minimist": MINIMIST, "nyc": listed}))
    assert (Remedy.PARENT, "npm update nyc minimist") == (fix.remedy, fix.command)
    assert "the package is bundled in the archive of nyc@11.0.0: nyc@11.1.0 requests ^1.2.6" == fix.text


def test_a_newer_archive_that_may_hold_the_same_copy_is_none() -> None:
    listed = offers(
        Offer(version="11.0.0", dependencies={"minimist": "^1.2.0"}),
        Offer(version="11.1.0", dependencies={"minimist": "^1.2.1"}),
    )
    assert Remedy.NONE is WORLD.judged(Stall({"minimist": MINIMIST, "nyc": listed})).remedy
