"""What a score is."""

from pratique.core.score import Point


def test_the_operating_points_are_written_as_the_contract_says() -> None:
    assert ["block", "review", "note"] == [point.value for point in Point]
