"""Locks as they are read from disk."""

import json
from pathlib import Path

from pratique.cli.project import locate
from pratique.cli.project.read_lockfiles import Reading


def write(root: Path, path: str, value: object) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(value if isinstance(value, str) else json.dumps(value))


LOCK = {
    "lockfileVersion": 3,
    "packages": {
        "": {},
        "node_modules/a": {"version": "1.0.0", "resolved": "https://registry.example/a/-/a-1.0.0.tgz"},
    },
}


def test_every_lock_is_told_and_those_that_can_be_read_are_there(tmp_path: Path) -> None:
    write(tmp_path, "package-lock.json", LOCK)
    write(tmp_path, "sub/package-lock.json", "{")

    reading = Reading.of(tmp_path, locate.find(tmp_path, ()))

    assert list(reading.locks) == ["package-lock.json"]
    assert [(file.path, file.error is None) for file in reading.files] == [
        ("package-lock.json", True),
        ("sub/package-lock.json", False),
    ]


def test_what_a_manifest_asks_for_and_the_lock_does_not_hold_is_a_problem_of_the_lock(tmp_path: Path) -> None:
    write(tmp_path, "package-lock.json", LOCK)
    write(tmp_path, "package.json", {"dependencies": {"b": "^1.0.0"}})

    reading = Reading.of(tmp_path, locate.find(tmp_path, ()))

    assert reading.files[0].problems == ()
    assert any(problem.startswith("b: ") for problem in reading.told[0].problems)
