"""Limits the rate of approval requests. The caller passes the current time."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_MOST_CLIENTS = 10_000
_EVERYBODY = ""


@dataclass(kw_only=True)
class RequestRate:
    """A limit on requests per client and in total within a time window."""

    each: int = 12
    everybody: int = 120
    span: timedelta = timedelta(minutes=10)
    _asked: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)

    def wait_s(self, client: str, now: datetime) -> int:
        """Count a request and return 0, or return the seconds to wait if the limit is reached."""
        limits = ((client, self.each), (_EVERYBODY, self.everybody))
        waits = [self._wait(self._of(name, now), most, now) for name, most in limits]
        if any(waits):
            return max(waits)
        for name, _ in limits:
            self._of(name, now).append(now)
        return 0

    def _of(self, name: str, now: datetime) -> deque[datetime]:
        times = self._asked.setdefault(name, deque())
        while times and not timedelta(0) <= now - times[0] < self.span:
            times.popleft()
        for used in (name, _EVERYBODY):
            if used in self._asked:
                self._asked.move_to_end(used)
        while len(self._asked) > _MOST_CLIENTS:
            self._asked.popitem(last=False)
        return times

    def _wait(self, times: deque[datetime], most: int, now: datetime) -> int:
        if len(times) < most:
            return 0
        oldest = times[0] if times else now
        return max(1, int((oldest + self.span - now).total_seconds()) + 1)
