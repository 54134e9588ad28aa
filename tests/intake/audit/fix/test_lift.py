"""Newer releases of those who ask."""

from pratique.intake.audit.fix.desk import Desk
from pratique.intake.audit.fix.lift import Lift, Lifter, Lifts, Need, joined
from pratique.intake.audit.fix.market import Offer, Offers
from pratique.intake.audit.fix.situation import Situation
from tests.intake.audit.fix.world import World, against, entry, offers

NEED = Need(name="minimist", versions=("1.2.6",))


def release(version: str, wanted: str | None = None, name: str = "minimist", **more: object) -> Offer:
    return Offer(version=version, dependencies={} if wanted is None else {name: wanted}, **more)  # type: ignore[arg-type]


def situation(wanted: str = "^0.5.0", *, listed: Offers, more: dict[str, Offers] | None = None) -> Situation:
    """top (asked for by the project) > mkdirp@0.5.1 (by its range `wanted`) > minimist@1.2.5."""
    world = World(
        entries=(
            entry("top@1.0.0", asks={"mkdirp": wanted}),
            entry("mkdirp@0.5.1", "top", asks={"minimist": "1.2.5"}),
            entry("minimist@1.2.5", "mkdirp"),
        ),
        advisories=(
            against("minimist", ("1.0.0", "1.2.6")),
            against("mkdirp", ("0.5.3", "0.5.4"), id_="GHSA-mkdirp"),
        ),
        files={"package.json": '{"dependencies": {"top": "^1.0.0"}}'},
    )
    by_name = {one.package.name: one.package for one in world.entries}
    known = {by_name["mkdirp"]: listed, **{by_name[name]: found for name, found in (more or {}).items()}}
    return world.situation(Desk(asks_registries=True, known=known))


def lifted(at: Situation, need: Need = NEED, *, bumps: bool = True) -> dict[str, str] | None:
    found = Lifter(at, bumps=bumps).lift(at.holding.view.entries["mkdirp"], need)
    return None if found is None else {key: one.offer.version for key, one in found.items()}


def test_the_release_that_the_client_takes_by_itself_comes_first() -> None:
    listed = offers(release("0.5.1", "1.2.5"), release("0.5.5", "^1.2.5"), release("0.5.6", "^1.2.6"))
    assert {"mkdirp": "0.5.6"} == lifted(situation(listed=listed), bumps=False)


def test_one_that_does_without_is_as_good() -> None:
    assert {"mkdirp": "0.5.6"} == lifted(
        situation(listed=offers(release("0.5.1", "1.2.5"), release("0.5.6")))
    )


def test_what_is_stopped_retired_affected_or_a_pre_release_is_no_help() -> None:
    listed = offers(
        release("0.5.1", "1.2.5"),
        release("0.5.2", "^1.2.6", stop="no"),
        release("0.5.3", "^1.2.6"),
        release("0.5.5", "^1.2.6", retired=True),
        release("0.5.6-rc.1", "^1.2.6"),
    )
    assert lifted(situation(listed=listed)) is None


def test_who_asks_for_it_comes_up_too_where_they_refuse() -> None:
    listed = offers(release("0.5.1", "1.2.5"), release("1.0.0", "^1.2.6"))
    tops = offers(release("1.0.0", "0.5.1", "mkdirp"), release("1.1.0", "^1.0.0", "mkdirp"))
    at = situation("0.5.1", listed=listed, more={"top": tops})
    assert {"mkdirp": "1.0.0", "top": "1.1.0"} == lifted(at, bumps=False)


def test_the_project_asks_for_something_else_where_it_may() -> None:
    listed = offers(release("0.5.1", "1.2.5"), release("1.0.0", "^1.2.6"))
    tops = offers(release("1.0.0", "0.5.1", "mkdirp"), release("2.0.0", "^1.0.0", "mkdirp"))
    at = situation("0.5.1", listed=listed, more={"top": tops})
    assert lifted(at, bumps=False) is None
    assert {"mkdirp": "1.0.0", "top": "2.0.0"} == lifted(at)


def test_nobody_is_lifted_by_guesswork() -> None:
    unknown = offers(Offer(version="0.5.1"), Offer(version="0.5.6"))
    at = situation(listed=unknown)
    assert lifted(at) is None
    assert ["0.5.6"] == [ref.version for ref in at.desk.to_read]


def test_a_copy_must_be_another_one() -> None:
    need = Need(name="minimist", versions=("1.2.6",), but_not="1.2.5")
    listed = offers(release("0.5.1", "1.2.5"), release("0.5.2", "^1.2.5"))
    assert lifted(situation(listed=listed), need) is None
    assert {"mkdirp": "0.5.2"} == lifted(situation(listed=listed))


def test_a_circle_ends() -> None:
    world = World(
        entries=(
            entry("a@1.0.0", "b", asks={"b": "1.0.0", "minimist": "1.2.5"}),
            entry("b@1.0.0", "a", asks={"a": "1.0.0"}),
            entry("minimist@1.2.5", "a"),
        ),
        advisories=(against("minimist", ("1.0.0", "1.2.6")),),
    )
    refs = {one.package.name: one.package for one in world.entries}
    known = {
        refs["a"]: offers(Offer(version="2.0.0", dependencies={"minimist": "^1.2.6", "b": "2.0.0"})),
        refs["b"]: offers(Offer(version="2.0.0", dependencies={"a": "2.0.0"})),
    }
    at = world.situation(Desk(asks_registries=True, known=known))
    assert Lifter(at).lift(world.entries[0], NEED) is None


def test_two_that_want_different_releases_of_one_do_not_join() -> None:
    one = entry("a@1.0.0")
    first: Lifts = {"a": Lift(entry=one, offer=Offer(version="1.1.0"))}
    assert joined(first, {"a": Lift(entry=one, offer=Offer(version="1.1.0"))})
    assert not joined(first, {"a": Lift(entry=one, offer=Offer(version="1.2.0"))})
    assert "a@1.1.0" == str(first["a"].newer)
