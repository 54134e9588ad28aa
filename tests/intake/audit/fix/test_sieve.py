"""Versions that advisories meet."""

from collections.abc import Iterable, Iterator

from pratique.advisories.interface import Claim
from pratique.advisories.memory import MemoryAdvisories
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product
from pratique.intake.audit.fix.sieve import Sieve
from tests.intake.audit.fix.world import against

LODASH = Product("npm", "lodash")


class Counting(MemoryAdvisories):
    """Counts the questions."""

    questions = 0

    def claims(self, products: Iterable[Product]) -> Iterator[Claim]:
        self.questions += 1
        return super().claims(products)


def test_what_is_affected_is_told_and_the_rest_is_not() -> None:
    sieve = Sieve(MemoryAdvisories([against("lodash", ("0", "4.17.21"))]))
    assert ["GHSA-test"] == [one.id for one in sieve.met(LODASH, "4.17.20")]
    assert () == sieve.met(LODASH, "4.17.21")


def test_the_index_is_asked_once_for_each_version() -> None:
    index = Counting([against("lodash", ("0", "4.17.21"))])
    sieve = Sieve(index)
    sieve.learn({LODASH: ["4.17.20", "4.17.21"]})
    sieve.met(LODASH, "4.17.20")
    sieve.learn({LODASH: ["4.17.21"]})
    assert 1 == index.questions


def test_what_is_not_certain_or_says_that_nobody_mends_it_is_nothing_against_a_version() -> None:
    vague = Advisory(
        id="GHSA-vague", source="t", kind=AdvisoryKind.VULNERABILITY, affected=(Affected(product=LODASH),)
    )
    left = Advisory(
        id="GHSA-left",
        source="t",
        kind=AdvisoryKind.UNMAINTAINED,
        affected=(Affected(product=LODASH, within="*"),),
    )
    assert () == Sieve(MemoryAdvisories([vague, left])).met(LODASH, "4.17.20")
