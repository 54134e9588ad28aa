"""Notes: bounded, and one reason for one stop."""

from pratique.archive.notes import Notes, shown
from pratique.core.tree import Anomaly, AnomalyKind, Omission


def test_a_thousand_anomalies_of_a_kind_are_a_hundred_and_a_count() -> None:
    notes = Notes("a.tgz")
    for number in range(1000):
        notes.report(AnomalyKind.LINK, f"l{number}", "a link")
    notes.report(AnomalyKind.DEVICE, "d", "a device")
    assert len(notes.anomalies) == 100 + 1 + 1
    assert notes.anomalies[-1] == Anomaly(
        AnomalyKind.LINK, "", "900 more anomalies of this kind are not listed"
    )
    assert AnomalyKind.DEVICE in {anomaly.kind for anomaly in notes.anomalies}


def test_only_the_first_reason_to_stop_is_noted() -> None:
    notes = Notes("a.tgz")
    notes.stop(AnomalyKind.LIMIT, "too large")
    notes.stop(AnomalyKind.TRUNCATED, "and therefore cut off")
    assert notes.anomalies == (Anomaly(AnomalyKind.LIMIT, "", "too large"),)
    assert notes.omissions == (Omission("a.tgz", "the rest of the archive was not read: too large"),)


def test_what_is_said_once_is_not_repeated() -> None:
    notes = Notes("a.tgz")
    for _ in range(3):
        notes.report_once(AnomalyKind.TRAILING_DATA, "a second stream")
    notes.report_once(AnomalyKind.TRAILING_DATA, "a third stream")
    assert [anomaly.detail for anomaly in notes.anomalies] == ["a second stream", "a third stream"]


def test_a_long_name_is_shortened_where_it_is_shown() -> None:
    assert shown("x" * 300) == "x" * 300
    assert shown("x" * 65536) == "x" * 300 + "..."
