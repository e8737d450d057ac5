"""Runs the slow part of a turn outside the screen: a click, a reload or a closed tab neither kills nor doubles it.

A job has one owner at a time, in whatever process: the store says who. While it runs, its owner gives a sign of life
every couple of seconds; a job without one for longer is free to be taken again.
"""

import contextlib
import logging
import os
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

from coach.errors import Stopped, StoreError
from coach.ports import Clock, Progress, Store

BEAT = 2.0
"""Seconds between signs of life."""
STALE = timedelta(seconds=12)
"""Without a sign of life for this long, a job's owner is gone."""

log = logging.getLogger(__name__)


class Reporter:
    """Hands what a job has reached to the store, and tells the job when to stop."""

    def __init__(self, store: Store, clock: Clock, progress: Progress) -> None:
        self._store = store
        self._clock = clock
        self._progress = progress
        self._lock = threading.Lock()
        self._stopped = False

    def report(self, **changes: object) -> None:
        """Write what has changed. Raises Stopped once the learner pressed Stop, or the job was taken by another."""
        with self._lock:
            if not self._stopped:
                progress = self._progress.model_copy(update={**changes, "at": self._clock.now()})
                self._stopped = not self._store.write_progress(progress)
                self._progress = progress  # once it is written: what can't be isn't tried again with every beat
            if self._stopped:
                raise Stopped("Stopped. Your answer is kept.")

    def beat(self) -> None:
        """Give a sign of life. Whatever is wrong with one job, the heart beats on for the others."""
        try:
            with contextlib.suppress(Stopped, StoreError):
                self.report()
        except Exception:
            log.exception("a sign of life could not be given")


Job = Callable[[Reporter], None]


class Worker:
    """A pool of threads that run jobs, each under a key that makes it single."""

    def __init__(self, store: Store, clock: Clock, *, size: int = 8) -> None:
        self._store = store
        self._clock = clock
        self._pool = ThreadPoolExecutor(max_workers=size, thread_name_prefix="coach-work")
        self._name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._running: dict[str, Reporter] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._heart: threading.Thread | None = None

    def start(self, key: str, job: Job, *, stage: str = "") -> Future[None] | None:
        """Run the job in a thread of the pool, unless it is running already, here or elsewhere: then None.

        The job writes its own outcome; what it raises is logged and ends nothing else.
        """
        now = self._clock.now()
        progress = Progress(job=key, owner=f"{self._name}-{secrets.token_hex(4)}", stage=stage, at=now)
        if not self._store.claim(progress, stale_before=now - STALE):
            return None
        reporter = Reporter(self._store, self._clock, progress)
        with self._lock:
            self._running[key] = reporter
            if self._heart is None:
                self._heart = threading.Thread(target=self._keep_beating, name="coach-heart", daemon=True)
                self._heart.start()
        return self._pool.submit(self._run, key, job, reporter, progress.owner)

    def is_alive(self, progress: Progress | None) -> bool:
        """Whether somebody works on the job that this is the progress of."""
        return progress is not None and not progress.stopping and self._clock.now() - progress.at < STALE

    def close(self) -> None:
        """Stop taking jobs; those that run are told to stop."""
        self._closed.set()
        for key in list(self._running):
            with contextlib.suppress(StoreError):
                self._store.stop(key)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, key: str, job: Job, reporter: Reporter, owner: str) -> None:
        try:
            job(reporter)
        except Stopped:
            log.info("job %s stopped", key)
        except Exception:
            log.exception("job %s failed", key)
        finally:
            with self._lock:
                if self._running.get(key) is reporter:  # after Stop and Retry, the key is another's
                    del self._running[key]
            with contextlib.suppress(StoreError):
                self._store.release(key, owner)

    def _keep_beating(self) -> None:
        while not self._closed.wait(BEAT):
            for reporter in list(self._running.values()):
                reporter.beat()
