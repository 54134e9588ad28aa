"""Every format of lock against the manifests that it was made from."""

from pathlib import Path

import pytest

from pratique.core.lock import Lock
from pratique.core.names import Ecosystem
from pratique.intake.agreement import AGREEMENTS, MANIFESTS, disagreements
from pratique.lockfiles import LOCKFILES, format_for
from pratique.lockfiles.npm import package_json
from pratique.lockfiles.npm.pnpm import workspace as pnpm_workspace
from pratique.lockfiles.pypi import pipfile, pyproject
from pratique.lockfiles.rubygems import gemfile
from tests.intake.agreement.files import Files, files, lock_of, told

REAL = Path(__file__).parents[2] / "lockfiles" / "real"
TREES = {Ecosystem.NPM: "npm-tree", Ecosystem.PYPI: "python-tree"}
SAMPLES = sorted(
    path
    for path in (REAL / "samples").glob("*/*")
    if (found := format_for(path.name)) is not None and found.name in {one.format for one in AGREEMENTS}
)


def beside(sample: Path) -> Files:
    """The tree that a real tool locked, with its lock."""
    format_ = format_for(sample.name)
    assert format_ is not None
    assert format_.ecosystem is not None
    tree = REAL / TREES[format_.ecosystem]
    found = {
        path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file()
    }
    return Files({**found, sample.name: sample.read_bytes()})


def test_there_are_locks_of_every_tool() -> None:
    assert 21 <= len(SAMPLES)
    assert {one.format for one in AGREEMENTS} - {"Gemfile.lock"} == {
        getattr(format_for(path.name), "name", "") for path in SAMPLES
    }


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.parent.name)
def test_what_a_real_tool_locked_agrees_with_what_it_was_made_from(sample: Path) -> None:
    assert [] == told(sample.name, beside(sample))


CHANGED = {
    "package.json": (b'"react": "18.3.1"', b'"react": "17.0.2"'),
    "packages/part/package.json": (b'"is-odd": "3.0.1"', b'"is-odd": "2.0.0"'),
    "pyproject.toml": (b"click==8.1.7", b"click==8.1.6"),
    "Pipfile": (b'click = "==8.1.7"', b'click = "==8.1.6"'),
}


def reads(sample: Path, manifest: str) -> bool:
    """Whether a manifest counts for a lock; npm 6 knows no workspaces."""
    format_ = format_for(sample.name)
    names = {name for one in AGREEMENTS if format_ and one.format == format_.name for name in one.manifests}
    return manifest.rpartition("/")[2] in names and not (sample.parent.name == "npm-6" and "/" in manifest)


@pytest.mark.parametrize(
    ("sample", "manifest"),
    [(sample, manifest) for sample in SAMPLES for manifest in CHANGED if reads(sample, manifest)],
    ids=lambda value: value.parent.name if isinstance(value, Path) else value,
)
def test_a_range_changed_after_that_is_told_for_every_tool(sample: Path, manifest: str) -> None:
    project = beside(sample)
    changed = project.held[manifest].replace(*CHANGED[manifest])
    [found] = told(sample.name, Files({**project.held, manifest: changed}))
    assert f": {manifest} requests" in found


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.parent.name)
def test_a_package_added_after_that_is_told_for_every_tool(sample: Path) -> None:
    project = beside(sample)
    added = {
        "package.json": (b'"react": ', b'"left-pad": "^1.0.0", "react": '),
        "pyproject.toml": (b'"click==8.1.7"', b'"left-pad", "click==8.1.7"'),
        "Pipfile": (b'click = "==8.1.7"', b'click = "==8.1.7"\nleft-pad = "*"'),
    }
    changed = {
        name: project.held[name].replace(*change) for name, change in added.items() if name in project.held
    }
    [found] = told(sample.name, Files({**project.held, **changed}))
    assert found.startswith("left-pad: ")
    assert found.endswith("the lock has no matching entry")


def test_each_problem_names_the_command_that_renews_the_lock() -> None:
    lock = files({"app/uv.lock": "version = 1\n", "app/pyproject.toml": '[project]\ndependencies = ["a"]\n'})
    [found] = disagreements("uv.lock", "app/uv.lock", lock_of("app/uv.lock", lock), lock)
    assert (None, True) == (found.line, found.why.endswith("; `uv lock` regenerates the lock"))


def test_a_format_without_a_manifest_is_compared_with_nothing() -> None:
    lock = Lock(format="requirements.txt", packages=())
    assert () == disagreements("requirements.txt", "requirements.txt", lock, files({"package.json": "{"}))


def test_the_table_names_formats_that_are_read() -> None:
    assert {one.format for one in AGREEMENTS} <= {one.name for one in LOCKFILES}
    assert {
        *("package.json", "package.json5", "package.yaml"),
        *("pyproject.toml", "Pipfile", "pnpm-workspace.yaml"),
        *("Gemfile", "gems.rb"),
    } == MANIFESTS


def test_the_table_names_manifests_as_their_readers_do() -> None:
    readers = (pipfile, pnpm_workspace, pyproject)
    gemfiles = {gemfile.filename_for("Gemfile.lock"), gemfile.filename_for("gems.locked")}
    assert {reader.FILENAME for reader in readers} | {*package_json.FORMS} | gemfiles == MANIFESTS


def test_the_lock_of_a_script_is_not_compared_with_the_project() -> None:
    lock = 'version = 1\n[[package]]\nname = "a"\nversion = "1.0"\nsource = { registry = "https://registry.example/" }\n'
    beside = files(
        {
            "x.py.lock": lock,
            "uv.lock": lock,
            "pyproject.toml": '[project]\nname = "p"\ndependencies = ["b"]\n',
        }
    )
    parsed = lock_of("uv.lock", beside)
    assert () == disagreements("uv.lock", "x.py.lock", parsed, beside)
    assert disagreements("uv.lock", "uv.lock", parsed, beside)
