"""Creates the background jobs of a gate: re-evaluation, alarms, and the size limit of stored artifacts."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from pratique.cli.gate.advisory_sync import sync_jobs
from pratique.cli.run.session import Session
from pratique.config import Settings
from pratique.config.settings import GateSettings
from pratique.errors import ParseError, Reference, UsageError
from pratique.gate.artifacts.next_candidates import Ahead
from pratique.gate.artifacts.prefetch import Prefetch
from pratique.gate.artifacts.retention import Retention
from pratique.gate.background.adopted_prefetch import AdoptedPrefetch
from pratique.gate.background.advisory_sync import Syncing
from pratique.gate.background.jobs import Background
from pratique.gate.background.late_inspection import LateInspection
from pratique.gate.background.log_moving import LogMoving
from pratique.gate.background.re_evaluation import Rejudging
from pratique.gate.export.exporting import Export, Exporting, Target
from pratique.gate.export.file import FileTarget
from pratique.gate.export.http import HttpTarget
from pratique.gate.export.syslog import SyslogTarget, Transport
from pratique.gate.listings.rechecking import Rechecking
from pratique.gate.monitoring.alarm import Alarms
from pratique.gate.monitoring.request_events import RequestEvents
from pratique.gate.monitoring.webhook import Hook, Sender, read_secret
from pratique.gate.server.app import Gate
from pratique.net.client.address import parse
from pratique.net.client.proxies import from_environment
from pratique.net.client.route import Route
from pratique.store.folder.home import Home, data_home

_VARIABLE = "PRATIQUE_GATE_WEBHOOK_SECRET"
_MOST_SECRET_BYTES = 4_096


def background_of(
    session: Session, gate: Gate, hook: Hook | None, settings: Settings
) -> tuple[Background, ...]:
    """Return the background jobs of a gate."""
    law, store = gate.listings.law, session.store
    alarms = Alarms(law=law, store=store, sends=hook is not None)
    rejudging = Rejudging(
        law=law, store=store, upstreams=session.upstreams, artifacts=gate.artifacts, alarms=alarms
    )
    late = LateInspection(law=law, store=store, artifacts=gate.artifacts, alarms=alarms)
    sender = () if hook is None else (Sender(hook=hook, law=law, store=store),)
    events = RequestEvents(law=law, store=store, sends=hook is not None)
    rechecking = Rechecking(listings=gate.listings, store=store, faces=gate.faces, law=law)
    ahead = Ahead(artifacts=gate.artifacts, listings=gate.listings, store=store, law=law, faces=gate.faces)
    gate.artifacts.refused = ahead.refused
    jobs = sync_jobs(settings)
    syncing = (Syncing(jobs=jobs, store=store, now=law.now, sends=hook is not None),) if jobs else ()
    prefetching = (_prefetching(session, gate),) if settings.gate.prefetch_adopted else ()
    return (
        rejudging,
        *sender,
        late,
        Retention(store=store),
        rechecking,
        ahead,
        events,
        *syncing,
        *prefetching,
        *log_jobs(session, gate, settings.gate),
    )


def _prefetching(session: Session, gate: Gate) -> AdoptedPrefetch:
    prefetch = Prefetch(artifacts=gate.artifacts, questions=session.questions, platform=session.platform)
    return AdoptedPrefetch(prefetch=prefetch, store=session.store, law=gate.listings.law)


def log_jobs(session: Session, gate: Gate, settings: GateSettings) -> tuple[Background, ...]:
    """Return the jobs that export the log and move old decisions. Raise UsageError for an unusable target."""
    found: list[Background] = []
    law, store = gate.listings.law, session.store
    if settings.export:
        exports = [
            Export(url=url, target=target_of(url, settings, os.environ, law.now), store=store, now=law.now)
            for url in settings.export
        ]
        lock = Home(data_home(os.environ)).folder / "export.lock"
        found.append(Exporting(exports=exports, lock=lock, metrics=gate.metrics))
    if settings.log_keep:
        found.append(LogMoving(store=store, law=law, keep=settings.log_keep, exports=settings.export))
    return tuple(found)


def target_of(
    url: str, settings: GateSettings, env: Mapping[str, str], now: Callable[[], datetime]
) -> Target:
    """Return a target of the export. Raise UsageError if the secret for signing is missing."""
    if url.startswith("file:"):
        return FileTarget(Path(url.removeprefix("file:")))
    if url.startswith("syslog"):
        return syslog_target(url)
    return HttpTarget(_signing(url, "gate.export", settings, env), now)


def syslog_target(url: str) -> SyslogTarget:
    """Return the syslog server of a setting that `config.form.exports` accepted."""
    scheme, _, rest = url.partition(":")
    if rest.startswith("/"):
        return SyslogTarget(Transport.SOCKET, rest)
    host, colon, port = rest.rpartition(":") if not rest.endswith("]") else (rest, "", "")
    if not colon:
        host, port = rest, "514"
    return SyslogTarget(Transport(scheme), host.strip("[]"), int(port))


def hook_of(settings: GateSettings, env: Mapping[str, str]) -> Hook | None:
    """Return the webhook for alarms, or None. Raise UsageError if the secret for signing alarms is missing."""
    return None if settings.webhook is None else _signing(settings.webhook, "gate.webhook", settings, env)


def _signing(url: str, key: str, settings: GateSettings, env: Mapping[str, str]) -> Hook:
    """Return a receiver of signed messages. `key` is the setting that contains the URL of the receiver."""
    try:
        parse(url)
        secret = read_secret(_secret(key, settings.webhook_secret_file, env))
    except ParseError as error:
        raise UsageError(Reference.CONFIG_INVALID, error.message, hint=error.hint) from error
    notes: list[str] = []
    return Hook(url=url, key=secret, route=Route(proxies=from_environment(env, notes)))


def _secret(key: str, file: str | None, env: Mapping[str, str]) -> str:
    if file is None:
        text = env.get(_VARIABLE, "")
        if not text.strip():
            raise UsageError(
                Reference.CONFIG_INVALID,
                f"{key} is set, but the secret for signing messages is missing",
                hint=f"set {_VARIABLE}, or set a file in gate.webhook_secret_file",
            )
        return text
    try:
        with Path(os.path.expanduser(file)).open("rb") as opened:  # noqa: PTH111 - a name without a home stays
            return opened.read(_MOST_SECRET_BYTES).decode("utf-8", "strict")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "the file is not UTF-8 text"
        raise UsageError(
            Reference.CONFIG_INVALID,
            f"gate.webhook_secret_file: {file} cannot be read: {why}",
            hint="the file must contain only the secret",
        ) from error
