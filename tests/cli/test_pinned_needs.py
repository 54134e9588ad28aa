"""Requirements files without hashes whose packages need others: what the real pip installs, beside what `check` says."""

import hashlib
import subprocess
import sys

import pytest

from tests.cli.running import Machine
from tests.git import Git, repository
from tests.loopback import PypiProject, sdist_file, wheel_file

PLAIN = "kite==1.0.0\ntern==1.0.0\n"
WAIVER = """[[waivers]]
rule = "request-not-pinned"
package = "requirements.txt"
reason = "a tool of ours, not deployed"
owner = "me"
expires = 2099-01-01
"""


@pytest.fixture
def git(machine: Machine) -> Git:
    git = repository(machine.folder)
    needs = ("gull>=1", 'auk; extra == "far"\nProvides-Extra: far', 'auk; sys_platform == "never"')
    for name, version, requires in (
        ("kite", "1.0.0", ()),
        ("tern", "1.0.0", needs),
        ("tern", "1.1.0", needs),
        ("gull", "1.0.0", ()),
        ("auk", "1.0.0", ()),
    ):
        files = [wheel_file(name, version, {f"{name}.py": "VALUE = 1"}, requires=requires)]
        if (name, version) == ("tern", "1.1.0"):
            files.append(wheel_file(name, "1.0.0", {f"{name}.py": "VALUE = 1"}, requires=requires))
        machine.registry.put_pypi(PypiProject(name=name, files=tuple(files)))
    machine.write("requirements.txt", "kite==1.0.0\n")
    git.commit()
    return git


def installed(machine: Machine) -> set[str]:
    """Return what the real pip installs by requirements.txt."""
    target = machine.folder / "site"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-cache-dir", "--retries", "0"]
    command += ["--disable-pip-version-check", "--no-compile", "--index-url", machine.registry.pypi_url]
    command += ["--target", str(target), "-r", "requirements.txt"]
    subprocess.run(command, cwd=machine.folder, check=True, capture_output=True)
    return {path.stem for path in target.glob("*.py")}


def test_what_a_package_needs_and_no_line_pins_is_named(machine: Machine, git: Git) -> None:
    machine.write("requirements.txt", PLAIN.replace("\ntern", "\n# more\ntern"))
    for arguments in ((), ("--since", "HEAD"), ("--as", "new")):
        ran = machine.run("check", *arguments, "--format", "json")
        assert 3 == ran.code
        [missing] = ran.json["coverage"]["not_judged"]
        assert "pkg:pypi/gull" == missing["purl"]
        told = "requirements.txt: tern 1.0.0 needs gull>=1, but no line pins this package: pip chooses a version at install time"
        assert told == missing["why"]
        assert ["requirements.txt:3"] == missing["sources"]
        assert "request-not-pinned" == missing["error"]["reference"]
    assert {"kite", "tern", "gull"} <= installed(machine)


def test_a_line_for_it_clears_it(machine: Machine, git: Git) -> None:
    machine.write("requirements.txt", f"{PLAIN}Gull==1.0.0\n")
    assert [0, 0] == [machine.run("check", *more).code for more in ((), ("--since", "HEAD"))]


def test_a_waiver_for_the_file_clears_it(machine: Machine, git: Git) -> None:
    machine.write("pratique.toml", WAIVER)
    git.commit()
    machine.write("requirements.txt", PLAIN)
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert 0 == ran.code
    [used] = ran.json["waivers"]["applied"]
    assert used.startswith("request-not-pinned requirements.txt")


def test_extras_that_are_asked_for_count(machine: Machine, git: Git) -> None:
    machine.write("requirements.txt", "kite==1.0.0\ntern[Far]==1.0.0\ngull==1.0.0\n")
    ran = machine.run("check", "--format", "json")
    assert 3 == ran.code
    assert ["pkg:pypi/auk"] == [one["purl"] for one in ran.json["coverage"]["not_judged"]]
    assert "auk" in installed(machine)


def test_what_the_baseline_left_to_pip_is_no_news(machine: Machine, git: Git) -> None:
    machine.write("requirements.txt", "tern==1.0.0\n")
    git.commit()
    machine.write("requirements.txt", PLAIN)
    assert 0 == machine.run("check", "--since", "HEAD").code
    machine.write("requirements.txt", "tern==1.1.0\n")
    assert 3 == machine.run("check", "--since", "HEAD").code


@pytest.mark.parametrize("after", [PLAIN, f"{PLAIN}gull==1.0.0 ; sys_platform == 'never'\n"])
def test_a_line_that_is_taken_out_opens_the_needs_of_others(machine: Machine, git: Git, after: str) -> None:
    machine.write("requirements.txt", f"{PLAIN}gull==1.0.0\n")
    git.commit()
    machine.write("requirements.txt", after)
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert 3 == ran.code
    assert ["pkg:pypi/gull"] == [one["purl"] for one in ran.json["coverage"]["not_judged"]]
    assert [] == ran.json["packages"]
    assert "gull" in installed(machine)


def test_a_new_file_is_looked_at_where_its_lines_are_known(machine: Machine, git: Git) -> None:
    machine.write("requirements.txt", f"{PLAIN}gull==1.0.0\n")
    git.commit()
    machine.write("more/requirements.txt", "tern==1.0.0\n")
    ran = machine.run("check", "--since", "HEAD", "--format", "json")
    assert 3 == ran.code
    assert ["more/requirements.txt:1"] == ran.json["coverage"]["not_judged"][0]["sources"]


def test_files_that_are_taken_in_answer_and_constraints_where_they_are_judged(
    machine: Machine, git: Git
) -> None:
    machine.write("requirements.txt", f"-r more.txt\n{PLAIN}")
    machine.write("more.txt", "gull==1.0.0\n")
    assert 0 == machine.run("check").code
    machine.write("requirements.txt", f"-c limits.txt\n{PLAIN}")
    machine.write("limits.txt", "gull==1.0.0\n")
    ran = machine.run("check")
    assert 3 == ran.code
    assert "needs gull>=1, but only a constraints file pins this package (1.0.0): it is not judged" in ran.out
    machine.write("requirements.txt", f"-c constraints.txt\n{PLAIN}")
    machine.write("constraints.txt", "gull==1.0.0\n")
    assert 0 == machine.run("check").code


def test_a_digest_in_an_address_asks_for_no_others(machine: Machine, git: Git) -> None:
    """Leave the needs open where pip does: a fragment is compared, and requires no digests."""
    file = wheel_file("auk", "1.0.0", {"auk.py": "VALUE = 1"})
    machine.registry.put_pypi(PypiProject(name="auk", files=(file,)))
    digest = hashlib.sha256(file.data).hexdigest()
    url = machine.registry.pypi_file_url(file)
    machine.write("requirements.txt", f"auk @ {url}#sha256={digest}\ntern==1.0.0\n")
    ran = machine.run("check", "--format", "json")
    assert "pkg:pypi/gull" in [one["purl"] for one in ran.json["coverage"]["not_judged"]]
    assert "gull" in installed(machine)


def test_with_hashes_pip_refuses_by_itself(machine: Machine, git: Git) -> None:
    machine.write("requirements.txt", f"--require-hashes\n{PLAIN}")
    assert 0 == machine.run("check").code


def test_an_sdist_that_does_not_say_what_it_needs_is_named(machine: Machine, git: Git) -> None:
    own = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    file = sdist_file("ibis", "1.0.0", {"pyproject.toml": own, "backend.py": "", "ibis.py": "VALUE = 1"})
    machine.registry.put_pypi(PypiProject(name="ibis", files=(file,)))
    machine.write("requirements.txt", "ibis==1.0.0\n")
    ran = machine.run("check")
    assert 3 == ran.code
    assert "the dependencies of ibis 1.0.0 are known only after it is built" in ran.out


def test_many_are_one_line(machine: Machine, git: Git) -> None:
    needs = tuple(f"bird{number}" for number in range(6))
    file = wheel_file("flock", "1.0.0", {"flock.py": "VALUE = 1"}, requires=needs)
    machine.registry.put_pypi(PypiProject(name="flock", files=(file,)))
    machine.write("requirements.txt", "flock==1.0.0\n")
    ran = machine.run("check")
    assert 3 == ran.code
    assert "pkg:pypi/bird0, pkg:pypi/bird1, pkg:pypi/bird2 and 3 more: requirements.txt: flock" in ran.out
    assert 1 == ran.out.count("hint:")
