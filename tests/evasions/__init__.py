"""Attacks that hide, written by us and inert, each with a benign twin where one is near.

Every sink is a name that cannot exist (`*.invalid`), every payload prints a marker. Nothing here is run: the archives are made in memory and
judged. The mechanisms are those that real attacks used, those that the strongest peer was measured to miss, and more of our own.
"""

from tests.evasions.built import CASES as BUILT
from tests.evasions.built import TWINS as BUILT_TWINS
from tests.evasions.case import Case, archive
from tests.evasions.npm_bytes import CASES as NPM_BYTES
from tests.evasions.npm_compiled import CASES as NPM_COMPILED
from tests.evasions.npm_compiled import TWINS as NPM_COMPILED_TWINS
from tests.evasions.npm_deeds import CASES as NPM_DEEDS
from tests.evasions.npm_elsewhere import CASES as NPM_ELSEWHERE
from tests.evasions.npm_elsewhere import TWINS as NPM_ELSEWHERE_TWINS
from tests.evasions.npm_hooks import CASES as NPM_HOOKS
from tests.evasions.npm_hooks import TWINS as NPM_HOOKS_TWINS
from tests.evasions.npm_loaders import CASES as NPM_LOADERS
from tests.evasions.npm_passing import CASES as NPM_PASSING
from tests.evasions.npm_passing import TWINS as NPM_PASSING_TWINS
from tests.evasions.npm_places import CASES as NPM_PLACES
from tests.evasions.npm_resolved import CASES as NPM_RESOLVED
from tests.evasions.npm_resolved import TWINS as NPM_RESOLVED_TWINS
from tests.evasions.npm_twins import CASES as NPM_TWINS
from tests.evasions.python_deeds import CASES as PYTHON_DEEDS
from tests.evasions.python_elsewhere import CASES as PYTHON_ELSEWHERE
from tests.evasions.python_elsewhere import TWINS as PYTHON_ELSEWHERE_TWINS
from tests.evasions.python_handed import CASES as PYTHON_HANDED
from tests.evasions.python_handed import TWINS as PYTHON_HANDED_TWINS
from tests.evasions.python_laid_out import CASES as PYTHON_LAID_OUT
from tests.evasions.python_laid_out import TWINS as PYTHON_LAID_OUT_TWINS
from tests.evasions.python_loaders import CASES as PYTHON_LOADERS
from tests.evasions.python_machine import CASES as PYTHON_MACHINE
from tests.evasions.python_places import CASES as PYTHON_PLACES
from tests.evasions.python_protocols import CASES as PYTHON_PROTOCOLS
from tests.evasions.python_structure import CASES as PYTHON_STRUCTURE
from tests.evasions.python_structure import TWINS as PYTHON_STRUCTURE_TWINS
from tests.evasions.python_twins import CASES as PYTHON_TWINS
from tests.evasions.twins import TWINS as OTHER_TWINS

BAD: tuple[Case, ...] = (
    *PYTHON_LOADERS,
    *PYTHON_PLACES,
    *PYTHON_PROTOCOLS,
    *PYTHON_MACHINE,
    *PYTHON_DEEDS,
    *PYTHON_HANDED,
    *PYTHON_ELSEWHERE,
    *PYTHON_STRUCTURE,
    *PYTHON_LAID_OUT,
    *NPM_LOADERS,
    *NPM_PLACES,
    *NPM_DEEDS,
    *NPM_COMPILED,
    *NPM_BYTES,
    *NPM_PASSING,
    *NPM_RESOLVED,
    *NPM_HOOKS,
    *BUILT,
    *NPM_ELSEWHERE,
)
"""What has to be stopped when it is judged alone."""
TWINS: tuple[Case, ...] = (
    *OTHER_TWINS,
    *NPM_TWINS,
    *PYTHON_TWINS,
    *PYTHON_HANDED_TWINS,
    *PYTHON_ELSEWHERE_TWINS,
    *PYTHON_STRUCTURE_TWINS,
    *PYTHON_LAID_OUT_TWINS,
    *NPM_COMPILED_TWINS,
    *NPM_PASSING_TWINS,
    *NPM_RESOLVED_TWINS,
    *NPM_HOOKS_TWINS,
    *BUILT_TWINS,
    *NPM_ELSEWHERE_TWINS,
)
"""What may not be."""

__all__ = ["BAD", "TWINS", "Case", "archive"]
