from datetime import timedelta

from pratique.config.layer import Authority, Layer, Told
from pratique.config.setting import JOBS, MIN_AGE


def test_a_layer_says_nothing_of_what_it_was_not_told() -> None:
    layer = Layer(authority=Authority.USER, origin="f", values={"policy.min_age": Told(timedelta(1), "f:2")})
    assert Told(timedelta(1), "f:2") == layer.get(MIN_AGE)
    assert layer.get(JOBS) is None


def test_a_project_has_the_last_word_only_because_it_may_only_tighten() -> None:
    by_rank = sorted(Authority, key=lambda authority: authority.value)
    assert [Authority.PROJECT, Authority.BRANCH] == by_rank[-2:] == [a for a in Authority if a.from_project]
