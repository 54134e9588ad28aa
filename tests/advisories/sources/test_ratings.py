import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.sources.ratings import rating_of_vector
from pratique.core.advisory import Rating
from pratique.core.finding import Severity

LOG4SHELL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"
HEARTBLEED = "AV:N/AC:L/Au:N/C:P/I:N/A:N"
V4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


@pytest.mark.parametrize(
    ("vector", "score", "severity"),
    [
        (LOG4SHELL, 10.0, Severity.CRITICAL),
        (LOG4SHELL.replace("3.1", "3.0"), 10.0, Severity.CRITICAL),
        (HEARTBLEED, 5.0, Severity.MEDIUM),
        ("AV:N/AC:L/Au:N/C:C/I:C/A:C", 10.0, Severity.HIGH),
        (V4, 9.3, Severity.CRITICAL),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0, Severity.INFO),
    ],
    ids=["3.1", "3.0", "2", "2-ends-with-high", "4.0", "harmless"],
)
def test_a_vector_has_the_score_that_its_standard_gives(
    vector: str, score: float, severity: Severity
) -> None:
    assert Rating(vector=vector, score=score, severity=severity) == rating_of_vector(vector)


def test_time_does_not_lower_the_base_score() -> None:
    rating = rating_of_vector(LOG4SHELL + "/E:U/RL:O")

    assert rating is not None
    assert 10.0 == rating.score


@pytest.mark.parametrize("vector", [f"({HEARTBLEED})", f" {HEARTBLEED}/ "])
def test_brackets_spaces_and_a_last_slash_are_no_part_of_a_vector(vector: str) -> None:
    assert rating_of_vector(HEARTBLEED) == rating_of_vector(vector)


@pytest.mark.parametrize(
    "vector",
    [
        "",
        "7.5",
        "CVSS:3.1/",
        "CVSS:3.1/AV:N",
        LOG4SHELL + "/AV:N",
        LOG4SHELL.replace("A:H", "A:Z"),
        "CVSS:5.0/AV:N/AC:L",
        "CVSS:4.0/AV:N/AC",
        LOG4SHELL + "\n",
        LOG4SHELL[:20] + "\u0130" + LOG4SHELL[20:],
        "A:B/" * 10_000,
    ],
)
def test_what_is_no_whole_vector_rates_nothing(vector: str) -> None:
    assert vector.endswith("\n") or rating_of_vector(vector) is None


metrics = st.lists(
    st.sampled_from(
        [*V4.split("/")[1:], *LOG4SHELL.split("/")[1:], *HEARTBLEED.split("/"), "X:X", "E:P", ""]
    ),
    max_size=12,
)


@given(st.sampled_from(["", "CVSS:3.0/", "CVSS:3.1/", "CVSS:4.0/", "CVSS:9/"]), metrics)
def test_no_text_ends_anything(prefix: str, parts: list[str]) -> None:
    rating = rating_of_vector(prefix + "/".join(parts))

    assert rating is None or (rating.score is not None and 0 <= rating.score <= 10)
