"""The drill of event-stream is the same at every call, and contains only harmless bytes."""

from pratique.respond.drill.event_stream import FLATMAP_1, organisation


def test_the_company_is_the_same_at_every_call() -> None:
    assert organisation() == organisation()


def test_the_package_contains_a_marker_and_no_code() -> None:
    code = b"".join(data for path, data in FLATMAP_1.tree().items() if path.endswith(".js"))
    lines = [line for line in code.decode().splitlines() if line and not line.startswith("//")]

    assert {"module.exports = {}"} == set(lines)
