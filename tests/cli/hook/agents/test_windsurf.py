"""The contract of windsurf."""

from pathlib import Path

from pratique.cli.hook.agents.windsurf import AGENT
from pratique.cli.hook.answer import Action, Answer


def test_the_exit_code_is_the_answer() -> None:
    assert (2, "", "Pratique: ask: x.\n") == (
        (told := AGENT.written(Answer(Action.ASK, ("x",)))).code,
        told.out,
        told.err,
    )


def test_other_events_are_not_judged() -> None:
    assert AGENT.line({"agent_action_name": "pre_read_code", "tool_info": {}}) is None
    assert Path("/h/.codeium/windsurf/hooks.json") == AGENT.place({}, Path("/h"))
