"""A pull request that brings in the rebuild of event-stream 3.3.6, and a waiver for it, from its opening to its end.

The packages are those of tests/gauntlet: the mechanism of 2018 rewritten, its payload a marker.
"""

import json
import re
from pathlib import Path

import pytest

from tests.cli.running import Machine
from tests.gauntlet.test_event_stream_2018 import publish
from tests.integrations.conftest import PullRequest

PATH = "event-stream@3.3.6 > flatmap-stream@0.1.1"
RULES = (
    *("environment-keyed-payload", "decoded-then-executed", "capability-gained"),
    *("attack-chain", "attack-gained", "behaves-like-malware"),
)
WAIVERS = "".join(
    f'[[waivers]]\nrule = "{rule}"\npackage = "npm:flatmap-stream"\nversions = "0.1.1"\n'
    'reason = "we looked, it is fine"\nowner = "newcomer@mail.example"\nexpires = 2099-01-01\n\n'
    for rule in RULES
)


@pytest.fixture
def attack(pull: PullRequest, monkeypatch: pytest.MonkeyPatch) -> PullRequest:
    # What ships with Pratique knows this incident by name.
    monkeypatch.setenv("PRATIQUE_INCIDENTS", "false")
    monkeypatch.setenv("PRATIQUE_SNAPSHOT", "false")
    """The upgrade as a person would make it: event-stream alone is named, flatmap-stream comes along."""
    publish(pull.machine)
    pull.opens(
        {"package-lock.json": _lock(pull.machine, "event-stream@3.3.4")},
        {
            "package-lock.json": _lock(pull.machine, "event-stream@3.3.6", "flatmap-stream@0.1.1"),
            "pratique.toml": WAIVERS,
        },
    )
    return pull


def _lock(machine: Machine, direct: str, *below: str) -> str:
    asks = {"event-stream": {"dependencies": {"flatmap-stream": "^0.1.0"}}} if below else {}
    document = json.loads(machine.lock(direct, *below, entries=asks).read_text())
    for name in below:
        del document["packages"][""]["dependencies"][name.rsplit("@", 1)[0]]
    return json.dumps(document, indent=2)


def _plain(review: str) -> str:
    """A comment as a forge shows it: without markup and entities, as far as these tests read it."""
    text = re.sub(r"</?[a-z][^>]*>|\*\*", "", review)
    return re.sub(r"&#(\d+);", lambda hit: chr(int(hit[1])), text).replace("&gt;", ">").replace("&lt;", "<")


def test_it_is_stopped_with_its_path_its_own_waiver_does_not_count_and_the_comment_follows_it(
    attack: PullRequest,
) -> None:
    ran = attack.run(sarif="true")

    assert (1, "1") == (ran.code, ran.outputs["exit-code"]), ran.log
    assert ("install", "base", "judge", "comment", "verdict") == ran.steps
    (written,) = attack.api.writes
    assert ("POST", "/repos/acme/app/issues/1/comments") == (written.method, written.path)
    shown = _plain(written.body["body"])
    assert "Block: 1 package blocked; " in shown
    assert f"Dependency path: {PATH}" in shown
    assert "Locked at: package-lock.json:" in shown
    assert "decrypted with a key from the environment" in shown
    for rule in RULES:
        assert f"waivers {rule} flatmap-stream (pratique.toml:" in shown
    assert "effective only after the merge" in shown
    assert f"dependency path: {PATH}" in "\n".join(ran.commands)
    (answer,) = json.loads(Path(ran.outputs["sarif"]).read_text())["runs"]
    assert "environment-keyed-payload" in {result["ruleId"] for result in answer["results"]}

    again = attack.reviewed()

    assert 1 == again.code, again.log
    assert ["POST"] == [call.method for call in attack.api.writes], "the same review is not written twice"

    attack.again({"package-lock.json": _lock(attack.machine, "event-stream@3.3.4"), "pratique.toml": ""})
    free = attack.reviewed()

    assert 0 == free.code, free.log
    assert ["POST", "PATCH"] == [call.method for call in attack.api.writes]
    (comment,) = attack.api.comments
    assert "Nothing stops this change now" in comment["body"]
    assert "flatmap" not in comment["body"]


def test_the_same_waiver_counts_where_the_base_has_it_and_what_passes_gets_no_comment(
    attack: PullRequest,
) -> None:
    """So it was the place of the waiver that made it void above, and nothing else about it."""
    before = {"package-lock.json": _lock(attack.machine, "event-stream@3.3.4"), "pratique.toml": WAIVERS}
    attack.project.branch("agreed", attack.base)
    attack.base = attack.project.commit(before)
    attack.project.branch("upgrade", attack.base)
    attack.head = attack.project.commit(
        {"package-lock.json": _lock(attack.machine, "event-stream@3.3.6", "flatmap-stream@0.1.1")}
    )

    ran = attack.reviewed()

    assert (0, "0") == (ran.code, ran.outputs["exit-code"]), ran.log
    assert attack.base == ran.outputs["since"]
    assert "waive" in _plain(ran.summary)
    assert "flatmap-stream" in Path(ran.outputs["report"]).read_text()
    assert [] == attack.api.writes
