"""Replays of the gauntlet: a sample of its cells with real clients, and what holds of every incident."""

import ast
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from gauntlet.incident import Incident, Kind
from gauntlet.incidents import INCIDENTS
from gauntlet.replay import Outcome, cell

ROOT = Path(__file__).resolve().parents[2]
BY_ID = {incident.id: incident for incident in INCIDENTS}
needs_gem = pytest.mark.skipif(shutil.which("gem") is None, reason="gem is not installed here")
needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")
each = pytest.mark.parametrize("incident", INCIDENTS, ids=lambda incident: incident.id)


@needs_npm
def test_an_install_hook_that_fetches_code_is_stopped_without_the_age_rule() -> None:
    found = cell(BY_ID["eslint-scope-2018"], "1 h", age=False)
    assert Outcome.STOPPED is found.outcome
    assert {"attack-chain", "new-install-hook"} <= set(found.evidence)
    assert "eslint-scope@3.7.2 is held for review" in found.words
    assert (True, {"eslint-scope": "3.7.1"}) == (found.passed, found.ranged)


@needs_npm
def test_the_clock_of_the_gate_is_that_of_the_incident() -> None:
    found = cell(BY_ID["event-stream-2018"], "8 d", age=True)
    assert Outcome.STOPPED is found.outcome
    assert "too-young" in found.evidence
    assert any("event-stream@3.3.6: published 192 h ago" in reason for reason in found.reasons)
    assert "event-stream@3.3.4" in found.words


@needs_npm
def test_a_dependency_that_turns_is_stopped_a_month_later_without_the_age_rule() -> None:
    found = cell(BY_ID["event-stream-2018"], "30 d", age=False)
    assert found.outcome is not Outcome.LET_IN
    assert "environment-keyed-payload" in found.evidence
    assert "flatmap-stream" in found.words
    assert found.passed


@needs_npm
def test_what_was_unpublished_still_installs_and_the_console_says_so() -> None:
    found = cell(BY_ID["left-pad-2016"], "1 h", age=True)
    assert (Outcome.WORKS, {"left-pad": "0.0.3"}) == (found.outcome, found.ranged)
    assert "left-pad@0.0.3" in found.words


def test_what_runs_when_it_is_called_waits_for_its_age() -> None:
    found = cell(BY_ID["ctx-2022"], "1 h", age=True)
    assert Outcome.STOPPED is found.outcome
    assert "too-young" in found.evidence
    assert "use ctx==0.1.2" in found.words
    assert (True, {"ctx": "0.1.2"}) == (found.passed, found.ranged)


@needs_gem
def test_a_gem_of_a_dead_line_is_stopped_by_what_it_does_when_required() -> None:
    found = cell(BY_ID["rest-client-2019"], "1 h", age=True)
    assert (Outcome.STOPPED, True) == (found.outcome, found.good_lock)
    assert "attack-chain" in found.evidence


@each
def test_addresses_in_the_files_of_releases_lead_nowhere(incident: Incident) -> None:
    packages = (*incident.packages, *incident.beside)
    files = [{**release.files, **release.sdist_files} for p in packages for release in p.releases]
    texts = [
        content if isinstance(content, str) else content.decode("latin-1")
        for one in files
        for content in one.values()
    ]
    hosts = {host for text in texts for host in re.findall(r"https?://([a-z0-9.-]+)", text)}
    hosts |= {host for text in texts for host in re.findall(r"hostname: '([^']+)'", text)}
    assert [] == [host for host in sorted(hosts) if not host.endswith((".invalid", ".example"))]


@each
def test_the_record_hangs_together(incident: Incident) -> None:
    packages = (*incident.packages, *incident.beside)
    listed = {(p.name, release.version): release.at for p in packages for release in p.releases}
    assert all(at.tzinfo is not None for at in listed.values())
    assert all(listed[one] < incident.at for one in incident.good.items())
    named = [
        (n, v) for wrong in (incident.guilty, incident.doors, incident.bad) for n in wrong for v in wrong[n]
    ]
    assert [] == [one for one in named if one not in listed]
    assert bool(incident.guilty) is (incident.kind is Kind.BAD_RELEASE)
    for p in packages:
        times = [release.at for release in p.releases]
        assert sorted(times) == times


def test_the_table_names_each_file_once() -> None:
    files = {path.stem.replace("_", "-") for path in (ROOT / "gauntlet/incidents").glob("[!_]*.py")}
    ids = [incident.id.replace("_", "-") for incident in INCIDENTS]
    assert files == set(ids)
    assert len(ids) == len(set(ids))


CLIENT_OF_HTTP = "a client of HTTP that code calls: a call of the network"
OTHER_MEANINGS = {
    ("analysis/chains/vocabulary.py", "axios"): CLIENT_OF_HTTP,
    ("analysis/chains/vocabulary.py", "torch"): "a library one of whose functions reads a pickle",
    ("analysis/languages/javascript/apis.py", "axios"): CLIENT_OF_HTTP,
    ("analysis/languages/javascript/names.py", "axios"): CLIENT_OF_HTTP,
    (
        "analysis/languages/javascript/variables.py",
        "debug",
    ): "a variable of the environment that says nothing of a machine",
    ("analysis/languages/python/vocabulary.py", "debug"): "the same",
    ("analysis/languages/python/walk.py", "ctx"): "a field of Python's own syntax tree",
    (
        "analysis/frontends/ruby/vocabulary.py",
        "debug",
    ): "a variable of the environment that says nothing of a machine",
    (
        "analysis/languages/shell/programs.py",
        "cross-env",
    ): "a program that starts the one that is named behind it",
    ("analysis/installing/programs.py", "ansi-styles"): "a library that colours what is printed",
    (
        "analysis/installing/programs.py",
        "axios",
    ): "a library that sends requests, so that what imports it may download",
    ("analysis/installing/programs.py", "chalk"): "a library that colours what is printed",
    ("analysis/installing/programs.py", "colors"): "a library that an install script may import",
    ("analysis/installing/programs.py", "debug"): "a library that prints",
    ("analysis/installing/programs.py", "torch"): "a library that an install script may import",
    ("analysis/inventory/pickles.py", "torch"): "a library whose own names stand in the files that it writes",
    ("analysis/languages/python/sinks.py", "torch"): "a library one of whose functions reads a pickle",
    (
        "analysis/languages/python/wallet_keys.py",
        "xrpl",
    ): "the Python library that makes wallets from keys; the incident's is npm's",
    ("history/source/tags.py", "rc"): "the mark of a release candidate in a tag",
}
"""Where the name of an incident's package means something else."""
ORDINARY = frozenset({"debug", "is", "rc"})
"""Names that are words of sentences and parts of patterns, too: they count where a name or a string is nothing else."""
NAMES = frozenset(
    p.name.lower().replace("_", "-") for incident in INCIDENTS for p in (*incident.packages, *incident.beside)
)


def named_in(words: Iterable[str]) -> Iterator[str]:
    """The names of incidents' packages in names and strings of code."""
    telling = "|".join(sorted(re.escape(name) for name in NAMES - ORDINARY))
    known = re.compile(rf"(?<![a-z0-9-])(?:{telling})(?![a-z0-9-])")
    for word in words:
        text = word.lower().replace("_", "-")
        yield from known.findall(text)
        if text in ORDINARY & NAMES:
            yield text


def test_no_rule_and_no_signal_knows_an_incident_by_name() -> None:
    source = ROOT / "src/pratique"
    found = {
        (path.relative_to(source).as_posix(), name)
        for folder in ("analysis", "history", "core", "gate", "intake")
        for path in sorted((source / folder).rglob("*.py"))
        for name in named_in(words_of(path))
    }
    assert sorted(OTHER_MEANINGS) == sorted(found)


@each
def test_a_rule_that_knew_one_would_be_found(incident: Incident, tmp_path: Path) -> None:
    for number, package in enumerate(incident.packages):
        path, name = tmp_path / f"rule{number}.py", package.name.lower().replace("_", "-")
        path.write_text(f'"""Seen in {package.name}."""\n\nKNOWN = ({package.name!r}, "calm")\n')
        assert name in named_in(words_of(path))
        path.write_text(f'"""Seen in {package.name}."""\n\nKNOWN = ("calm",)\n')
        assert name not in named_in(words_of(path))


def words_of(path: Path) -> Iterator[str]:
    """Names and strings of a module, but not what only tells readers where a thing was seen: docstrings and `seen=`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield path.stem
    nodes = list(ast.walk(tree))
    told = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    told |= {id(node.value) for node in nodes if isinstance(node, ast.keyword) and node.arg == "seen"}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name):
            yield node.id
