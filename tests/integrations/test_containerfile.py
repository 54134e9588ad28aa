"""The container: what its recipe must have, always; and the image itself where an engine can build it."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.integrations.github_runner import ROOT

FILE = ROOT / "Containerfile"
BASE = "docker.io/library/python:3.13-slim-trixie"


def instructions() -> Iterator[tuple[str, str]]:
    """Each instruction with what it is given, on one line."""
    text = re.sub(r"(?m)^\s*#.*\n", "", FILE.read_text(encoding="utf-8")).replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip():
            name, _, rest = line.partition(" ")
            yield name, " ".join(rest.split())


FOUND = list(instructions())
LAST = FOUND[max(number for number, (name, _) in enumerate(FOUND) if name == "FROM") :]


def engine() -> str | None:
    """A container engine that answers."""
    for name in ("podman", "docker"):
        if shutil.which(name) is not None:
            done = subprocess.run([name, "info"], capture_output=True, check=False, timeout=60)
            if done.returncode == 0:
                return name
    return None


def test_the_user_at_the_end_is_a_number_and_not_root() -> None:
    user = [rest for name, rest in LAST if name == "USER"][-1]
    number, _, group = user.partition(":")
    assert min(int(number), int(group)) > 0


def test_both_stages_start_from_the_same_base_that_the_builder_has_to_name() -> None:
    assert ["${PYTHON_IMAGE} AS build", "${PYTHON_IMAGE}"] == [rest for name, rest in FOUND if name == "FROM"]
    assert ["PYTHON_IMAGE"] == [rest for name, rest in FOUND if name == "ARG"]


def test_make_image_builds_with_the_digest_of_the_base(tmp_path: Path) -> None:
    """The engine here prints what it is asked; a real one pulls and builds."""
    pinned = f"python@sha256:{'1' * 64}"
    engine = tmp_path / "engine"
    engine.write_text(f'#!/bin/sh\necho "$*" >> "{tmp_path}/asked"\n[ "$2" != inspect ] || echo {pinned}\n')
    engine.chmod(0o755)

    done = subprocess.run(
        ["make", "-s", "image", f"ENGINE={engine}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    pull, _, build = (tmp_path / "asked").read_text().splitlines()
    assert f"PYTHON_IMAGE={pinned}" in done.stdout
    assert re.fullmatch(r"pull --quiet \S+:3\.\d+-slim-[a-z]+", pull)
    assert f"build -f Containerfile --build-arg PYTHON_IMAGE={pinned} -t pratique ." == build


def test_nothing_is_fetched_but_by_pip_and_apt() -> None:
    assert [] == [rest for name, rest in FOUND if name == "ADD"]
    assert [] == [rest for name, rest in FOUND if re.search(r"\b(curl|wget|git clone)\b|://", rest)]


def test_whatever_pip_installs_is_pinned_by_hash_or_comes_from_here() -> None:
    installs = [rest for name, rest in FOUND if name == "RUN" and " install " in rest and "pip" in rest]
    assert 2 == len(installs)
    for line in installs:
        assert "--no-cache-dir" in line
        assert ("--require-hashes" in line) != ("--no-deps --no-index" in line)


def test_what_apt_leaves_behind_is_removed_in_the_same_layer() -> None:
    (line,) = [rest for name, rest in FOUND if "apt-get" in rest]
    assert "--no-install-recommends" in line
    assert "rm -rf /var/lib/apt/lists/*" in line


def test_what_is_copied_is_there_and_let_through() -> None:
    copied = [rest.split()[:-1] for name, rest in FOUND if name == "COPY" and "--from=" not in rest]
    paths = [path for group in copied for path in group]
    allowed = [
        line.removeprefix("!")
        for line in (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    ]
    assert [] == [path for path in paths if not (ROOT / path).exists()]
    assert sorted(paths) == sorted(allowed)


def test_what_is_kept_out_holds_the_history_and_the_tests() -> None:
    patterns = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in patterns
    assert not any(fnmatchcase(name, p[1:]) for p in patterns if p[0:1] == "!" for name in (".git", "tests"))


def test_the_steps_of_the_gitlab_component_lie_where_its_template_looks() -> None:
    template = (ROOT / "integrations/gitlab/template.yml").read_text(encoding="utf-8")
    (place,) = re.findall(r"REVIEW_STEPS: (\S+)", template)
    assert f"integrations {place}" in [rest for name, rest in FOUND if name == "COPY"]
    assert ("COPY", "--from=build /opt/pratique /opt/pratique") in LAST


def test_the_state_has_a_volume_of_its_own() -> None:
    home = re.findall(r"PRATIQUE_HOME=(\S+)", " ".join(rest for name, rest in LAST if name == "ENV"))
    assert home == [rest for name, rest in LAST if name == "VOLUME"]


@pytest.mark.registry
def test_the_image_runs_without_rights_and_without_a_writable_root(tmp_path: Path) -> None:
    name = engine()
    if name is None:
        pytest.skip("no container engine answers here")
    tag = "pratique-test:latest"
    subprocess.run(
        [name, "build", "-q", "-f", str(FILE), "--build-arg", f"PYTHON_IMAGE={BASE}", "-t", tag, str(ROOT)],
        check=True,
        timeout=1200,
    )
    (tmp_path / "requirements.txt").write_text("")
    hardened = ["--rm", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--network=none"]
    rooms = ["--tmpfs=/tmp", "--tmpfs=/var/lib/pratique:mode=1777", f"--volume={tmp_path}:/work:ro"]

    done = subprocess.run(
        [name, "run", *hardened, *rooms, tag, "check"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert 0 == done.returncode, done.stderr
    asked = [name, "run", "--rm", "--entrypoint=id", tag, "-u"]
    assert "10001" == subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
