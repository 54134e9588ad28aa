"""Constants that travel between files of one package."""

from pratique.analysis.facts import Capability, Flow, Taint
from tests.analysis.inspecting import npm
from tests.analysis.rules.test_environment_keyed_payload import LOADER, names


def test_names_kept_in_another_file_are_followed() -> None:
    done = npm({"index.js": LOADER, "test/data.js": names()})
    assert "environment-keyed-payload" in {finding.rule for finding in done.inspection.findings}


def test_facts_that_depend_on_neighbours_are_not_remembered_by_digest() -> None:
    done = npm({"index.js": LOADER, "test/data.js": names()})
    flows = [flow for _, facts in done.fresh for flow in facts.flows]
    assert not any(Taint.KEY_FROM_ENVIRONMENT in flow.taints for flow in flows)
    assert all(isinstance(flow, Flow) for flow in flows)


def test_without_the_other_file_the_computed_calls_are_still_seen() -> None:
    done = npm({"index.js": LOADER})
    assert f"{Capability.CODE.value} (import)" in done.inspection.capabilities
