"""When code runs, as a number."""

import pytest

from pratique.analysis.context import Context
from pratique.analysis.features.moment import Moment, moment


@pytest.mark.parametrize(
    ("context", "at_load", "expected"),
    [
        (Context.INSTALL, True, Moment.INSTALL),
        (Context.INSTALL, False, Moment.REACHED),
        (Context.IMPORT, True, Moment.IMPORT),
        (Context.IMPORT, False, Moment.CALLED),
        (Context.CALLED, True, Moment.REACHED),
        (Context.CALLED, False, Moment.CALLED),
        (Context.AUXILIARY, True, Moment.NEVER),
    ],
)
def test_the_moment_follows_the_context_and_whether_it_runs_at_load(
    context: Context, at_load: bool, expected: Moment
) -> None:
    assert expected == moment(context, at_load=at_load)


def test_earlier_is_more() -> None:
    assert Moment.INSTALL > Moment.IMPORT > Moment.REACHED > Moment.CALLED > Moment.NEVER
