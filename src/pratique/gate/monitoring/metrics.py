"""Provides the metrics of the gate in the Prometheus text format. No label contains a package, client or path.

Every label has a bounded set of values: protocols, request kinds, statuses, actions, reason codes and configured
registries.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from yarl import URL

from pratique.core.decision import Decision
from pratique.errors import ParseError, PratiqueError
from pratique.net.client.address import Origin, origin, parse

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
OTHER = "other"
UNEXPECTED = "unexpected"
_NO_REASON = "none"
_SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The state of the gate at the time of a Prometheus scrape."""

    judging: int = 0
    queued: int = 0
    """The number of inspections that wait for a worker."""
    waiting: int = 0
    """The number of decisions that wait to be stored."""
    silent: int = 0
    """The number of registries that failed to respond and are temporarily not queried."""
    uninspected: Mapping[str, int] = field(default_factory=dict)
    """The number of files that were served before their inspection: `waiting` for it, or with a `failed` one."""
    ages: Mapping[str, float | None] = field(default_factory=dict)
    """The age of each advisory source in seconds; None if the age is unknown."""
    bytes_: Mapping[str, int] = field(default_factory=dict)
    """The size of the state folder in bytes, by kind of data."""
    certificate_s: float | None = None
    """The time until the TLS certificate ends, in seconds; None for a gate without TLS."""


@dataclass(frozen=True, slots=True)
class _AtTheMoment(Collector):
    """Collects the gate's current values at every Prometheus scrape."""

    look: Callable[[], Snapshot]

    def collect(self) -> Iterator[Metric]:
        """Collect the metrics for Prometheus."""
        now = self.look()
        for name, about, value in (
            ("judgements_in_flight", "Artifacts being judged.", now.judging),
            ("inspections_queued", "Inspections waiting for a worker.", now.queued),
            ("decisions_waiting", "Decisions waiting to be stored.", now.waiting),
            (
                "upstreams_silent",
                "Registries that failed to respond and are temporarily not queried.",
                now.silent,
            ),
        ):
            yield GaugeMetricFamily(f"pratique_gate_{name}", about, value=value)
        served = GaugeMetricFamily(
            "pratique_gate_served_uninspected",
            "Files that were served before their inspection, by its state: pending or failed.",
            labels=["state"],
        )
        for state, count in now.uninspected.items():
            served.add_metric([state], count)
        yield served
        ages = GaugeMetricFamily(
            "pratique_gate_advisories_age_seconds",
            "Age of an advisory source; -1: unknown.",
            labels=["source"],
        )
        for source, age_s in now.ages.items():
            ages.add_metric([source], -1 if age_s is None else age_s)
        yield ages
        sizes = GaugeMetricFamily(
            "pratique_gate_store_bytes", "Size of the state folder in bytes.", labels=["what"]
        )
        for what, size in now.bytes_.items():
            sizes.add_metric([what], size)
        yield sizes
        if now.certificate_s is not None:
            yield GaugeMetricFamily(
                "pratique_gate_certificate_expires_seconds",
                "Time until the TLS certificate expires; negative after the expiry.",
                value=now.certificate_s,
            )


class Lagging(Protocol):
    """Work that can be late."""

    @property
    def lag(self) -> timedelta:
        """Return how late it is."""


def _seconds_of(one: Lagging) -> float:
    return one.lag.total_seconds()


class Metrics:
    """Counters of one gate."""

    def __init__(self) -> None:
        # When each counter was made is of no use to anybody, and doubles what is told.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # that one has no types
        self._registry = made = CollectorRegistry()
        self._look: Callable[[], Snapshot] = Snapshot
        self._names: dict[Origin, str] = {}
        self._requests = Counter(
            "pratique_gate_requests", "Answers.", ["face", "kind", "status"], registry=made
        )
        self._seconds = Histogram(
            "pratique_gate_request_seconds", "Response time.", ["face"], buckets=_SECONDS, registry=made
        )
        self.in_flight = Gauge("pratique_gate_requests_in_flight", "Requests being answered.", registry=made)
        self._decisions = Counter(
            "pratique_gate_decisions",
            "Decisions, by their most severe reason.",
            ["action", "reason"],
            registry=made,
        )
        self._cache = Counter(
            "pratique_gate_cache", "Cache hits and misses.", ["what", "result"], registry=made
        )
        self._upstream_seconds = Histogram(
            "pratique_gate_upstream_seconds",
            "Duration of one registry request.",
            ["upstream"],
            buckets=_SECONDS,
            registry=made,
        )
        self._upstream_errors = Counter(
            "pratique_gate_upstream_errors",
            "Failed registry requests, by status or kind of failure.",
            ["upstream", "error"],
            registry=made,
        )
        self._lost = Counter(
            "pratique_gate_lost_failures",
            "Failed background tasks, by the reference of the error.",
            ["what", "error"],
            registry=made,
        )
        self._epochs = Counter(
            "pratique_gate_epoch_changes", "Re-evaluations of all served files.", registry=made
        )
        self._export_lag = Gauge(
            "pratique_gate_export_lag_seconds",
            "Age of the oldest entry of the log that a target has not accepted.",
            ["target"],
            registry=made,
        )
        made.register(_AtTheMoment(self._now))

    def _now(self) -> Snapshot:
        return self._look()

    def answered(self, face: str, kind: str, status: int, seconds: float) -> None:
        """Count a response."""
        self._requests.labels(face, kind, str(status) if 100 <= status < 600 else OTHER).inc()
        self._seconds.labels(face).observe(seconds)

    def decided(self, decisions: Iterable[Decision]) -> None:
        """Count stored decisions."""
        for one in decisions:
            reason = one.grounds[0].code if one.grounds else _NO_REASON
            self._decisions.labels(one.action.value, reason).inc()

    def known(self, what: str, *, hit: bool) -> None:
        """Count a cache hit or miss."""
        self._cache.labels(what, "hit" if hit else "miss").inc()

    def lost(self, what: str, error: BaseException) -> None:
        """Count a failed background task. An error without a reference is counted as a bug."""
        told = error.reference.value if isinstance(error, PratiqueError) else UNEXPECTED
        self._lost.labels(what, told).inc()

    def epoch_changed(self) -> None:
        """Count a change of the policy or the advisories, which re-evaluates all served files."""
        self._epochs.inc()

    def name_upstreams(self, urls: Iterable[str]) -> None:
        """Set the labels of the configured registries to their hosts. Other registries have the label `other`."""
        for text in urls:
            try:
                found = origin(parse(text))
            except ParseError:
                continue
            self._names[found] = f"{found.host}:{found.port}"

    def asked(self, url: URL, seconds: float, error: str) -> None:
        """Count a registry request. `error` is "" if the registry responded."""
        try:
            name = self._names.get(origin(url), OTHER)
        except (AssertionError, KeyError):
            name = OTHER
        self._upstream_seconds.labels(name).observe(seconds)
        if error:
            self._upstream_errors.labels(name, error).inc()

    def watch(self, look: Callable[[], Snapshot]) -> None:
        """Set the function that returns the gate's state at each scrape, replacing any earlier function."""
        self._look = look

    def watch_exports(self, exports: Mapping[str, Lagging]) -> None:
        """Set the targets of the export, replacing any earlier targets."""
        self._export_lag.clear()
        for name, one in exports.items():
            self._export_lag.labels(name).set_function(partial(_seconds_of, one))

    def text(self) -> bytes:
        """Return the metrics in the text format of Prometheus."""
        return generate_latest(self._registry)


def age_of(fresh_at: datetime | None, now: datetime) -> float | None:
    """Return the age of a source in seconds."""
    return None if fresh_at is None else max(0.0, (now - fresh_at).total_seconds())
