import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.interface import Entry, Row, Skip
from pratique.advisories.sources.compromised_versions import SOURCE, VERSION_INVALID
from pratique.advisories.sources.osv_affected import ANOTHER_ECOSYSTEM, NAME_INVALID
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product

HEADER = "ecosystem,package,version,campaign\n"


def rows(*lines: str) -> list[Row]:
    return list(SOURCE.rows(Entry("x.csv", (HEADER + "\n".join(lines)).encode())))


def advisories(*lines: str) -> list[Advisory]:
    return [row for row in rows(*lines) if isinstance(row, Advisory)]


def test_a_line_becomes_an_advisory_of_one_version_alone() -> None:
    assert [
        Advisory(
            id="compromised:npm/@a/b@1.2.3",
            source="compromised-versions",
            kind=AdvisoryKind.MALWARE,
            aliases=("compromised:npm/@a/b/nov-2099-a-worm-2-0",),
            summary="Compromised release of @a/b: NOV 2099 - A worm 2.0",
            affected=(Affected(product=Product("npm", "@a/b"), versions=("1.2.3",), sole=True),),
        )
    ] == rows("npm,@a/b,1.2.3,NOV 2099 - A worm 2.0")


def test_versions_of_one_package_and_campaign_share_an_alias_and_no_others_do() -> None:
    first, second, other, elsewhere = advisories(
        "npm,x,1.0.0,A worm", "npm,x,1.0.1,A worm", "npm,y,1.0.0,A worm", "pypi,x,1.0.0,A worm"
    )

    assert first.aliases == second.aliases
    assert 3 == len({first.aliases, other.aliases, elsewhere.aliases})
    assert 4 == len({one.id for one in (first, second, other, elsewhere)})


@pytest.mark.parametrize(
    ("campaign", "sole"),
    [
        ("MARCH 2099 - a takeover", True),
        ("", True),
        ("wallet-drainer typosquats (9 packages)", False),
        ("MCP-SERVER TYPOSQUATTING", False),
        ("a dependency-confusion campaign", False),
    ],
)
def test_impostors_are_not_vouched_to_be_sound_otherwise(campaign: str, *, sole: bool) -> None:
    [advisory] = advisories(f"npm,x,1.0.0,{campaign}")

    assert sole == advisory.affected[0].sole


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("go,example.invalid/x,v1.0.0,c", ANOTHER_ECOSYSTEM),
        ("npm,../x,1.0.0,c", NAME_INVALID),
        ("npm,x,,c", VERSION_INVALID),
        ("npm,x,1.0.0 beta,c", VERSION_INVALID),
    ],
)
def test_a_line_that_is_not_taken_says_why(line: str, why: str) -> None:
    assert [Skip("x.csv:2", why)] == rows(line)


def test_the_table_is_recognised() -> None:
    assert SOURCE.recognises(Entry("x.csv", HEADER.encode()))
    assert not SOURCE.recognises(Entry("x.json", HEADER.encode()))


@given(st.lists(st.sampled_from(["npm", "pypi", "x", "1", "", "\0", "é", "a b"]), min_size=1, max_size=5))
def test_any_line_is_one_row(cells: list[str]) -> None:
    assert 1 == len(rows(",".join([*cells, "."])))
