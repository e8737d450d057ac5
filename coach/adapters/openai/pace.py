"""Telling what has arrived, at a rate that a screen and a reader can follow."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Pace(Generic[_T]):
    """Calls `watch` at most once in `every` seconds, so that Stop is heard even while nothing is to be seen.

    The first thing that isn't empty is told at once.
    """

    def __init__(self, watch: Callable[[_T], None], empty: _T, every: float) -> None:
        self._watch = watch
        self._empty = empty
        self._every = every
        self._told = empty
        self._at = float("-inf")

    def tell(self, make: Callable[[], _T | None]) -> None:
        """Tell what `make` gives, if it is time; what was told last if it gives None."""
        due = time.monotonic() - self._at >= self._every
        if not due and self._told != self._empty:
            return
        made = make()
        if due or made not in (None, self._empty):
            self._told = self._told if made is None else made
            self._at = time.monotonic()
            self._watch(self._told)

    def end(self, last: _T) -> None:
        """Tell the whole."""
        if last != self._told:
            self._watch(last)
