"""What `explain` prints."""

from pratique.core.reason import ReasonCode
from pratique.errors import Reference
from pratique.report.verbs.explain import REASON_PAGES, REFERENCE_PAGES


def test_every_reason_and_error_has_a_page() -> None:
    assert set(ReasonCode) == set(REASON_PAGES)
    assert set(Reference) == set(REFERENCE_PAGES)
