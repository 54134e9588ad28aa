"""Advises on affected products that are not in a lockfile: runtimes and copied libraries."""

from pratique.core.advisory import NODE
from pratique.core.audit import FixAdvice, Remedy
from pratique.intake.audit.fix.candidates import Choice
from pratique.intake.audit.fix.case import Case

_GENERIC = "generic"


def for_no_entry(case: Case, choice: Choice) -> FixAdvice:
    """Return the advice to install the lowest fixed version of a runtime or copied library."""
    version = choice.versions[0]
    copy = case.findings[0].copy
    if copy is not None:
        text = f"{version} fixes the problem: replace the copy in {copy.path}"
    elif case.product.type == _GENERIC:
        name = "Node.js" if case.product == NODE else case.product.name
        text = f"{name} {version} fixes the problem: upgrade to that version"
    else:
        text = f"{version} fixes the problem"
    return FixAdvice(remedy=Remedy.DIRECT, version=version, text=text)
