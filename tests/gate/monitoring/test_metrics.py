"""What the gate counts."""

from datetime import UTC, datetime, timedelta

from prometheus_client.parser import text_string_to_metric_families
from yarl import URL

from pratique.errors import Reference, StoreError
from pratique.gate.monitoring.metrics import Metrics, Snapshot, age_of

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def lines(metrics: Metrics) -> set[str]:
    return set(metrics.text().decode().splitlines())


def test_registries_have_their_host_as_label_and_all_others_are_one() -> None:
    metrics = Metrics()
    metrics.name_upstreams(
        ["https://registry.example/npm/", "https://registry.example/simple/", "no address"]
    )
    metrics.asked(URL("https://registry.example/npm/calm"), 0.2, "")
    for number in range(50):
        metrics.asked(URL(f"https://files-{number}.example/x"), 4, "registry-busy")
    told = lines(metrics)

    assert 'pratique_gate_upstream_seconds_count{upstream="registry.example:443"} 1.0' in told
    assert 'pratique_gate_upstream_seconds_bucket{le="0.3",upstream="registry.example:443"} 1.0' in told
    assert 'pratique_gate_upstream_errors_total{error="registry-busy",upstream="other"} 50.0' in told
    assert 2 == len([line for line in told if "upstream_seconds_count{" in line])


def test_what_is_so_at_the_moment_is_looked_at_anew_at_every_scrape() -> None:
    metrics, seen = Metrics(), []

    def look() -> Snapshot:
        seen.append(1)
        return Snapshot(
            judging=len(seen),
            uninspected={"waiting": 7},
            ages={"osv-npm": 60.0, "none": None},
            bytes_={"database": 4_096},
        )

    metrics.watch(look)
    before = len(seen)
    first, second = lines(metrics), lines(metrics)

    assert f"pratique_gate_judgements_in_flight {before + 1}.0" in first
    assert f"pratique_gate_judgements_in_flight {before + 2}.0" in second
    assert 'pratique_gate_advisories_age_seconds{source="osv-npm"} 60.0' in first
    assert 'pratique_gate_advisories_age_seconds{source="none"} -1.0' in first
    assert 'pratique_gate_served_uninspected{state="waiting"} 7.0' in first
    assert 'pratique_gate_store_bytes{what="database"} 4096.0' in first


def test_only_a_gate_with_tls_has_the_end_of_a_certificate() -> None:
    with_tls, without = Metrics(), Metrics()
    with_tls.watch(lambda: Snapshot(certificate_s=-5.0))

    assert "pratique_gate_certificate_expires_seconds -5.0" in lines(with_tls)
    assert not [line for line in lines(without) if "certificate" in line]


def test_a_status_that_is_none_gets_no_label_of_its_own() -> None:
    metrics = Metrics()
    metrics.answered("npm", "write", 999, 0.1)
    metrics.epoch_changed()
    told = lines(metrics)

    assert 'pratique_gate_requests_total{face="npm",kind="write",status="other"} 1.0' in told
    assert "pratique_gate_epoch_changes_total 1.0" in told


def test_two_gates_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.epoch_changed()

    assert "pratique_gate_epoch_changes_total 0.0" in lines(other)


def test_an_age_is_never_below_nothing() -> None:
    assert (None, 0, 60) == (
        age_of(None, NOW),
        age_of(NOW, NOW - timedelta(1)),
        age_of(NOW, NOW + timedelta(minutes=1)),
    )


def test_prometheus_reads_what_is_told() -> None:
    metrics = Metrics()
    metrics.answered("npm", "listing", 200, 0.1)
    metrics.known("page", hit=True)
    metrics.asked(URL("https://registry.example/"), 0.1, "registry-failed")
    metrics.watch(lambda: Snapshot(judging=2, ages={"a": 1.0}, bytes_={"database": 1}))
    families = {family.name for family in text_string_to_metric_families(metrics.text().decode())}

    assert {
        "pratique_gate_requests",
        "pratique_gate_request_seconds",
        "pratique_gate_requests_in_flight",
        "pratique_gate_decisions",
        "pratique_gate_lost_failures",
        "pratique_gate_cache",
        "pratique_gate_upstream_seconds",
        "pratique_gate_upstream_errors",
        "pratique_gate_epoch_changes",
        "pratique_gate_export_lag_seconds",
        "pratique_gate_judgements_in_flight",
        "pratique_gate_inspections_queued",
        "pratique_gate_served_uninspected",
        "pratique_gate_decisions_waiting",
        "pratique_gate_upstreams_silent",
        "pratique_gate_advisories_age_seconds",
        "pratique_gate_store_bytes",
    } == families


def test_work_that_failed_unheard_is_counted_by_its_reference_or_as_unexpected() -> None:
    metrics = Metrics()
    metrics.lost("a judgement", StoreError(Reference.STORE_UNREADABLE, "full", hint="make room"))
    metrics.lost("a judgement", KeyError("a defect"))
    told = lines(metrics)

    assert 'pratique_gate_lost_failures_total{error="store-unreadable",what="a judgement"} 1.0' in told
    assert 'pratique_gate_lost_failures_total{error="unexpected",what="a judgement"} 1.0' in told
