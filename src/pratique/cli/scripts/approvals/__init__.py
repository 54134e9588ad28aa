"""The approvals of install scripts, in the form of each client of npm's registry.

Each module knows one client: the file, the key in the file, and whether the client can pin an approval to a version.
The forms were tried with npm 12.2, pnpm 10.34, 11.28 and 12.23, yarn 4.18 and bun 1.4
(tests/cli/scripts/test_real_clients.py).
"""

from pratique.cli.scripts.approvals import bun, npm, pnpm, yarn
from pratique.cli.scripts.approvals.interface import Decision, Form

__all__ = ["FORMS", "Decision", "Form", "form_of"]

FORMS: tuple[Form, ...] = (npm.FORM, pnpm.FORM, yarn.FORM, bun.FORM)
"""One form for each client."""


def form_of(client: str) -> Form | None:
    """Return the form of a client (`npm`, `pnpm`, `yarn`, `bun`); None for a client that has none."""
    return next((form for form in FORMS if form.client == client), None)
