from pratique.respond.actions.step import StepKind


def test_persistence_is_removed_before_secrets_are_rotated() -> None:
    order = list(StepKind)
    assert order.index(StepKind.PERSISTENCE) < order.index(StepKind.ROTATE)
