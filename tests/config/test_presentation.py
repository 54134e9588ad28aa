from pratique.config.combination import combine
from pratique.config.layer import Authority
from pratique.config.presentation import Row, rows
from pratique.config.reading import parse
from pratique.config.setting import SETTINGS

DATA = b"""\
[policy]
min_age = "96h"
[check]
exclude = ["a/**"]
[deny]
"npm:x" = "bad"
[[waivers]]
rule = "too-young"
package = "pypi:ruff"
versions = ">=1"
reason = "ours"
owner = "me"
expires = 2030-01-01
[[ignores]]
id = ["CVE-2020-8203"]
package = "npm:lodash"
path = "web>*"
group = "dev"
reason = "unused"
owner = "me"
expires = 2030-01-01
[[registries]]
url = "https://registry.example"
ecosystem = "pypi"
private = true
times = "ignored"
[[gate.oidc]]
system = "gitlab"
issuer = "https://gitlab.example"
audience = "https://gate.example"
require = { namespace_path = ["acme", "acme/web"], ref = "main" }
lifetime = "30m"
"""


def test_every_setting_in_force_is_shown_with_its_origin() -> None:
    settings = combine([parse(DATA, origin="f", authority=Authority.USER)])
    shown = rows(settings)
    assert [setting.key for setting in SETTINGS] == [row.key for row in shown[: len(SETTINGS)]]
    assert Row("policy.min_age", "4d", "f:2") == shown[0]
    assert Row("policy.min_age_signalled", "14d", "built-in") == shown[1]
    assert Row("check.platform", "this machine", "built-in") in shown
    assert (
        Row("check.exclude", "a/**", "f:4"),
        Row("deny pkg:npm/x", "bad", "f:6"),
        Row("waivers too-young", "ruff, >=1, until 2030-01-01: ours (me)", "f:7"),
        Row(
            "ignores CVE-2020-8203 lodash",
            "every version, path web>*, groups dev, until 2030-01-01: unused (me)",
            "f:14",
        ),
        Row("registries https://registry.example/", "pypi, private, times ignored", "f:22"),
        Row(
            "gate.oidc https://gitlab.example",
            "gitlab, audience https://gate.example, namespace_path = acme or acme/web; ref = main, tokens for 30m",
            "f:27",
        ),
    ) == shown[len(SETTINGS) :]
