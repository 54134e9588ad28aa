"""Clients of services that collect events: what they are given leaves the machine, to whoever holds the account.

A program tells such a service its version and what failed. All variables of the environment together, or credentials, it does not.
"""

import re
from collections.abc import Callable

from pratique.analysis.engine.marks import EVERY, SECRETS
from pratique.analysis.facts import Capability
from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.scopes import Called
from pratique.analysis.languages.python.source import Source
from pratique.analysis.languages.values import joined

Tell = Callable[[Called, str, int, int, str | None], None]
"""Tells a flow to the network: call, name, marks, line of their origin, address."""

_TOLD = EVERY | SECRETS
_ACCOUNT = re.compile(r"https://\w{3,80}(?::\w{3,80})?@([\w.-]{3,200})/\d{1,20}\b")
"""The address of an account of Sentry, with its key."""
_MOST = 200_000


def report(source: Source, called: Called, name: str, tell: Tell) -> None:
    """Tell what a call reports that no program tells of itself, where the source holds the account.

    It is told without a host: whose the service is says nothing of whose the account is.
    """
    values = source.evaluator.arguments(called.node, At(called.scope, called.block))
    marks, origin = joined(*(value for value in values if value.marks & _TOLD))
    if marks and _holds_account(name, source.text):
        source.use(Capability.NETWORK, name.replace("()", ""), called)
        tell(called, name, marks, origin, None)


def _holds_account(name: str, text: str) -> bool:
    return not name.startswith("sentry_sdk") or _ACCOUNT.search(text[:_MOST]) is not None
