"""When the code of a file runs."""

from pratique.analysis.context import Context


def test_an_earlier_context_ranks_before_a_later_one() -> None:
    assert ["install", "import", "called", "auxiliary"] == sorted(Context, key=lambda context: context.rank)
