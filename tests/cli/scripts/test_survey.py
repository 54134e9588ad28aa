"""Which artifacts are read, and who provides the programs that scripts name."""

from tests.cli.conftest import machine
from tests.cli.running import Machine, plain
from tests.loopback import NpmPackage, NpmRelease, PypiProject, sdist_file, wheel_file

__all__ = ["machine"]
BINDING = "{'targets': [{'target_name': 'addon', 'sources': ['addon.c']}]}\n"


def rows(machine: Machine, *arguments: str) -> dict[str, dict[str, object]]:
    ran = machine.run("scripts", "--format", "json", "--client", "npm@12.1.0", *arguments)
    return {row["purl"]: row for row in ran.json["packages"]}


def test_a_program_of_another_package_is_not_the_known_one(machine: Machine) -> None:
    addon = NpmRelease(version="1.0.0", files={"index.js": "", "binding.gyp": BINDING, "addon.c": ""})
    evil = NpmRelease(
        version="1.0.0", files={"run.js": "#!/usr/bin/env node\n"}, manifest={"bin": {"node-gyp": "run.js"}}
    )
    machine.registry.put_npm(NpmPackage(name="addon", releases=(addon,)))
    machine.registry.put_npm(NpmPackage(name="evil", releases=(evil,)))
    machine.lock("addon@1.0.0")
    assert not rows(machine)["pkg:npm/addon@1.0.0"]["needs_person"]
    machine.lock("addon@1.0.0", "evil@1.0.0")
    found = rows(machine)["pkg:npm/addon@1.0.0"]
    assert found["needs_person"]
    assert "node-gyp is a program of evil here" in found["scripts"][0]["does"]  # type: ignore[index]


def test_pypi_and_gems_are_read(machine: Machine) -> None:
    setup = "from setuptools import setup\nsetup(name='kite', version='1.0')\n"
    files = (sdist_file("kite", "1.0", {"setup.py": setup}),)
    machine.registry.put_pypi(PypiProject(name="kite", files=files))
    pth = wheel_file("early", "1.0", {"early.pth": "import os\n", "early.py": ""})
    machine.registry.put_pypi(PypiProject(name="early", files=(pth,)))
    machine.write("requirements.txt", "kite==1.0\nearly==1.0\nsample==1.0.0\n")
    found = rows(machine)
    assert {"pkg:pypi/kite@1.0", "pkg:pypi/early@1.0"} == set(found)
    assert (False, True) == (
        found["pkg:pypi/kite@1.0"]["needs_person"],
        found["pkg:pypi/early@1.0"]["needs_person"],
    )
    ran = machine.run("scripts", "--write")
    assert "no client for PyPI reads approvals" in " ".join(ran.out.split())
    assert (machine.folder / "pratique-scripts.toml").is_file()
    assert 1 == machine.run("scripts", "--check").code  # denied, and pip runs it all the same


def test_a_package_whose_artifact_is_gone_is_told(machine: Machine) -> None:
    machine.registry.put_npm(plain("quiet", "1.0.0"))
    machine.lock("quiet@1.0.0")
    machine.registry.remove("quiet")
    ran = machine.run("scripts", "--check")
    assert 3 == ran.code
    assert "Incomplete" in ran.out
