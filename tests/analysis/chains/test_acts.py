"""Acts."""

from pratique.analysis.chains import TEMPLATES
from pratique.analysis.chains.acts import Act, Atom


def test_an_atom_is_of_no_function_and_no_flow_unless_told() -> None:
    atom = Atom(frozenset({Act.SENDS}), 3, at_load=True)
    assert (-1, False, None) == (atom.scope, atom.proven, atom.host)


def test_templates_use_every_act_or_it_means_nothing() -> None:
    used = {act for template in TEMPLATES for step in template.steps for act in step.acts | step.also}
    context_only = {Act.ADDRESS, Act.LISTENS, Act.MAKES_EXECUTABLE}
    assert set() == set(Act) - used - context_only
