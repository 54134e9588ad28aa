"""Who may use the gate."""

import base64
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from pratique.cli.run.clock import now
from pratique.core.ci_claim import CiClaim
from pratique.core.names import Ecosystem
from pratique.errors import ParseError
from pratique.gate.access.authentication import Admission, Admitted
from pratique.gate.access.ci_token import CiTokens
from pratique.gate.access.ci_user_name import user_name
from pratique.gate.access.token_file import write_token_file
from pratique.gate.access.tokens import Role, Tokens, new_token
from pratique.gate.protocols.interface import Answer

TEXT, TOKEN = new_token("ci-web", bytes(38), datetime(2026, 11, 26, tzinfo=UTC))


@dataclass
class Clock:
    """Goes when it is told."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "tokens.json"
    write_token_file(file, Tokens().with_one(TOKEN))
    return file


def basic(text: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(text.encode()).decode()}


def who(found: Admitted | Answer) -> str:
    return found.who if isinstance(found, Admitted) else f"refused {found.status}"


def test_without_tokens_everybody_is_let_in_and_what_they_show_is_for_the_registry(tmp_path: Path) -> None:
    admission = Admission(tmp_path / "none.json", now=now)
    found = admission.admit({"authorization": "Bearer own"})

    assert not admission.required
    assert isinstance(found, Admitted)
    assert ("", "Bearer own") == (found.who, found.own.header if found.own else None)
    assert Admitted() == admission.admit({})


def test_with_tokens_whoever_shows_one_is_known_by_name(path: Path) -> None:
    admission = Admission(path, now=now)
    bearer = {"authorization": f"Bearer {TEXT}"}

    assert Admitted("ci-web") == admission.admit(bearer)
    assert "ci-web" == who(admission.admit(basic(f"ada:{TEXT}")))
    assert "ci-web" == who(admission.admit(basic(f"{TEXT}:")))
    assert "refused 401" == who(admission.admit({}))
    assert "refused 401" == who(admission.admit({"authorization": f"Bearer {TEXT[:-1]}"}))


def test_a_role_and_an_owner_are_known_and_a_token_that_ended_is_told(tmp_path: Path) -> None:
    made_at = datetime(2026, 11, 26, tzinfo=UTC)
    end = made_at + timedelta(days=90)
    text, token = new_token("ada", bytes(38), made_at, role=Role.OPERATOR, owner="Ada", expires_at=end)
    write_token_file(tmp_path / "t.json", Tokens().with_one(token))
    times = [made_at]
    admission = Admission(tmp_path / "t.json", now=lambda: times[0])

    assert Admitted("ada", "Ada", Role.OPERATOR) == admission.admit({"authorization": f"Bearer {text}"})
    times[0] = end
    ended = admission.admit(basic(f"{text}:"), Ecosystem.PYPI)
    assert isinstance(ended, Answer)
    assert "the token ada expired at 2027-02-24 00:00 UTC: request a token from" in str(ended.reason)
    assert "Basic realm=" in ended.headers["WWW-Authenticate"]


def test_the_token_itself_never_goes_along_to_a_registry(path: Path) -> None:
    admission = Admission(path, now=now)
    alone = admission.admit({"authorization": f"Bearer {TEXT}"})
    both = admission.admit(basic(f"ada:{TEXT}:own"))

    assert isinstance(alone, Admitted)
    assert isinstance(both, Admitted)
    assert alone.own is None
    assert both.own is not None
    assert "Bearer own" == both.own.header


JOB = CiClaim(system="github", repository="acme/shop", workflow="ci", run="1", job="test")


def test_a_user_name_states_a_ci_job_and_is_no_credential_for_a_registry(path: Path) -> None:
    name = user_name(JOB)

    assert Admitted("ci-web", ci=JOB) == Admission(path, now=now).admit(basic(f"{name}:{TEXT}"))
    assert "refused 401" == who(Admission(path, now=now).admit(basic(f"{name}:none")))
    assert Admitted(ci=JOB) == Admission(now=now).admit(basic(f"{name}:none"))


def test_the_token_of_a_ci_job_proves_it_until_it_expires(path: Path) -> None:
    at = datetime(2026, 12, 1, 12, tzinfo=UTC)
    issuer = "https://token.forge.example"
    tokens = CiTokens(bytes(32), frozenset({issuer}), lambda: at)
    late = replace(tokens, now=lambda: at + timedelta(hours=1))
    proven = replace(JOB, proven=True)
    text, _ = tokens.issue(proven, issuer, timedelta(hours=1))
    bearer = {"authorization": f"Bearer {text}"}
    expired = Admission(path, now=now, ci_tokens=late).admit(bearer)

    assert Admitted("github:acme/shop", ci=proven) == Admission(path, now=now, ci_tokens=tokens).admit(bearer)
    assert Admitted("github:acme/shop", ci=proven) == Admission(now=now, ci_tokens=tokens).admit(bearer)
    assert isinstance(expired, Answer)
    assert (
        "the token of this CI job expired at 2026-12-01 13:00 UTC: run `pratique setup --ci` again"
        == expired.reason
    )
    # A gate that needs no token serves everybody, and sends the token nowhere.
    assert Admitted() == Admission(now=now, ci_tokens=late).admit(bearer)
    assert "refused 401" == who(Admission(path, now=now).admit(bearer))
    assert Admitted() == Admission(now=now).admit(bearer)


def test_each_client_is_told_in_words_that_it_shows(path: Path) -> None:
    admission = Admission(path, contact="security@company.example", now=now)
    npm = admission.admit({}, Ecosystem.NPM)
    pip = admission.admit(basic("ada:wrong"), Ecosystem.PYPI)

    assert isinstance(npm, Answer)
    assert isinstance(pip, Answer)
    told = "the gate needs a token: request a token from security@company.example, and put the token in .npmrc, as //HOST/npm/:_authToken=TOKEN"
    assert (told, told) == (npm.reason, msgspec.json.decode(npm.body)["error"])
    assert "WWW-Authenticate" not in npm.headers
    assert "the gate does not know this token: request a token from security@company.example" in str(
        pip.reason
    )
    assert "//user:TOKEN@HOST/pypi/simple/" in str(pip.reason)
    assert pip.headers["WWW-Authenticate"].startswith("Basic realm=")


def test_a_file_that_the_settings_name_and_that_is_not_there_lets_in_nobody(tmp_path: Path) -> None:
    assert "refused 401" == who(Admission(tmp_path / "none.json", required=True, now=now).admit({}))


def test_a_file_that_was_found_is_remembered_also_where_it_appears_later(tmp_path: Path) -> None:
    told: list[str] = []
    clock = Clock()
    later = tmp_path / "later.json"
    admission = Admission(later, monotonic=clock, now=now, remember=lambda: told.append("found"))
    assert [] == told
    write_token_file(later, Tokens())
    clock.now = 3
    assert "refused 401" == who(admission.admit({}))
    assert ["found"] == told


def test_what_changes_in_the_file_counts_within_seconds(path: Path) -> None:
    clock = Clock()
    admission = Admission(path, monotonic=clock, now=now)
    bearer = {"authorization": f"Bearer {TEXT}"}
    write_token_file(path, Tokens())
    before = who(admission.admit(bearer))
    clock.now = 3

    assert ("ci-web", "refused 401") == (before, who(admission.admit(bearer)))


def test_a_file_that_goes_away_or_is_damaged_opens_nothing(path: Path) -> None:
    clock = Clock()
    admission = Admission(path, monotonic=clock, now=now)
    bearer = {"authorization": f"Bearer {TEXT}"}
    path.write_text("{")
    clock.now = 3
    damaged = who(admission.admit(bearer)), who(admission.admit({}))
    path.unlink()
    clock.now = 6
    gone = who(admission.admit(bearer)), who(admission.admit({}))

    assert ("ci-web", "refused 401") == damaged
    assert ("refused 401", "refused 401") == gone


def test_a_damaged_file_starts_no_gate(path: Path) -> None:
    path.write_text("{")
    with pytest.raises(ParseError, match="the token file is invalid"):
        Admission(path, now=now)
