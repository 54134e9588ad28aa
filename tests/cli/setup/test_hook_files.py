"""The hook in the files of agents."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pratique.cli.hook.agents import NAMES, agent_of
from pratique.cli.setup.hook_files import hook_command, this_program, with_hook, without_hook
from pratique.errors import UsageError

PATH = Path("/h/settings.json")


def added(name: str, text: str, program: str = "/x/pratique") -> str:
    return with_hook(text, agent_of(name), hook_command(name, program), path=PATH)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_person_wrote_is_kept_and_a_second_time_changes_nothing(name: str) -> None:
    event = agent_of(name).entry("x", 1).event
    own = {"command": "mine", "hooks": [{"type": "command", "command": "mine"}]}
    before = json.dumps(
        {"theme": "d\u00e4rk", "hooks": {event: [own], "Other": []}, "z": 1}, indent=4, ensure_ascii=False
    )
    after = added(name, before)
    document = json.loads(after)

    assert own == document["hooks"][event][0]
    assert 2 == len(document["hooks"][event])
    assert "d\u00e4rk" in after
    assert [key for key in document if key != "version"] == ["theme", "hooks", "z"]
    assert after == added(name, after)
    removed = without_hook(after, agent_of(name), hook_command(name, "/x/pratique"))
    assert removed is not None
    assert json.loads(before) == {key: one for key, one in json.loads(removed).items() if key != "version"}


@pytest.mark.parametrize("name", NAMES)
def test_a_hook_of_an_earlier_place_is_replaced(name: str) -> None:
    event = agent_of(name).entry("x", 1).event
    after = added(name, added(name, "", "/old/pratique"), "/new/pratique")
    assert 1 == len(json.loads(after)["hooks"][event])
    assert "/old/" not in after
    assert "/new/pratique" in after


@pytest.mark.parametrize(
    "text",
    [
        "// a comment\n{}",
        "[]",
        "{",
        '{"hooks": 3}',
        '{"hooks": {"PreToolUse": {}}}',
        '{"a": 1, "a": 2}',
        "[" * 9999,
    ],
)
def test_a_file_of_another_form_is_left_to_its_user(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        added("claude", text)
    assert "is not changed" in raised.value.message
    assert "hook claude" in raised.value.hint


def test_nothing_is_removed_where_nothing_was_added() -> None:
    for text in ("", "{}", "[]", '{"hooks": {"PreToolUse": []}}', '{"hooks": {"PreToolUse": [3]}}'):
        assert without_hook(text, agent_of("claude"), hook_command("claude", "pratique")) is None


def test_indentation_and_line_ends_are_kept() -> None:
    after = added("claude", '{\r\n\t"a": 1\r\n}\r\n')
    assert '\r\n\t"a": 1' in after
    assert after.count("\n") == after.count("\r\n")


def test_the_program_is_named_by_its_path(tmp_path: Path) -> None:
    program = tmp_path / "with space" / "pratique"
    program.parent.mkdir()
    program.write_text("")
    assert f"'{program}'" == this_program(str(program))
    module = this_program("/x/pratique/__main__.py")
    assert module.endswith(" -P -m pratique")
    done = subprocess.run(["sh", "-c", f"{module} --version"], capture_output=True, text=True, check=True)
    assert "pratique" in done.stdout
    assert sys.executable in module
