"""Counts decisions after they are stored."""

from collections.abc import Iterable

from pratique.core.decision import Decision
from pratique.errors import StoreError
from pratique.gate.monitoring.decision_log import Noting
from pratique.gate.monitoring.metrics import Metrics


class CountedDecisions:
    """Stores decisions for `Ledger`. `trouble` is the reason why the last decisions could not be stored."""

    def __init__(self, decisions: Noting, metrics: Metrics) -> None:
        self._decisions = decisions
        self._metrics = metrics
        self.trouble = ""

    def add_many(self, decisions: Iterable[Decision]) -> None:
        """Store decisions in one transaction. Raises StoreError if the state folder is unusable."""
        noted = list(decisions)
        try:
            self._decisions.add_many(noted)
        except StoreError as error:
            self.trouble = error.message
            raise
        self.trouble = ""
        self._metrics.decided(noted)
