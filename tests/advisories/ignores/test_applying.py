from dataclasses import replace
from datetime import date

import pytest

from pratique.advisories.ignores import apply
from pratique.advisories.ignores.applying import MOST_BROAD
from pratique.core.advisory import AdvisoryKind, Product
from pratique.core.audit import AuditFinding, Ignore, IgnoreUse
from tests.advisories.ignores.findings import GEM, NPM, PYPI, finding

TODAY = date(2026, 11, 26)
BY_ID = Ignore(ids=("CVE-2021-23337",), origin="f:1")


def held(found: AuditFinding, *ignores: Ignore) -> Ignore | None:
    """The ignore that holds for one finding."""
    [told], _ = apply([found], ignores, today=TODAY)
    assert found == replace(told, ignored=None)
    return told.ignored


def test_a_finding_is_told_with_the_first_ignore_that_holds() -> None:
    second = Ignore(package="lodash", origin="f:2")
    assert BY_ID == held(finding(), BY_ID, second)
    assert second == held(finding(), second, BY_ID)


@pytest.mark.parametrize("name", ["CVE-2021-23337", "cve-2021-23337", "ghsa-35JH-r3h4-6jhm"])
def test_ids_and_aliases_count_without_regard_to_capitals(name: str) -> None:
    ignore = Ignore(ids=("CVE-1999-1", name))
    assert ignore == held(finding(), ignore)


@pytest.mark.parametrize(
    "ignore",
    [
        Ignore(package="lodash"),
        Ignore(ecosystem=NPM, package="lodash"),
        Ignore(ecosystem=NPM, package="lodash", versions="<4.17.21"),
        Ignore(ids=("CVE-2021-23337",), ecosystem=NPM, versions="=4.17.20"),
    ],
)
def test_package_ecosystem_and_range_are_conditions_that_hold(ignore: Ignore) -> None:
    assert ignore == held(finding(), ignore)


@pytest.mark.parametrize(
    "ignore",
    [
        Ignore(ids=("CVE-1999-1",)),
        Ignore(package="lodash-es"),
        Ignore(ids=("CVE-2021-23337",), package="lodash-es"),
        Ignore(ecosystem=PYPI, package="lodash"),
        Ignore(ids=("CVE-2021-23337",), ecosystem=GEM),
        Ignore(ecosystem=NPM, package="lodash", versions="<4.17.20"),
        Ignore(package="lodash", groups=frozenset({"dev"})),
    ],
)
def test_one_condition_that_does_not_hold_is_enough(ignore: Ignore) -> None:
    assert held(finding(), ignore) is None


def test_a_range_takes_prereleases_in_as_advisories_do() -> None:
    ignore = Ignore(ecosystem=NPM, package="lodash", versions="<5.0.0")
    assert ignore == held(finding(version="5.0.0-beta.1"), ignore)


@pytest.mark.parametrize(
    ("product", "version", "versions"),
    [
        (Product("pypi", "flask"), "1.0rc1", "<2.0"),
        (Product("gem", "rails"), "6.0.0.rc1", "< 6.0"),
        (Product("generic", "node"), "22.11.0", "=22.11.0"),
        (Product("generic", "ruby"), "3.2.0", "= 3.2.0"),
        (Product("retire", "jquery"), "1.8", "= 1.8.0"),
        (Product("npm", "jquery"), "1.8", "= 1.8.0"),
    ],
)
def test_each_kind_of_product_has_its_own_grammar(product: Product, version: str, versions: str) -> None:
    ignore = Ignore(package=product.name, versions=versions)
    assert ignore == held(finding(product=product, version=version), ignore)
    assert held(finding(product=product, version="99.0.0"), ignore) is None


def test_an_unknown_kind_of_product_has_no_ranges() -> None:
    found = finding(product=Product("generic", "openssl"), version="1.0.0")
    assert held(found, Ignore(package="openssl", versions="=1.0.0")) is None


def test_groups_hold_for_what_is_needed_for_them_alone() -> None:
    ignore = Ignore(package="lodash", groups=frozenset({"dev", "test"}))
    assert ignore == held(finding(groups=frozenset({"dev"})), ignore)
    assert held(finding(groups=frozenset({"dev", "docs"})), ignore) is None
    assert held(finding(groups=frozenset()), ignore) is None


CHAINS = (("web@1.0.0", "lodash@4.17.20"), ("@acme/cli@2.0.0", "tool@1.0.0", "lodash@4.17.20"))


@pytest.mark.parametrize(
    ("path", "holds"),
    [("*>lodash", True), ("web>*", False), ("*>tool>lodash", False), ("@acme/cli>*", False), ("*", True)],
)
def test_a_pattern_of_chains_must_cover_every_chain(path: str, holds: bool) -> None:
    ignore = replace(BY_ID, path=None if path == "*" else path)
    assert (ignore if holds else None) == held(finding(paths=CHAINS), ignore)


def test_several_patterns_cover_the_chains_together() -> None:
    web, cli = replace(BY_ID, path="web>lodash"), replace(BY_ID, path="@acme/cli>*", origin="f:2")
    [told], use = apply([finding(paths=CHAINS)], [web, cli], today=TODAY)
    assert web == told.ignored
    assert IgnoreUse() == use


def test_a_pattern_that_covers_one_chain_of_several_ignores_nothing_and_is_not_called_unused() -> None:
    web = replace(BY_ID, path="web>lodash")
    [told], use = apply([finding(paths=CHAINS)], [web], today=TODAY)
    assert told.ignored is None
    assert IgnoreUse() == use


def test_where_not_every_chain_is_known_no_pattern_covers_them() -> None:
    whole = finding(paths=CHAINS)
    assert held(whole, replace(BY_ID, path="*>lodash")) is not None
    assert held(replace(whole, paths_complete=False), replace(BY_ID, path="*>lodash")) is None
    assert held(replace(whole, paths=()), replace(BY_ID, path="*>lodash")) is None


@pytest.mark.parametrize(
    ("chain", "path"),
    [
        (("flask-login==0.6", "flask==1.0"), "flask-login>flask"),
        (("gem:rails@6.0", "gem:rack@2.0"), "rails>rack"),
        (("@scope/a@1.0.0", "@scope/b"), "@scope/a>@scope/b"),
    ],
)
def test_steps_of_a_chain_are_compared_by_name_however_they_are_written(
    chain: tuple[str, ...], path: str
) -> None:
    ignore = replace(BY_ID, path=path)
    assert ignore == held(finding(paths=(chain,)), ignore)


def test_a_pattern_of_files_must_cover_every_file() -> None:
    two = finding(sources=("web/package-lock.json:3", "api/package-lock.json:9"))
    web, api = replace(BY_ID, path="web/**"), replace(BY_ID, path="api/*", origin="f:2")
    assert held(two, web) is None
    assert web == held(two, web, api)
    assert web == held(finding(sources=("web/package-lock.json:3",)), web)
    assert held(finding(sources=()), replace(BY_ID, path="**")) is None


def test_chains_and_files_do_not_make_up_for_each_other() -> None:
    found = finding(paths=CHAINS, sources=("web/package-lock.json:3", "api/package-lock.json:9"))
    assert held(found, replace(BY_ID, path="web/**"), replace(BY_ID, path="web>*")) is None


@pytest.mark.parametrize(
    "ignore",
    [
        Ignore(package="lodash"),
        Ignore(ecosystem=NPM, package="lodash", versions=">=0"),
        Ignore(path="package-lock.json"),
        Ignore(groups=frozenset({"dev"})),
    ],
)
def test_malware_is_never_ignored_but_by_its_id(ignore: Ignore) -> None:
    bad = finding(ids=("MAL-2025-1",), kind=AdvisoryKind.MALWARE, groups=frozenset({"dev"}))
    assert held(bad, ignore) is None
    named = replace(ignore, ids=("mal-2025-1",))
    assert named == held(bad, named)
    assert ignore == held(finding(groups=frozenset({"dev"})), ignore)


def test_an_ignore_holds_on_its_last_day_and_not_after() -> None:
    last = replace(BY_ID, expires=TODAY)
    over = replace(BY_ID, expires=date(2026, 11, 25))
    assert last == held(finding(), last)
    [told], use = apply([finding()], [over], today=TODAY)
    assert told.ignored is None
    assert IgnoreUse(expired=(over,)) == use


def test_what_meets_nothing_is_told_and_what_a_sooner_one_decided_is_not() -> None:
    again, idle = replace(BY_ID, origin="f:2"), Ignore(ids=("CVE-1999-1",), origin="f:3")
    _, use = apply([finding()], [BY_ID, again, idle], today=TODAY)
    assert IgnoreUse(unused=(idle,)) == use


def test_an_ignore_that_is_over_and_one_that_is_alike_and_holds_are_kept_apart() -> None:
    over = replace(BY_ID, expires=date(2020, 1, 1))
    [told], use = apply([finding()], [over, BY_ID], today=TODAY)
    assert BY_ID == told.ignored
    assert IgnoreUse(expired=(over,)) == use


def test_a_range_that_is_none_is_told_and_holds_for_nothing() -> None:
    ignore = Ignore(ecosystem=NPM, package="lodash", versions=">>4", origin="f:7")
    [told], use = apply([finding()], [ignore], today=TODAY)
    assert told.ignored is None
    assert IgnoreUse(unread=("f:7: not used: its version range is not valid for npm: '>>4'",)) == use


def test_ignores_that_name_neither_id_nor_package_have_a_limit() -> None:
    idle = [Ignore(path=f"web{number}/**", origin=f"f:{number}") for number in range(MOST_BROAD)]
    late = Ignore(path="package-lock.json", origin="f:999")
    [told], use = apply([finding()], [*idle, late], today=TODAY)
    assert told.ignored is None
    assert (
        f"f:999: not used: only {MOST_BROAD} ignores without an id and a package are allowed",
    ) == use.unread
    assert tuple(idle) == use.unused
