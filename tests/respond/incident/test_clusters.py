"""Which releases belong together, and what says so."""

from datetime import UTC, datetime, timedelta

from pratique.respond.incident.clusters import LinkKind, clusters
from pratique.respond.incident.entry import Known

T = datetime(2026, 4, 1, 12, tzinfo=UTC)


def known(name: str, **fields: object) -> Known:
    return Known(purl=f"pkg:npm/{name}", source="s", **fields)  # type: ignore[arg-type]


def test_each_property_joins_and_is_named() -> None:
    cases: dict[LinkKind, dict[str, object]] = {
        LinkKind.BYTES: {"digests": ("sha1:a",)},
        LinkKind.SHAPE: {"shape": ("r1", "r2")},
        LinkKind.HOST: {"hosts": ("evil.invalid",)},
        LinkKind.PUBLISHER: {"publisher": "eve"},
    }
    for kind, fields in cases.items():
        (one,) = clusters([known("a@1", **fields), known("b@1", **fields)])
        assert [(kind, ("pkg:npm/a@1", "pkg:npm/b@1"))] == [(link.kind, link.purls) for link in one.links]


def test_one_rule_and_other_ecosystems_publishers_do_not_join() -> None:
    one = known("a@1", shape=("r1",), publisher="eve")
    other = Known(purl="pkg:pypi/a@1", shape=("r1",), publisher="eve", source="s")

    assert 2 == len(clusters([one, other]))


def test_times_join_in_a_chain_and_not_beyond_an_hour() -> None:
    at = [T, T + timedelta(minutes=50), T + timedelta(minutes=100), T + timedelta(hours=4)]
    found = clusters(known(f"p{n}@1", published_at=when) for n, when in enumerate(at))

    assert [3, 1] == [len(one.purls) for one in found]
    assert (T, T + timedelta(minutes=100)) == (found[0].first, found[0].last)


def test_a_dependency_joins_two_releases_of_the_list() -> None:
    (one,) = clusters([known("%40a/b@1"), known("c@1", depends=("@a/b", "other"))])

    assert [LinkKind.DEPENDENCY] == [link.kind for link in one.links]


def test_facts_about_one_release_are_merged_and_order_does_not_matter() -> None:
    facts = [known("a@1", publisher="eve"), known("a@1", published_at=T), known("b@1", published_at=T)]

    assert clusters(facts) == clusters(reversed(facts))
    assert 1 == len(clusters(facts))
    assert () == clusters([])
