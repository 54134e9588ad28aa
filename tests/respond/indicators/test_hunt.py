from pratique.core.names import Digest
from pratique.respond.indicators.hunt import hash_algorithm, hunt
from pratique.respond.wanted.value import IndicatorKind, Wanted, WantedDigest
from tests.respond.behaviour.samples import REF, behaviour
from tests.respond.indicators.samples import AT, indicator


def test_what_was_asked_for_and_what_was_found_are_joined_once() -> None:
    told = behaviour()
    host = indicator(IndicatorKind.HOST, "collect.evil.invalid", "advisory.json:3")
    digest = WantedDigest(id="d", digest=Digest("sha256", "ab" * 32), origin="list.csv:2", ref=REF)
    made = hunt("x", AT, wanted=Wanted(indicators=(host,), digests=(digest,)), behaviours=[told, told])
    assert 2 == len(made.artifacts)
    [found] = [one for one in made.indicators if one.kind is IndicatorKind.HOST]
    assert "advisory.json:3" == found.origin
    assert len(made.indicators) == len({(one.kind, one.value) for one in made.indicators})


def test_the_values_of_one_kind_are_sorted() -> None:
    given = tuple(indicator(IndicatorKind.HOST, name) for name in ("b.invalid", "a.invalid"))
    assert ("a.invalid", "b.invalid") == hunt("x", AT, wanted=Wanted(indicators=given)).of(IndicatorKind.HOST)


def test_an_id_depends_on_the_title_and_the_parts_alone() -> None:
    one, same, other = hunt("x", AT), hunt("x", AT), hunt("y", AT)
    assert one.id_of("a", "b") == same.id_of("a", "b")
    assert 3 == len({one.id_of("a", "b"), one.id_of("ab"), other.id_of("a", "b")})
    assert hunt("\ud800", AT).id_of("\ud800")


def test_the_algorithm_of_a_hash_is_known_by_its_length() -> None:
    assert ["md5", "sha1", "sha256", "sha512", None, None, None] == [
        hash_algorithm(one) for one in ("a" * 32, "a" * 40, "a" * 64, "a" * 128, "a" * 31, "g" * 64, "")
    ]
