"""The answers that are kept for a short time."""

from pathlib import Path

import pytest

from pratique.cli.hook.answer import Action, Answer
from pratique.cli.hook.memory import FRESH_S, keep, key_of, recall

ANSWER = Answer(Action.ASK, ("why",))


def test_an_answer_is_recalled_until_it_is_old_or_a_file_changed(tmp_path: Path) -> None:
    file, config, absent = tmp_path / "hook.json", tmp_path / ".npmrc", tmp_path / "absent"
    config.write_text("a=1\n")
    keep(file, {"k": ANSWER}, [str(config), str(absent)], str(tmp_path / "project"), 1_000.0)

    assert {"k": ANSWER} == recall(file, ["k", "other"], 1_000.0 + FRESH_S - 1)
    assert {} == recall(file, ["k"], 1_000.0 + FRESH_S)
    assert {} == recall(file, ["k"], 999.0)
    absent.write_text("")
    assert {} == recall(file, ["k"], 1_001.0)
    absent.unlink()
    assert {"k": ANSWER} == recall(file, ["k"], 1_001.0)
    config.write_text("a=22\n")
    assert {} == recall(file, ["k"], 1_001.0)


def test_a_lockfile_of_the_project_counts(tmp_path: Path) -> None:
    keep(tmp_path / "hook.json", {"k": ANSWER}, [], str(tmp_path), 0.0)
    (tmp_path / "package-lock.json").write_text("{}")
    assert {} == recall(tmp_path / "hook.json", ["k"], 1.0)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"k": 1}', '{"k": {"at": 0, "files": 3}}', '{"k": {"at": "x"}}', "[" * 9999]
)
def test_a_damaged_file_is_no_answer(tmp_path: Path, text: str) -> None:
    file = tmp_path / "hook.json"
    file.write_text(text)
    assert {} == recall(file, ["k"], 1.0)


def test_an_unknown_action_is_no_answer(tmp_path: Path) -> None:
    file = tmp_path / "hook.json"
    file.write_text('{"k": {"at": 0, "files": {}, "action": "yes", "reasons": []}}')
    assert {} == recall(file, ["k"], 1.0)


def test_the_key_depends_on_the_subject_the_folder_and_the_registry() -> None:
    key = key_of("a", "/x", {"HOME": "/h", "TERM": "x"})
    assert key == key_of("a", "/x", {"HOME": "/h"})
    assert key != key_of("b", "/x", {"HOME": "/h"})
    assert key != key_of("a", "/y", {"HOME": "/h"})
    assert key != key_of("a", "/x", {"HOME": "/h", "npm_config_registry": "https://registry.invalid"})


def test_only_the_newest_answers_are_kept_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    file = tmp_path / "hook.json"
    keep(file, {str(number): ANSWER for number in range(600)}, [], str(tmp_path), 0.0)
    assert {} == recall(file, ["0"], 1.0)
    assert {"599": ANSWER} == recall(file, ["599"], 1.0)
    assert 0 == file.stat().st_mode & 0o077
