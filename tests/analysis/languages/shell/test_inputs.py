"""Which file an interpreter is given."""

import pytest

from pratique.analysis.languages.shell import parse_command

RUNS = [
    ("node --title x e.txt", "e.txt"),
    ("node --unhandled-rejections warn --no-warnings e.txt", "e.txt"),
    ("sh < e.txt", "e.txt"),
    ("node 0<e.txt", "e.txt"),
    ("node - < e.json", "e.json"),
    ("bash -s < e.txt", "e.txt"),
    ("cat e.txt | node", "e.txt"),
    ("F=e.txt; node $F", "e.txt"),
    ('F=lib/e; node "${F}.js"', "lib/e.js"),
    ('node "$(dirname "$0")/e.js"', "__dirname/e.js"),
    ('node "$(dirname -- "${BASH_SOURCE[0]}")/e.js"', "__dirname/e.js"),
    ("node `dirname $0`/e.js", "__dirname/e.js"),
    ('D=$(cd "$(dirname "$0")"; pwd)\nnode $D/e.txt', "__dirname/e.txt"),
    ('D="$(cd "$(dirname "$0")" >/dev/null 2>&1 && pwd)"\n. "$D/e"', "__dirname/e"),
    ('D="${BASH_SOURCE%/*}"\nnode "$D/e.js"', "__dirname/e.js"),
    ("node --require=./e.txt -e 1", "./e.txt"),
    ("node --import=./e.mjs x.js", "./e.mjs"),
    ('NODE_OPTIONS="--require ./e.txt" node -e 1', "./e.txt"),
    ("export NODE_OPTIONS=--import=./e.mjs; npm run b", "./e.mjs"),
    ("env NODE_OPTIONS='--no-warnings -r ./e.js' node -v", "./e.js"),
    ("sed 1d e.txt | sh", "e.txt"),
    ("tail -n +3 < e.txt | sh", "e.txt"),
    ("cat e.txt | head -5 | node", "e.txt"),
    ('node -e "$(cat e.txt)"', "e.txt"),
    ('eval "$(< e.txt)"', "e.txt"),
    ("echo `cat e.txt` | sh", "e.txt"),
    ('cat e.txt | xargs -I{} sh -c "{}"', "e.txt"),
    ("for f in a.txt e.txt; do sh $f; done", "e.txt"),
    ("for f in d/*; do sh $f; done", "d/*"),
    ("cp e.txt made.js && node made.js", "e.txt"),
    ("cat e.txt > made.js; node ./made.js", "e.txt"),
    ("BASH_ENV=./e.txt bash -c :", "./e.txt"),
    ("PYTHONPATH=./d python3 -c 1", "./d/sitecustomize.py"),
    ("npm_config_script_shell=./e.txt npm run b", "./e.txt"),
    ("npm_config_node_options='-r ./e.js' npm run b", "./e.js"),
    ("export PATH=.:$PATH; tool", "./tool"),
    ("PATH=./node_modules/dep:$PATH; tool", "./node_modules/dep/tool"),
    ("run-parts ./d", "./d/*"),
    ("git config core.hooksPath ./h && git commit -m x", "./h/*"),
    ("bash --rcfile e.txt -i", "e.txt"),
]


@pytest.mark.parametrize(("line", "expected"), RUNS, ids=[line for line, _ in RUNS])
def test_it_runs_that_file(line: str, expected: str) -> None:
    assert expected in [command.runs for command in parse_command(line)]


NOTHING = [
    "node x.js < data.txt",
    "node -e 1 < data.txt",
    "python -m json.tool < data.txt",
    "cat a.txt b.txt | wc",
    "cat a.txt | grep x | sort",
    "node $UNKNOWN/e.js",
    "F=$(pick); node $F",
    "F=a; F=$X; node $F",
    "NODE_OPTIONS=--max-old-space-size=4096 node -v",
    "node --require=dotenv/config -e 1",
    "sh < /etc/profile",
    "sort < e.txt",
    "curl far | sed s/a/b/ | sh",
    "echo e.txt | sh",
    "sed 1d e.txt | wc",
    "git config core.hooksPath .husky",
    "for f in a b; do echo $f; done",
    "cp e.txt made.js; node -v",
]


@pytest.mark.parametrize("line", NOTHING)
def test_data_and_what_is_not_known_is_no_program(line: str) -> None:
    assert {None, "x.js"} >= {command.runs for command in parse_command(line)}
