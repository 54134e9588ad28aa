"""The versions that may be offered."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pratique.core.advisory import AdvisoryKind, Product
from pratique.core.audit import Ignore
from pratique.intake.audit.fix.candidates import Choice, above, by_advisories, by_market
from pratique.intake.audit.fix.case import Case
from pratique.intake.audit.fix.market import Offer, Offers
from pratique.intake.audit.fix.sieve import Sieve
from tests.intake.audit.fix.world import World, against, below, entry, offers
from tests.mending.project import warning


def world(*spans: tuple[str, str | None], version: str = "1.2.5") -> World:
    return World(entries=(entry(f"minimist@{version}"),), advisories=(against("minimist", *spans),))


def offline(told: World, ignore: dict[str, Ignore] | None = None) -> Choice:
    return by_advisories(Case.all_of(told.met(ignore)), Sieve(told.index))[0]


def listed(told: World, found: Offers) -> Choice:
    return by_market(Case.all_of(told.met())[0], found, Sieve(told.index))


def test_the_lowest_that_mends_all_of_it_comes_first() -> None:
    told = world(("0", "1.2.6"))
    told = replace(told, advisories=(*told.advisories, against("minimist", ("0", "1.2.8"), id_="GHSA-two")))
    assert ("1.2.8",) == offline(told).versions


def test_a_lower_line_that_is_mended_is_no_way() -> None:
    assert ("1.2.6",) == offline(world(("0", "0.2.4"), ("1.0.0", "1.2.6"))).versions


def test_pre_releases_are_for_those_who_have_one() -> None:
    assert () == offline(world(("0", "1.2.6-rc.1"))).versions
    assert ("1.2.6-rc.1",) == offline(world(("0", "1.2.6-rc.1"), version="1.2.6-rc.0")).versions


def test_a_version_that_another_warning_meets_leads_to_the_one_that_mends_that() -> None:
    told = world(("0", "1.2.6"))
    later = against("minimist", ("1.2.6", "1.2.7"), id_="GHSA-later")
    assert ("1.2.7",) == offline(replace(told, advisories=(*told.advisories, later))).versions


def test_what_no_version_mends_is_said_with_the_version_that_mends_the_rest() -> None:
    told = world(("0", "1.2.6"))
    never = against("minimist", ("0", None), id_="GHSA-never")
    choice = offline(replace(told, advisories=(*told.advisories, never)))
    assert () == choice.versions
    assert "no version fixes all findings: 1.2.6 is affected by GHSA-never" == choice.why
    assert "no fixed version known for GHSA-test" == offline(world(("0", None))).why


def test_what_is_ignored_rules_no_version_out() -> None:
    told = world(("0", "1.2.6"))
    told = replace(told, advisories=(*told.advisories, against("minimist", ("0", None), id_="GHSA-never")))
    assert ("1.2.6",) == offline(told, {"GHSA-never": Ignore(ids=("GHSA-never",))}).versions


def test_a_malicious_version_is_never_offered() -> None:
    bad = warning("MAL-1", Product("npm", "minimist"), ("1.2.6", "1.2.7"), kind=AdvisoryKind.MALWARE)
    told = world(("0", "1.2.6"))
    told = replace(told, advisories=(*told.advisories, bad))
    assert ("1.2.7", "1.2.8") == listed(told, offers("1.2.6", "1.2.7", "1.2.8")).versions
    assert "1.2.6 is itself malicious" in listed(told, offers("1.2.6")).why


def test_what_can_be_had_is_offered_whether_an_advisory_names_it_or_not() -> None:
    assert ("1.2.7", "2.0.0") == listed(world(("0", "1.2.6")), offers("1.2.4", "1.2.7", "2.0.0")).versions


def test_what_the_policy_stops_is_passed_over_with_its_reason() -> None:
    young = Offer(version="1.2.6", stop="published 2 h ago; the cooldown is 72 h")
    choice = listed(world(("0", "1.2.6")), offers(young, "1.2.7"))
    assert ("1.2.7",) == choice.versions
    assert "1.2.6 fixes the problem, but the policy does not allow it: published 2 h ago" in choice.why
    choice = listed(world(("0", "1.2.6")), offers(young, replace(young, version="1.2.7")))
    assert () == choice.versions
    assert choice.why.endswith("the cooldown is 72 h; the policy does not allow 1 more versions either")


def test_a_retired_release_is_offered_where_there_is_no_other() -> None:
    retired = Offer(version="1.2.6", retired=True)
    assert ("1.2.7",) == listed(world(("0", "1.2.6")), offers(retired, "1.2.7")).versions
    assert ("1.2.6",) == listed(world(("0", "1.2.6")), offers(retired)).versions


def test_the_highest_release_is_told_to_be_the_last() -> None:
    assert "1.2.5 is the highest available version" == listed(world(("0", "1.2.6")), offers("1.2.5")).why


@given(
    st.lists(
        st.one_of(
            st.builds("{}.{}.{}".format, *(st.integers(0, 3) for _ in range(3))),
            st.sampled_from(
                ["1.2.6-rc.1", "v1.9.9", "$(x)", "-9.9.9", "9.9.9;ls", "9.9.9\n", "", "latest", "a" * 200]
            ),
        ),
        max_size=5,
    )
)
def test_never_a_lower_one_nor_one_that_a_shell_could_misread(versions: list[str]) -> None:
    (case,) = Case.all_of(below("^1.2.5").met())
    order = case.order
    assert order is not None
    found = above(case, versions)
    assert all(order.compare(version, "1.2.5") > 0 and not order.is_prerelease(version) for version in found)
    assert all(version.replace(".", "").replace("v", "").isalnum() for version in found)
    assert sorted(found, key=order.sort_key) == found


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=3),
    st.lists(st.integers(0, 14), max_size=4, unique=True),
    st.lists(st.integers(0, 14), max_size=3),
)
def test_whatever_is_listed_no_warning_meets_what_is_offered(
    spans: list[tuple[int, int]], listed_: list[int], stopped: list[int]
) -> None:
    told = World(
        entries=(entry("minimist@1.5.0"),),
        advisories=(
            against("minimist", ("1.5.0", "1.5.1")),
            *(
                against("minimist", (f"1.{min(pair)}.0", f"1.{max(pair)}.0"), id_=f"GHSA-{number}")
                for number, pair in enumerate(spans)
                if pair[0] != pair[1]
            ),
        ),
    )
    found = Offers(
        releases=tuple(
            Offer(version=f"1.{one}.1", stop="no" if one in stopped else "") for one in sorted(listed_)
        )
    )
    choice, sieve = listed(told, found), Sieve(told.index)
    product = Product.of(told.entries[0].package)
    assert all(sieve.met(product, version) == () for version in choice.versions)
    assert not {f"1.{one}.1" for one in stopped} & set(choice.versions)
    assert choice.versions or choice.why
