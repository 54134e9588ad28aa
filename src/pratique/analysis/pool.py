"""Killable worker processes: hostile input may crash, hang or fill one, and nothing else suffers.

The worker's own CPU limit decides, so that a busy machine changes no answer; the wall clock here is a backstop.
A worker serves one job at a time. Only one job with a heavy artifact runs at once, so that the memory of all
workers together stays bounded. A worker that fails takes its own job with it and no other.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import msgspec

from pratique.analysis.facts import FileFacts
from pratique.analysis.frames import HEADER, MOST_FRAME_BYTES, decode, encode
from pratique.analysis.job import Done, FactsKey, Failed, Job, Remembered, Reply
from pratique.core.installed import FileList
from pratique.errors import AnalysisError, Reference

Recall = Callable[[Sequence[FactsKey]], Sequence[FileFacts | None]]
"""Looks up facts that are known already, in the order of the keys."""

_NOTHING = "the worker answered nothing"


def _know_nothing(keys: Sequence[FactsKey]) -> Sequence[FileFacts | None]:
    return [None] * len(keys)


_KEPT_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLimits:
    """What one worker may take. 0 means: no limit."""

    memory_bytes: int = 3 * 1024**3
    """Address space; resident memory stays far below it."""
    cpu_s: int = 120
    """CPU seconds for each job."""
    wall_s: float = 900.0
    """Wall clock for each job: the backstop."""
    heavy_bytes: int = 6 * 1024**2
    """Packed size from which a job is heavy."""


_TRY_EVERY_S = 15.0
_EARLY_S = 1.0
"""A worker that cannot work ends within this time."""


class Pool:
    """A fixed number of workers, started when first needed and ended with the pool."""

    def __init__(
        self,
        jobs: int,
        *,
        recall: Recall = _know_nothing,
        limits: WorkerLimits | None = None,
        program: str = "pratique.analysis.worker",
    ) -> None:
        """`program` is the module that the workers run: that of `analysis.worker`, or another that calls its `serve`."""
        self._program = program
        self._limits = limits or WorkerLimits()
        self._recall = recall
        self.queued = 0
        """Jobs that wait for a worker."""
        self.jobs = max(1, jobs)
        self._places = asyncio.Semaphore(self.jobs)
        self._left = asyncio.Event()
        """Set whenever a job ends."""
        self._heavy = asyncio.Semaphore(1)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._doubt: str = ""
        """Why workers may not start at all; "" after one that answered."""
        self._tried_at: float | None = None

    async def trouble(self) -> str:
        """Return why no worker can be started; "" where one can, or nothing speaks against it.

        After a worker that did not start, or ended in its first job, one without a job is started to see. An artifact that
        makes workers crash is no trouble of the pool.
        """
        now = time.monotonic()
        if not self._doubt or (self._tried_at is not None and now - self._tried_at < _TRY_EVERY_S):
            return self._doubt if self._tried_at is not None else ""
        self._tried_at = now
        try:
            worker = await self._start()
        except AnalysisError as error:
            self._doubt = error.message
            return self._doubt
        code = await worker.ended_within(_EARLY_S)
        if code is None:
            self._idle.append(worker)
            self._doubt, self._tried_at = "", None
        else:
            self._all.discard(worker)
            self._doubt = f"workers end as soon as they start (code {code})"
        return self._doubt

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(worker.stop() for worker in tuple(self._all)))

    async def run(self, job: Job, load: Callable[[], Sequence[bytes]], *, size_bytes: int) -> Done:
        """Inspect in a worker. Raises AnalysisError when it crashed or was stopped at a limit.

        `load` gives the bytes of the artifact and, if the job has one, of the baseline, of those that the job does not name as
        stored files; it is called when a worker is free, so that waiting jobs hold no bytes. `size_bytes` is the packed size of all
        together.
        """
        done = (await self._reply(encode(job), load, size_bytes)).done
        if done is None:
            raise _stopped(Reference.ANALYSIS_CRASHED, _NOTHING)
        return done

    async def file_list(self, job: Job, load: Callable[[], Sequence[bytes]], *, size_bytes: int) -> FileList:
        """List the files of an artifact in a worker, as `run` inspects one."""
        found = (await self._reply(encode(replace(job, list_files=True)), load, size_bytes)).files
        if found is None:
            raise _stopped(Reference.ANALYSIS_CRASHED, _NOTHING)
        return found

    async def ask(self, request: bytes, load: Callable[[], Sequence[bytes]], *, size_bytes: int) -> bytes:
        """Ask workers of another `program`, in its own words. Raises AnalysisError as `run` does."""
        told = (await self._reply(request, load, size_bytes)).told
        if told is None:
            raise _stopped(Reference.ANALYSIS_CRASHED, _NOTHING)
        return told

    async def _reply(self, request: bytes, load: Callable[[], Sequence[bytes]], size_bytes: int) -> Reply:
        heavy = size_bytes >= self._limits.heavy_bytes
        async with self._place(heavy=heavy):
            worker = self._waiting() or await self._start()
            keep = False
            try:
                async with asyncio.timeout(self._limits.wall_s):
                    reply = await worker.serve(request, load(), self._recall)
                keep = worker.alive
                self._doubt, self._tried_at = "", None
                return reply
            except AnalysisError as error:
                if not worker.answered and worker.ended_by_itself:
                    self._doubt = self._doubt or error.message
                raise
            except TimeoutError:
                why = f"no answer within {self._limits.wall_s:.0f} s of wall clock"
                raise _stopped(Reference.ANALYSIS_TIMEOUT, why) from None
            finally:
                if keep:
                    self._idle.append(worker)
                else:
                    await worker.stop()
                    self._all.discard(worker)

    async def spare(self) -> None:
        """Wait until a worker is free and no job waits for one, so that work without hurry delays no other."""
        while self.queued or self._places.locked():
            self._left.clear()
            await self._left.wait()

    @asynccontextmanager
    async def _place(self, *, heavy: bool) -> AsyncIterator[None]:
        """Wait until a worker may be had."""
        self.queued += 1
        waiting = True
        try:
            async with self._heavy if heavy else _nothing(), self._places:
                self.queued -= 1
                waiting = False
                yield
        finally:
            self.queued -= waiting
            self._left.set()

    def _waiting(self) -> "_Worker | None":
        """An idle worker, unless something ended it while it waited."""
        while self._idle:
            worker = self._idle.pop()
            if worker.running:
                return worker
            self._all.discard(worker)
        return None

    async def _start(self) -> "_Worker":
        environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-P", "-m", self._program),
                *(str(self._limits.memory_bytes), str(self._limits.cpu_s)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={**environment, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
                limit=1024 * 1024,
            )
        except OSError as error:
            self._doubt = f"no worker can be started: {error.strerror or error}"
            raise _stopped(Reference.ANALYSIS_CRASHED, self._doubt) from error
        worker = _Worker(process)
        self._all.add(worker)
        return worker


class _Worker:
    """The parent's end of one worker process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.alive = True
        self.answered = False
        """Whether it has answered anything."""

    @property
    def ended_by_itself(self) -> bool:
        """Whether the process has ended with a code, and no signal ended it."""
        return (self._process.returncode or 0) > 0

    async def ended_within(self, seconds: float) -> int | None:
        """Wait a while for the process to end; its code, or None."""
        try:
            async with asyncio.timeout(seconds):
                return await self._process.wait()
        except TimeoutError:
            return None

    @property
    def running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.returncode is None

    async def serve(self, request: bytes, parts: Sequence[bytes], recall: Recall) -> Reply:
        try:
            await self._send(request, *parts)
            reply = await self._receive()
            self.answered = True
            if reply.wanted is not None:
                await self._send(encode(Remembered(tuple(recall(reply.wanted.keys)))))
                reply = await self._receive()
        except (asyncio.IncompleteReadError, ConnectionError):
            self.alive = False
            raise await self._crashed() from None
        except msgspec.DecodeError as error:
            self.alive = False
            raise _stopped(
                Reference.ANALYSIS_CRASHED, f"the worker's answer cannot be read: {error}"
            ) from error
        self.alive = not reply.ends
        if reply.done is None and reply.files is None and reply.told is None:
            raise self._failed(reply.failed or Failed(_NOTHING, memory=False))
        return reply

    def _failed(self, failed: Failed) -> AnalysisError:
        self.alive = False
        reference = Reference.ANALYSIS_MEMORY if failed.memory else Reference.ANALYSIS_CRASHED
        return _stopped(reference, failed.why)

    async def _crashed(self) -> AnalysisError:
        code = await self._process.wait()
        if code == -getattr(signal, "SIGXCPU", 24):
            return _stopped(Reference.ANALYSIS_TIMEOUT, "the limit of CPU time for one artifact was reached")
        if code == -getattr(signal, "SIGKILL", 9):
            return _stopped(
                Reference.ANALYSIS_MEMORY,
                "the worker was killed from outside, as when a machine runs out of memory",
            )
        return _stopped(Reference.ANALYSIS_CRASHED, f"the worker ended with code {code}")

    async def _send(self, *frames: bytes) -> None:
        stream = self._process.stdin
        assert stream is not None
        for frame in frames:
            stream.write(HEADER.pack(len(frame)))
            stream.write(frame)
            await stream.drain()

    async def _receive(self) -> Reply:
        stream = self._process.stdout
        assert stream is not None
        (length,) = HEADER.unpack(await stream.readexactly(HEADER.size))
        if length > MOST_FRAME_BYTES:
            raise ConnectionError("the worker announced a frame beyond all bounds")
        return decode(await stream.readexactly(length), Reply)

    async def stop(self) -> None:
        """End the process, by force if it does not end by itself."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._process.returncode is None:
            try:
                async with asyncio.timeout(0.5 if self.alive else 0.01):
                    await self._process.wait()
            except TimeoutError:
                # It may have ended in this very moment.
                with suppress(ProcessLookupError):
                    self._process.kill()
                await self._process.wait()


@asynccontextmanager
async def _nothing() -> AsyncIterator[None]:
    yield


def _stopped(reference: Reference, why: str) -> AnalysisError:
    hint = (
        "report the artifact if it is an honest one; `--timeout` gives more time (see `pratique explain 3`)"
    )
    return AnalysisError(reference, why, hint=hint)
