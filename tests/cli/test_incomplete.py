"""Exit code 3: what leads there is named, and a waiver as it is printed, or the same bytes in use, clear it."""

import html
import json
import re
from collections.abc import Callable, Mapping

import pytest

from tests.cli.running import Machine
from tests.git import Git, repository
from tests.loopback import NpmPackage, NpmRelease

BROKEN = "This text is no code, and (nothing) can be ]read of it; it is asked for all the same\n" * 9
OTHER = BROKEN.replace("no code", "none")
TEXTS = {"1.0.0": BROKEN, "1.1.0": BROKEN, "1.2.0": OTHER, "1.3.0": OTHER}


@pytest.fixture
def odd(machine: Machine) -> Machine:
    releases = tuple(
        NpmRelease(version=version, files={"index.js": text, "note.txt": version})
        for version, text in TEXTS.items()
    )
    machine.registry.put_npm(NpmPackage(name="odd", releases=releases))
    return machine


@pytest.fixture
def git(odd: Machine) -> Git:
    git = repository(odd.folder)
    odd.lock("calm@1.0.0", "odd@1.0.0")
    git.commit()
    return git


def _toml(text: str) -> str:
    """The lines of the first waiver in an output, without what the format puts before each."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.strip() == "[[waivers]]")
    return "\n".join(line.strip() for line in lines[start : start + 7]) + "\n"


def _in_strings(text: str) -> str:
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, dict):
            for item in value.values():
                walk(item)

    walk(json.loads(text))
    return _toml(next(value for value in found if "[[waivers]]" in value))


PASTED: Mapping[str, Callable[[str], str]] = {
    "text": _toml,
    "markdown": _toml,
    "junit": lambda text: _toml(html.unescape(text)),
    "github": lambda text: _toml(text.replace("%0A", "\n").replace("%25", "%")),
    "json": _in_strings,
    "sarif": _in_strings,
    "gitlab": _in_strings,
}


@pytest.mark.parametrize("form", PASTED)
def test_the_waiver_that_is_printed_clears_a_change_as_it_is(odd: Machine, git: Git, form: str) -> None:
    odd.lock("calm@1.0.0", "odd@1.3.0")
    ran = odd.run("check", "--since", "main", "--format", form)
    assert 3 == ran.code
    assert "odd" in ran.out
    assert "index.js" in ran.out
    assert "does not parse" in ran.out
    odd.write("pratique.toml", PASTED[form](ran.out))
    git("stash", "--quiet", "--", "package-lock.json")
    git.commit()
    git("stash", "pop", "--quiet")
    again = odd.run("check", "--since", "main", "--format", "json")
    assert 0 == again.code
    assert again.json["outcome"]["clear"] is True
    assert ["incomplete odd (main:pratique.toml:1)"] == again.json["waivers"]["applied"]
    assert ["index.js"] == [item["path"] for item in again.json["packages"][0]["unread"]]


def test_a_waiver_in_the_change_itself_clears_nothing(odd: Machine, git: Git) -> None:
    odd.lock("calm@1.0.0", "odd@1.3.0")
    odd.write("pratique.toml", _toml(odd.run("check", "--since", "main").out))
    assert 3 == odd.run("check", "--since", "main").code


def test_the_same_bytes_in_the_base_of_a_change_clear_it_and_stay_listed(odd: Machine, git: Git) -> None:
    odd.lock("calm@1.0.0", "odd@1.1.0")
    ran = odd.run("check", "--since", "main")
    assert 0 == ran.code
    assert ran.out.startswith("OK: 1 package checked, no issues")
    assert "code of 1 artifact is identical in releases already in use" in ran.out


def test_the_first_check_of_a_project_names_what_later_ones_accept(odd: Machine) -> None:
    odd.lock("calm@1.0.0", "odd@1.2.0")
    first = odd.run("check")
    assert 3 == first.code
    assert first.out.startswith("Incomplete: 1 package not fully checked; 1 without issues")
    assert re.search(r"odd@1\.2\.0 \(package-lock\.json:\d+\): index\.js was not analysed", first.out)
    assert 0 == odd.run("check").code
    assert 3 == odd.run("check", "--as", "pinned").code


def test_an_inspection_names_it_and_a_waiver_of_the_user_clears_it(
    odd: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = odd.run("inspect", "odd@1.3.0")
    assert 3 == ran.code
    assert ran.out.startswith("Incomplete: odd@1.3.0 (npm), not fully checked\n")
    assert "no issues" not in ran.out
    assert "not checked: index.js was not analysed (does not parse" in ran.out
    settings = odd.write("own.toml", _toml(ran.out))
    monkeypatch.setenv("PRATIQUE_CONFIG", str(settings))
    assert 0 == odd.run("inspect", "odd@1.3.0").code


def test_a_lock_that_cannot_be_read_removes_nothing(odd: Machine, git: Git) -> None:
    odd.lock("calm@1.0.0", path="b/package-lock.json")
    git.commit()
    odd.write("package-lock.json", '{"lockfileVersion": 3, "packages": {')
    ran = odd.run("check", "--since", "main", "--format", "json")
    assert 3 == ran.code
    assert [] == ran.json["since"]["removed"]
    for form in ("text", "markdown"):
        shown = odd.run("check", "--since", "main", "--format", form).out
        assert "emoved: " not in shown
        assert "\N{WHITE HEAVY CHECK MARK}" not in shown
        assert "package-lock.json" in shown


def test_what_a_readable_lock_loses_is_removed_still(odd: Machine, git: Git) -> None:
    odd.lock("calm@1.0.0")
    odd.write("b/package-lock.json", "{")
    ran = odd.run("check", "--since", "main", "--format", "json")
    assert ["pkg:npm/odd@1.0.0"] == ran.json["since"]["removed"]


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "sarif", "junit", "github", "markdown"])
def test_what_ci_asks_for_beyond_the_answer_is_not_called_clear(
    odd: Machine, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    odd.lock("calm@1.0.0")
    for verb, about in (("check", "."), ("inspect", "calm@1.0.0")):
        ran = odd.run(verb, about, "--format", form)
        assert 3 == ran.code
        assert not re.match(r"(?:pratique: )?allow|.*npm  allow", ran.out)
        assert '"clear": true' not in ran.out
        assert '"clear":true' not in ran.out
        assert '"executionSuccessful": true' not in ran.out
        assert 'errors="0"' not in ran.out
        assert "\N{WHITE HEAVY CHECK MARK}" not in ran.out
