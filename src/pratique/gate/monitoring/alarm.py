"""Raises alarms about files that were flagged after they were served: a log line and a webhook body."""

import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from pratique import __version__
from pratique.core.decision import Decision, Ground
from pratique.gate.decision.policy import Law
from pratique.gate.decision.refusal import one_line
from pratique.gate.server.client import ci_of
from pratique.report.parts.counts import plural
from pratique.store.gate.affected_clients import Alarm, AlarmState, Bad, Turned
from pratique.store.interface import Store
from pratique.store.log.part import Looked

_LOG = logging.getLogger(__name__)
KIND = "pratique.victims"
_MOST_FILES = 200
_MOST_CLIENTS = 1_000
"""The maximum number of downloads in a webhook body. `pratique affected` lists all downloads."""
_MOST_NAMED = 3
_MOST_LINE = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """Raises each alarm once, even after a crash. Methods raise StoreError if the state folder is unusable."""

    law: Law
    store: Store
    sends: bool
    """True if a webhook is configured."""

    def raise_about(self, files: Sequence[Bad]) -> Sequence[Turned]:
        """Record served files that are refused now, and report once each client that downloaded one of these files."""
        id_ = str(uuid.uuid4())
        found = self.store.turned.turn(files, at=self.law.now(), epoch=self.law.epoch, alarm=id_)
        self.word()
        return found

    def word(self) -> None:
        """Write the text of every alarm that has no text yet."""
        for alarm in self.store.alarms.of(AlarmState.MADE):
            files, looked = list(self.store.turned.read(alarm=alarm.id)), Looked()
            counts = [self.store.turned.count(one, looked=looked) for one in files]
            body = self._body(alarm, files, counts, looked)
            state = AlarmState.WAITING if self.sends else AlarmState.QUIET
            if self.store.alarms.word(alarm.id, body, state=state):
                _LOG.error("%s", _line(alarm, files, counts))
                for sentence in looked.lost:
                    _LOG.error("the affected clients of alarm %s are incomplete: %s", alarm.id, sentence)

    def _body(
        self, alarm: Alarm, files: Sequence[Turned], counts: Sequence[tuple[int, int]], looked: Looked
    ) -> str:
        downloads = sum(times for times, _ in counts)
        named: list[Mapping[str, Any]] = []
        for one in files[:_MOST_FILES]:
            left = _MOST_CLIENTS - len(named)
            if left <= 0:
                break
            named += (victim(decision) for decision in self.store.turned.victims(one, most=left))
        document = {
            "type": KIND,
            "id": alarm.id,
            "at": alarm.at.isoformat(),
            "by": f"pratique {__version__}",
            "epoch": files[0].epoch if files else "",
            "files": [
                {**_file(one), "downloads": times, "addresses": addresses}
                for one, (times, addresses) in zip(files[:_MOST_FILES], counts, strict=False)
            ],
            "files_left_off": max(0, len(files) - _MOST_FILES),
            "downloads": named,
            "downloads_left_off": downloads - len(named),
            "not_searched": looked.lost,
        }
        return msgspec.json.encode(document).decode()


def victim(decision: Decision) -> Mapping[str, Any]:
    """Return one download of a flagged file: client, package manager, CI job and time."""
    return {
        "at": decision.at.isoformat(),
        "address": decision.client.address,
        "who": decision.client.who,
        "agent": decision.client.agent,
        "command": decision.client.command,
        "ci": ci_of(decision.client.agent),
        "ci_claim": decision.client.ci.document if decision.client.ci else None,
        "purl": decision.ref.purl,
        "filename": decision.filename,
        "sha256": decision.sha256,
    }


def why(grounds: Iterable[Ground]) -> str:
    """Return the reasons for a refusal as one text."""
    return "; ".join(f"{ground.text} [{ground.code}]" for ground in grounds)


def _file(one: Turned) -> Mapping[str, Any]:
    return {
        "purl": one.name.ref.purl,
        "filename": one.name.filename,
        "sha256": one.name.sha256,
        "action": one.action.value,
        "reasons": [{"code": g.code, "text": g.text, "source": g.source} for g in one.grounds],
    }


def _line(alarm: Alarm, files: Sequence[Turned], counts: Sequence[tuple[int, int]]) -> str:
    """Return one log line with the files and the number of clients."""
    downloads = sum(times for times, _ in counts)
    shown = [f"{one.name.ref} ({why(one.grounds)})" for one in files[:_MOST_NAMED]]
    more = f" and {len(files) - _MOST_NAMED} more" if len(files) > _MOST_NAMED else ""
    head = f"flagged after the gate served it {plural(downloads, 'time')}: "
    tail = f"{more}; `pratique affected --alarm {alarm.id}` lists the affected clients"
    return head + one_line("; ".join(shown), most=_MOST_LINE) + tail
