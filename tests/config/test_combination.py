from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.config.combination import combine
from pratique.config.form import FailOn
from pratique.config.layer import (
    Authority,
    Layer,
    OidcSetting,
    RegistrySetting,
    RegistryTimes,
    TokenSystem,
    Told,
)
from pratique.config.setting import (
    FAIL_ON,
    GIT_HOSTS,
    HOLD_INCOMPLETE,
    JOBS,
    MIN_AGE,
    MIN_AGE_SIGNALLED,
    SETTINGS,
)
from pratique.config.settings import Exclusion, Ignored
from pratique.core.audit import Ignore
from pratique.core.names import Ecosystem
from pratique.core.policy import Waiver

OPERATORS: list[Authority] = [authority for authority in Authority if not authority.from_project]
WAIVER = Waiver(
    rule="r",
    ecosystem=Ecosystem.NPM,
    package="x",
    reason="a",
    owner="b",
    expires=date(2030, 1, 1),
    origin="f:1",
)
IGNORE = Ignore(ids=("CVE-1",), reason="a", owner="b", expires=date(2030, 1, 1), origin="f:2")
REGISTRY = RegistrySetting(url="https://registry.example/", ecosystem=Ecosystem.NPM, origin="f:1")


def layer(authority: Authority, **values: object) -> Layer:
    told = {key.replace("__", "."): Told(value, authority.name) for key, value in values.items()}
    return Layer(authority=authority, origin=authority.name, values=told)


def test_of_the_operators_sources_the_later_one_wins_in_whatever_order_they_are_given() -> None:
    layers = [layer(authority, run__jobs=authority.value + 1) for authority in OPERATORS]
    for given_in in (layers, layers[::-1]):
        settings = combine(given_in)
        assert settings.run.jobs == 4
        assert settings.origins["run.jobs"] == "COMMAND_LINE"
    assert combine(layers[:2]).run.jobs == 2


@pytest.mark.parametrize("authority", [Authority.USER, Authority.ENVIRONMENT, Authority.COMMAND_LINE])
def test_nobody_asks_for_less_than_the_organisation(authority: Authority) -> None:
    organisation = layer(
        Authority.ORGANISATION, policy__min_age=timedelta(days=7), check__fail_on=FailOn.WAIT
    )
    looser = layer(authority, policy__min_age=timedelta(hours=1), check__fail_on=FailOn.BLOCK, run__jobs=3)
    settings = combine([organisation, looser])
    assert (timedelta(days=7), FailOn.WAIT) == (settings.policy.min_age, settings.check.fail_on)
    assert 3 == settings.run.jobs
    assert {("policy.min_age", authority.name), ("check.fail_on", authority.name)} == {
        (item.key, item.origin) for item in settings.ignored
    }


def test_everybody_may_ask_for_more_than_the_organisation_and_take_it_back() -> None:
    organisation = layer(Authority.ORGANISATION, policy__min_age=timedelta(days=7))
    user = layer(Authority.USER, policy__min_age=timedelta(days=30))
    line = layer(Authority.COMMAND_LINE, policy__min_age=timedelta(days=7))
    assert timedelta(days=30) == combine([organisation, user]).policy.min_age
    assert timedelta(days=7) == combine([organisation, user, line]).policy.min_age


def test_waivers_of_the_branch_that_a_change_goes_into_count() -> None:
    branch = Layer(authority=Authority.BRANCH, origin="main:pratique.toml", waivers=(WAIVER,))
    settings = combine([branch])
    assert (WAIVER,) == settings.policy.waivers
    assert () == settings.ignored


def test_ignores_of_everybody_count() -> None:
    layers = [
        Layer(authority=authority, origin="f", ignores=(replace(IGNORE, origin=authority.name),))
        for authority in (Authority.BRANCH, Authority.PROJECT, Authority.USER, Authority.ORGANISATION)
    ]
    settings = combine(layers)
    assert ["ORGANISATION", "USER", "PROJECT", "BRANCH"] == [ignore.origin for ignore in settings.ignores]
    assert () == settings.ignored


def test_the_branch_that_a_change_goes_into_may_tighten_and_no_more() -> None:
    branch = layer(Authority.BRANCH, policy__min_age=timedelta(hours=1), check__fail_on=FailOn.WAIT)
    settings = combine([branch])
    assert (timedelta(hours=72), FailOn.WAIT) == (settings.policy.min_age, settings.check.fail_on)


def test_a_value_nobody_gave_is_built_in() -> None:
    settings = combine([])
    assert {setting.key: "built-in" for setting in SETTINGS} == settings.origins


def test_an_operator_may_loosen_what_is_built_in() -> None:
    settings = combine(
        [layer(Authority.USER, policy__min_age=timedelta(hours=1), policy__hold_incomplete=False)]
    )
    assert (timedelta(hours=1), False) == (settings.policy.min_age, settings.policy.hold_incomplete)
    assert () == settings.ignored


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (MIN_AGE.key, timedelta(days=7)),
        (MIN_AGE_SIGNALLED.key, timedelta(days=30)),
        (HOLD_INCOMPLETE.key, True),
        (FAIL_ON.key, FailOn.WAIT),
        ("check.all_artifacts", True),
    ],
)
def test_a_project_may_tighten(key: str, value: object) -> None:
    operator = layer(Authority.USER, policy__hold_incomplete=False)
    settings = combine(
        [operator, Layer(authority=Authority.PROJECT, origin="p", values={key: Told(value, "p:1")})]
    )
    section, _, name = key.partition(".")
    assert value == getattr(getattr(settings, section), name)
    assert settings.origins[key] == "p:1"
    assert () == settings.ignored


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (MIN_AGE.key, timedelta(hours=71)),
        (MIN_AGE_SIGNALLED.key, timedelta(0)),
        (HOLD_INCOMPLETE.key, False),
        (FAIL_ON.key, FailOn.BLOCK),
        ("check.all_artifacts", False),
        ("check.platform", "none"),
        (JOBS.key, 200),
        ("run.offline", True),
        ("run.timeout_s", 1),
        ("run.max_artifact_mb", 1),
        ("cache.max_artifacts_mb", 0),
    ],
)
def test_a_project_that_tries_anything_else_is_ignored_and_told(key: str, value: object) -> None:
    operator = layer(Authority.USER, check__all_artifacts=True)
    project = Layer(authority=Authority.PROJECT, origin="p", values={key: Told(value, "p:1")})
    settings = combine([operator, project])
    alone = combine([operator])
    assert (alone.policy, alone.check, alone.run, alone.cache) == (
        settings.policy,
        settings.check,
        settings.run,
        settings.cache,
    )
    assert [(key, "p:1")] == [(ignored.key, ignored.origin) for ignored in settings.ignored]


def test_a_project_that_repeats_a_value_is_not_told_off() -> None:
    assert () == combine([layer(Authority.PROJECT, policy__min_age=timedelta(hours=72))]).ignored


def test_a_project_tightens_even_what_the_command_line_says() -> None:
    operator = layer(Authority.COMMAND_LINE, policy__min_age=timedelta(hours=1))
    project = layer(Authority.PROJECT, policy__min_age=timedelta(hours=2))
    assert timedelta(hours=2) == combine([operator, project]).policy.min_age


def test_a_projects_own_waivers_do_not_count_and_are_listed() -> None:
    operator = Layer(authority=Authority.ORGANISATION, origin="o", waivers=(WAIVER,))
    mine = replace(WAIVER, package="y", origin="p:9")
    settings = combine(
        [operator, Layer(authority=Authority.PROJECT, origin="p", waivers=(mine,))], trust_project=True
    )
    assert (WAIVER,) == settings.policy.waivers
    why = "a waiver in the checked project itself has no effect"
    assert (Ignored("waivers r y", "p:9", why),) == settings.ignored


def test_denials_add_up_and_keep_the_operators_reason() -> None:
    operator = Layer(authority=Authority.USER, origin="o", denied={"pkg:npm/a": Told("bad", "o:1")})
    project = Layer(
        authority=Authority.PROJECT,
        origin="p",
        denied={"pkg:npm/a": Told("fine really", "p:1"), "pkg:npm/b": Told("worse", "p:2")},
    )
    settings = combine([operator, project])
    assert {"pkg:npm/a": "bad", "pkg:npm/b": "worse"} == settings.policy.denied
    assert {"pkg:npm/a": "o:1", "pkg:npm/b": "p:2"} == settings.denied_origins


def test_what_a_project_leaves_out_is_marked_as_its_doing() -> None:
    operator = Layer(authority=Authority.COMMAND_LINE, origin="o", exclude=(Told("a/**", "--exclude"),))
    project = Layer(
        authority=Authority.PROJECT, origin="p", exclude=(Told("a/**", "p:1"), Told("b/**", "p:1"))
    )
    expected = (
        Exclusion("a/**", "--exclude", from_project=False),
        Exclusion("b/**", "p:1", from_project=True),
    )
    assert expected == combine([operator, project]).check.exclude


def test_a_projects_registries_count_only_when_it_is_trusted() -> None:
    project = Layer(authority=Authority.PROJECT, origin="p", registries=(REGISTRY,))
    settings = combine([project])
    assert () == settings.registries
    assert ["registries https://registry.example/"] == [ignored.key for ignored in settings.ignored]
    assert (REGISTRY,) == combine([project], trust_project=True).registries


def test_no_project_says_whose_jobs_the_gate_accepts() -> None:
    mine, other = (
        OidcSetting(
            system=TokenSystem.GITHUB, issuer=f"https://{name}.example", audience="a", require={"a": ("b",)}
        )
        for name in ("mine", "other")
    )
    operator = Layer(authority=Authority.USER, origin="o", oidc=(mine,))
    projects = [
        Layer(authority=authority, origin="p", oidc=(other,))
        for authority in Authority
        if authority.from_project
    ]
    settings = combine([operator, *projects], trust_project=True)

    assert (mine,) == settings.gate.oidc
    assert ["gate.oidc https://other.example"] * 2 == [ignored.key for ignored in settings.ignored]


def test_even_a_trusted_project_cannot_make_its_registry_private() -> None:
    wanted = replace(REGISTRY, private=True, times=RegistryTimes.TRUSTED)
    settings = combine(
        [Layer(authority=Authority.PROJECT, origin="p", registries=(wanted,))], trust_project=True
    )
    assert (REGISTRY,) == settings.registries
    assert len(settings.ignored) == 1


def test_a_trusted_project_cannot_redefine_a_configured_registry() -> None:
    mine = replace(REGISTRY, times=RegistryTimes.IGNORED)
    operator = Layer(authority=Authority.USER, origin="o", registries=(mine,))
    project = Layer(authority=Authority.PROJECT, origin="p", registries=(REGISTRY,))
    settings = combine([operator, project], trust_project=True)
    assert (mine,) == settings.registries
    assert ["this registry is already configured"] == [ignored.why for ignored in settings.ignored]


def test_a_misspelt_variable_is_listed() -> None:
    environment = Layer(
        authority=Authority.ENVIRONMENT, origin="environment", unknown=(("PRATIQUE_JOB", "PRATIQUE_JOBS"),)
    )
    assert ["unknown setting; did you mean PRATIQUE_JOBS?"] == [i.why for i in combine([environment]).ignored]


_SPANS = st.integers(0, 10**6).map(lambda seconds: Told(timedelta(seconds=seconds), "f"))
_PURLS = st.sampled_from(["pkg:npm/a", "pkg:npm/b", "pkg:pypi/c"])
_VALUES = st.fixed_dictionaries(
    {},
    optional={
        MIN_AGE.key: _SPANS,
        MIN_AGE_SIGNALLED.key: _SPANS,
        HOLD_INCOMPLETE.key: st.booleans().map(lambda value: Told(value, "f")),
        FAIL_ON.key: st.sampled_from(FailOn).map(lambda value: Told(value, "f")),
        "check.all_artifacts": st.booleans().map(lambda value: Told(value, "f")),
        GIT_HOSTS.key: st.sampled_from([(), ("git.example",)]).map(lambda value: Told(value, "f")),
        JOBS.key: st.integers(0, 256).map(lambda value: Told(value, "f")),
    },
)


def _layers(authorities: list[Authority]) -> st.SearchStrategy[list[Layer]]:
    return st.lists(
        st.builds(
            Layer,
            authority=st.sampled_from(authorities),
            origin=st.just("f"),
            values=_VALUES,
            waivers=st.lists(st.just(WAIVER), max_size=2).map(tuple),
            ignores=st.lists(st.just(IGNORE), max_size=2).map(tuple),
            denied=st.dictionaries(
                _PURLS, st.text(min_size=1).map(lambda reason: Told(reason, "f")), max_size=3
            ),
            exclude=st.just(()),
            registries=st.lists(
                st.booleans().map(lambda private: replace(REGISTRY, private=private)), max_size=1
            ).map(tuple),
            unknown=st.just(()),
        ),
        max_size=4,
    )


@pytest.mark.fuzz
@given(
    operators=_layers(OPERATORS),
    projects=_layers([Authority.PROJECT]),
    trusted=st.booleans(),
)
def test_whatever_a_project_says_nothing_comes_out_looser(
    operators: list[Layer], projects: list[Layer], trusted: bool
) -> None:
    before = combine(operators)
    after = combine([*projects, *operators], trust_project=trusted)
    assert after.policy.min_age >= before.policy.min_age
    assert after.policy.min_age_signalled >= before.policy.min_age_signalled
    assert after.policy.hold_incomplete >= before.policy.hold_incomplete
    assert after.check.fail_on.strictness >= before.check.fail_on.strictness
    assert after.check.all_artifacts >= before.check.all_artifacts
    assert {*after.check.git_hosts} <= {*before.check.git_hosts}
    assert before.policy.waivers == after.policy.waivers
    assert before.policy.denied.items() <= after.policy.denied.items()
    assert before.run == after.run
    private = {registry for registry in after.registries if registry.private}
    assert private <= set(before.registries)


@pytest.mark.fuzz
@given(operators=_layers(OPERATORS), projects=_layers([Authority.PROJECT]))
def test_a_second_reading_of_the_same_project_changes_nothing(
    operators: list[Layer], projects: list[Layer]
) -> None:
    once = combine([*operators, *projects])
    twice = combine([*operators, *projects, *projects])
    assert (once.policy.min_age, once.policy.denied, once.check) == (
        twice.policy.min_age,
        twice.policy.denied,
        twice.check,
    )


@pytest.mark.fuzz
@given(layers=_layers(list(Authority)))
def test_every_waiver_of_a_project_is_told(layers: list[Layer]) -> None:
    projects = [one for one in layers if one.authority is Authority.PROJECT]
    told = [ignored.key.partition(" ")[0] for ignored in combine(layers).ignored]
    assert sum(len(one.waivers) for one in projects) == told.count("waivers")
