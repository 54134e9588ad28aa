"""Why a source is not taken in."""

from pratique.advisories.refusal import refused
from pratique.errors import Reference


def test_it_says_what_why_and_that_nothing_is_lost() -> None:
    error = refused("osv-npm", "it is empty")
    assert "osv-npm was not imported: it is empty" == error.message
    assert Reference.ADVISORIES_REFUSED is error.reference
    assert "the stored advisories are unchanged" in error.hint
