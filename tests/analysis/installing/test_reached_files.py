"""What the facts of reached files say."""

import pytest

from pratique.core.install_script import Effect
from tests.analysis.installing.described import one


@pytest.mark.parametrize(
    ("code", "effect"),
    [
        ("require('fs').readFileSync(process.env.HOME + '/.npmrc')", Effect.CREDENTIALS),
        ("require('child_process').spawn(process.argv[2])", Effect.STARTS),
        ("require('fs').writeFileSync(process.argv[2], '')", Effect.WRITES),
        ("require('fs').renameSync(__dirname + '/a', process.argv[2])", Effect.WRITES),
        ("require('fs').writeFileSync(__dirname + '/a', '')", Effect.COPIES),
        ("require('http').get('http://x.invalid')", Effect.DOWNLOADS),
        ("eval(x)", Effect.UNKNOWN),
    ],
)
def test_effects(code: str, effect: Effect) -> None:
    assert effect in one("node run.js", {"run.js": f"{code};\n"}).effects


def test_a_minified_file_is_not_understood() -> None:
    script = one("node run.js", {"run.js": "var a=1;" * 400})
    assert "unknown: run.js is minified or obfuscated" == script.does


def test_only_a_sure_host_is_named() -> None:
    call = "require('https').get(host + '/a');\n"
    named = one("node run.js", {"run.js": f"const host = x || 'https://a.invalid';\n{call}"})
    assert "a.invalid" in named.does
    both = one(
        "node run.js",
        {"run.js": f"// https://b.invalid\nconst u = ['https://a.invalid', 'https://c.invalid'];\n{call}"},
    )
    assert "invalid" not in both.does
