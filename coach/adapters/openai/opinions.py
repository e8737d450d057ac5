"""Asking a model several times at once."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Protocol

from coach.domain.assessment import Judgement, Usage
from coach.errors import CannotGrade, ModelError, Stopped

_log = logging.getLogger(__name__)
_LOOK = 0.1
"""Seconds between signs of life while the slower ones are waited for."""


@dataclass(frozen=True)
class Opinion:
    """One judgement, with what it cost and what the model really wrote."""

    judgement: Judgement
    usages: list[Usage | None]
    replies: list[str]


class Watcher(Protocol):
    """Whoever is told of what arrives."""

    def tell(self, make: Callable[[], Judgement | None]) -> None:
        """Hear of it; raises Stopped to end the request."""


class Unwatched:
    """Hears nothing, and ends its request once the whole is given up."""

    def __init__(self, number: int, over: threading.Event) -> None:
        self.number = number
        self._over = over

    def tell(self, make: Callable[[], Judgement | None]) -> None:  # noqa: ARG002 - nobody looks
        """See `Watcher`."""
        if self._over.is_set():
            raise Stopped("Another opinion was stopped.")


def several(count: int, ask: Callable[[Unwatched], Opinion], *, waiting: Callable[[], None]) -> list[Opinion]:
    """Up to `count` opinions, the first one's first; those that failed are left out.

    The first is asked in the calling thread, so that what its watcher raises ends everything. `waiting` is called now
    and then while the others take longer. Raises the first one's error if all fail.
    """
    over = threading.Event()
    failed: ModelError | CannotGrade | None = None
    opinions: list[Opinion] = []
    others = [_beside(ask, Unwatched(number, over)) for number in range(1, count)]
    try:
        try:
            opinions.append(ask(Unwatched(0, over)))
        except (ModelError, CannotGrade) as error:
            failed = error
        while wait(others, timeout=_LOOK).not_done:
            waiting()
    finally:
        over.set()  # and nobody waits for one whose model is silent: it ends with its next word, or its time-out
    for other in others:
        try:
            opinions.append(other.result())
        except (ModelError, CannotGrade) as error:
            _log.warning("an opinion is left out: %s", error)
            failed = failed or error
    if not opinions:
        assert failed is not None
        raise failed
    return opinions


def _beside(ask: Callable[[Unwatched], Opinion], watcher: Unwatched) -> Future[Opinion]:
    """Ask in a thread of its own, which holds up neither a stop nor the end of the program."""
    opinion: Future[Opinion] = Future()

    def work() -> None:
        try:
            opinion.set_result(ask(watcher))
        except BaseException as error:  # noqa: BLE001 - whoever asks for the result hears of it
            opinion.set_exception(error)

    threading.Thread(target=work, name=f"coach-opinion-{watcher.number}", daemon=True).start()
    return opinion
