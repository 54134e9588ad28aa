"""The contract of codex."""

import json
from pathlib import Path

from pratique.cli.hook.agents.codex import AGENT
from pratique.cli.hook.answer import Action, Answer


def test_a_denial_has_a_reason_and_there_is_no_question() -> None:
    told = json.loads(AGENT.written(Answer(Action.DENY, ("x",))).out)["hookSpecificOutput"]
    assert ("deny", "Pratique: deny: x.") == (told["permissionDecision"], told["permissionDecisionReason"])
    assert not AGENT.asks


def test_the_file_is_beside_the_configuration() -> None:
    assert Path("/c/hooks.json") == AGENT.place({"CODEX_HOME": "/c"}, Path("/h"))
    assert ("PreToolUse", "Bash") == (AGENT.entry("x", 3).event, AGENT.entry("x", 3).value["matcher"])
