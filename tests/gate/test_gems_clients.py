"""What people see who install through the gate with gem and Bundler."""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gate.gem_clients import (
    FLEET,
    FRESH,
    HOOKED,
    KITE,
    PUBLIC,
    GemUser,
    configure,
    locked,
    needs_bundler,
    needs_gem,
    one_line,
    server,
)
from tests.gate.running import gate
from tests.loopback import GemPackage, LoopbackRegistry, gem_file
from tests.loopback.faults import Status

REASON = ".published.20.h.ago.the.cooldown.is.72.h.too.young.use.gem.kite.1.1.0"


@pytest.fixture
def registry() -> Iterator[LoopbackRegistry]:
    with server(KITE, FLEET, FRESH) as running:
        configure(running.gem_url)
        yield running


@needs_gem
def test_gem_resolves_around_what_waits_and_shows_the_reason_of_a_pin(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        user = GemUser(running, tmp_path)
        around = user.install("fleet")
        pinned = user.install("kite", "-v", "1.2.0", into="pinned")
        held = user.install("fresh", into="held")
        searched = user.gem("search", "--remote", "kite")
        page = running.get("/gems/info/kite")
        packed = running.get("/gems/info/kite", Accept_Encoding="gzip")
        same = running.get("/gems/info/kite", If_None_Match=page.headers["etag"])
        log = running.log()

    assert 0 == around.code, around.out
    assert {"fleet-2.0.0.gem", "kite-1.1.0.gem"} == {one.name for one in (tmp_path / "gems/cache").iterdir()}
    assert 0 != pinned.code
    assert 0 != held.code
    assert "bad response gem:kite@1.2.0 is held until 20" in pinned.out
    assert "published 20 h ago; the cooldown is 72 h [too-young]; use gem:kite@1.1.0" in pinned.out
    assert "bad response gem:fresh@0.1.0 is held until 20" in held.out
    assert "kite (1.1.0)" in searched.out
    # Bundler before 2.5 takes the ETag for the md5 of what it unpacked.
    assert f'"{hashlib.md5(page.body).hexdigest()}"' == page.headers["etag"] == packed.headers["etag"]
    assert page.body == gzip.decompress(packed.body)
    assert (304, b"") == (same.status, same.body)
    assert {("kite-1.2.0.gem", "hold"), ("fresh-0.1.0.gem", "hold"), ("kite-1.1.0.gem", "allow")} <= {
        (one["filename"], one["action"]) for one in log
    }


@needs_bundler
def test_bundler_resolves_around_what_waits_and_shows_the_reason_of_a_pin(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        user = GemUser(running, tmp_path)
        # The registry that a lock names may stay the public one.
        around = user.bundle("around", '"fleet"', mirrored=True)
        pinned = user.bundle("pinned", '"kite", "1.2.0"')
        held = user.bundle("held", '"fresh"')

    assert 0 == around.code, around.out
    assert "    kite (1.1.0)\n" in user.lock("around")
    assert f"remote: {PUBLIC}" in user.lock("around")
    assert 0 != pinned.code
    assert 0 != held.code
    told = one_line(pinned.out)
    assert "depends on RubyGems = 0.is.held.until.20" in told
    assert REASON in told
    assert "every version of fresh depends on RubyGems = 0.is.held.until.20" in one_line(held.out)


@needs_bundler
def test_a_locked_install_is_judged_as_any_other(
    tmp_path: Path, registry: LoopbackRegistry, settings: Path
) -> None:
    settings.write_text('[deny]\n"pkg:gem/kite@1.0.0" = "read by us, and bad"\n')
    with gate(tmp_path) as running:
        user = GemUser(running, tmp_path)
        sums = "".join(
            f"  kite ({file.version}) sha256={hashlib.sha256(file.data).hexdigest()}\n" for file in KITE.files
        )
        good = user.bundle(
            "good", '"kite"', lock=locked(user.source, "kite (1.1.0)") + f"\nCHECKSUMS\n{sums}"
        )
        waits = user.bundle("waits", '"kite"', lock=locked(user.source, "kite (1.2.0)"))
        blocked = user.bundle("blocked", '"kite"', lock=locked(user.source, "kite (1.0.0)"))
        loose = user.bundle("loose", '"kite"')
        barrier = running.get("/gems/gems/kite-1.0.0.gem")

    assert 0 == good.code, good.out
    assert [True, True] == [one.code != 0 for one in (waits, blocked)]
    assert "kite-1.2.0 requires rubygems version = 0.is.held.until.20" in one_line(waits.out)
    assert "= 0.is.blocked.denied.by.the.policy.read.by.us.and.bad.denied.use.gem.kite.1.1.0" in one_line(
        blocked.out
    )
    assert 0 == loose.code
    assert "    kite (1.1.0)\n" in user.lock("loose")
    assert (
        403,
        "gem:kite@1.0.0 is blocked: denied by the policy: read by us, and bad [denied]; use gem:kite@1.1.0",
    ) == (barrier.status, barrier.reason)


@needs_bundler
def test_what_its_bytes_hold_is_told_once_and_resolved_around_from_then_on(tmp_path: Path) -> None:
    with server(HOOKED) as registry:
        configure(registry.gem_url)
        with gate(tmp_path) as running:
            user = GemUser(running, tmp_path)
            refused = user.bundle("first", '"hooked"')
            around = user.bundle("second", '"hooked"')
            pinned = user.bundle("pinned", '"hooked", "1.1.0"')

    assert 0 != refused.code
    assert "bad response gem:hooked@1.1.0 is held for review:" in one_line(refused.out)
    assert "[new-install-hook]" in one_line(refused.out)
    assert 0 == around.code, around.out
    assert "    hooked (1.0.0)\n" in user.lock("second")
    assert 0 != pinned.code
    assert "= 0.is.held.for.review." in one_line(pinned.out)


@needs_bundler
def test_a_name_of_a_server_of_ones_own_comes_from_there_alone(tmp_path: Path, settings: Path) -> None:
    own = GemPackage(name="kite", files=(gem_file("kite", "0.9.0", {"lib/kite.rb": "OWN = 1\n"}),))
    with server(own) as private, server(KITE, FLEET) as public:
        configure(private.gem_url, public.gem_url)
        settings.write_text(f'[[registries]]\necosystem = "gem"\nurl = "{private.gem_url}"\nprivate = true\n')
        with gate(tmp_path) as running:
            user = GemUser(running, tmp_path)
            installed = user.bundle("app", '"kite"')
            confused = user.bundle("confused", '"kite", ">= 1"')
        asked = {seen.path for seen in public.requests}

    assert 0 == installed.code, installed.out
    assert "    kite (0.9.0)\n" in user.lock("app")
    assert 0 != confused.code
    assert not {path for path in asked if "kite" in path}


@needs_bundler
def test_what_was_served_once_stays_installable_when_it_or_the_server_is_gone(
    tmp_path: Path, registry: LoopbackRegistry
) -> None:
    with gate(tmp_path, "--fresh", "0") as running:
        user = GemUser(running, tmp_path)
        first = user.bundle("first", '"kite", "1.1.0"')
        registry.put_gem(replace(KITE, files=KITE.files[:1]))
        removed = user.bundle("removed", '"kite", "1.1.0"')
        registry.fault("/rubygems/*", Status(code=403))
        silent = user.bundle("silent", '"kite", "1.1.0"')

    assert [0, 0, 0] == [one.code for one in (first, removed, silent)], removed.out + silent.out
