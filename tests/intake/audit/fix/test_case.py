"""What is to be mended."""

from dataclasses import replace

from pratique.core.audit import Ignore
from pratique.core.lock import SourceKind
from pratique.intake.audit.fix.case import Case, LockView
from tests.intake.audit.fix.world import World, against, below, entry


def ignored(**more: str) -> Ignore:
    return Ignore(ids=("GHSA-test",), reason="known", **more)  # type: ignore[arg-type]


def two() -> World:
    """Two warnings of one release."""
    world = below("^1.2.5")
    return replace(
        world, advisories=(*world.advisories, against("minimist", ("1.0.0", "1.2.7"), id_="GHSA-two"))
    )


def test_all_findings_of_a_release_are_one_case() -> None:
    (case,) = Case.all_of(two().met())
    assert {"GHSA-test", "GHSA-two"} == {match.id for match in case.to_mend}
    assert ("minimist", "1.2.5") == (case.product.name, case.version)


def test_what_somebody_ignores_is_not_to_be_mended() -> None:
    (case,) = Case.all_of(two().met({"GHSA-test": ignored()}))
    assert ["GHSA-two"] == [match.id for match in case.to_mend]


def test_a_decision_to_ignore_holds_for_the_versions_that_it_names() -> None:
    world = two()
    (case,) = Case.all_of(world.met({"GHSA-test": ignored(versions="<=1.2.5")}))
    present = case.findings[0].match if case.findings[0].match.id == "GHSA-test" else case.findings[1].match
    assert case.tolerates(present)
    assert not case.tolerates(replace(present, version="1.2.7"))
    assert not case.tolerates(replace(present, id="GHSA-other"))


def test_bundled_entries_of_a_lock_are_a_place_of_their_own() -> None:
    world = World(
        entries=(
            entry("nyc@1.0.0"),
            entry("minimist@1.2.5", "nyc"),
            entry("minimist@1.2.5", "nyc", key="nyc/minimist", source=SourceKind.BUNDLED),
        ),
        advisories=(against("minimist", ("0", "1.2.6")),),
    )
    (case,) = Case.all_of(world.met())
    assert [["minimist"], ["nyc/minimist"]] == [[one.key for one in held.entries] for held in case.holdings]
    assert case.holdings[0].view is case.holdings[1].view


def test_a_view_knows_entries_by_key_and_those_of_registries_by_package() -> None:
    lock = below("^1.2.5").lock
    view = LockView("package-lock.json", lock)
    assert lock.packages[0] is view.entries["mkdirp"]
    assert (lock.packages[1],) == view.named[lock.packages[1].package]
