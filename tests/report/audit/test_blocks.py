"""Findings put together for people."""

from dataclasses import replace

import pytest

from pratique.core.advisory import NODE, Product
from pratique.report.audit.blocks import blocks, kind_of, name_of, told
from tests.report.audit import answers


def test_all_that_is_said_of_one_release_is_one_block() -> None:
    one, two = answers.finding(), answers.finding(answers.match(id="GHSA-2"))
    other = answers.finding(answers.match("other"))
    assert [(one, two), (other,)] == [block.findings for block in blocks([one, other, two])]


def test_what_got_in_in_another_way_is_a_block_of_its_own() -> None:
    one = answers.finding()
    assert 2 == len(blocks([one, replace(one, sources=("other.lock:1",))]))
    copied = next(finding for finding in answers.rich().findings if finding.copy)
    assert 2 == len(blocks([copied, replace(copied, copy=None)]))


def test_advice_that_all_share_is_the_advice_of_the_block() -> None:
    one = answers.finding(fix=answers.IN_RANGE)
    two = answers.finding(answers.match(id="GHSA-2"), fix=answers.IN_RANGE)
    assert answers.IN_RANGE is blocks([one, two])[0].fix
    assert blocks([one, replace(two, fix=answers.OVERRIDE)])[0].fix is None


def test_every_finding_is_told_once() -> None:
    findings = answers.rich().findings
    apart = told(findings)
    assert (7, 1, 2) == (len(apart.certain), len(apart.uncertain), len(apart.ignored))
    assert sorted(map(id, findings)) == sorted(map(id, (*apart.certain, *apart.uncertain, *apart.ignored)))


@pytest.mark.parametrize(
    ("product", "name", "kind"),
    [
        (Product("npm", "@babel/core"), "@babel/core@1.0", "npm"),
        (Product("pypi", "requests"), "requests==1.0", "pypi"),
        (Product("gem", "rack"), "gem:rack@1.0", "gem"),
        (NODE, "node@1.0", "runtime"),
    ],
)
def test_a_name_is_spelt_as_its_ecosystem_does(product: Product, name: str, kind: str) -> None:
    assert (name, kind) == (name_of(product, "1.0"), kind_of(product))
