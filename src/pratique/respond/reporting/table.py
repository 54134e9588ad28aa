"""The receivers of reports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pratique.core.names import Ecosystem
from pratique.respond.reporting import forms, osv
from pratique.respond.reporting.case import Case


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who receives a report; `ecosystem` is None if all ecosystems are accepted."""

    write: Callable[[Case], str]
    ecosystem: Ecosystem | None
    by_hand: str
    """How the report is handed in by hand."""


RECEIVERS: Mapping[str, Receiver] = {
    "npm": Receiver(
        forms.npm, Ecosystem.NPM, "npm has no API for reports: paste the text into npm's security form"
    ),
    "rubygems": Receiver(
        forms.rubygems,
        Ecosystem.RUBYGEMS,
        "RubyGems has no API for reports: mail the text to its security team",
    ),
    "osv": Receiver(osv.text, None, "the collection takes records as pull requests: add the file in a fork"),
    "ghsa": Receiver(forms.ghsa, None, "paste the text into GitHub's advisory form"),
}
"""All receivers but PyPI, which has an API of its own."""
