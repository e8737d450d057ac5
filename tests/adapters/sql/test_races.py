"""Many at once, in threads and in processes: nothing is lost, nothing is doubled."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from coach.adapters.sql.store import SqlStore
from coach.domain.moves import answered, asked, hinted
from coach.domain.practice import Practice
from coach.errors import NotNow
from coach.ports import Store
from tests.adapters.sql.samples import START, a_practice, question, with_turn

ROOT = Path(__file__).parents[3]


def adding(hint: str) -> Callable[[Practice], Practice]:
    return lambda practice: hinted(practice, "t1", hint, START)


def beside(where: Path | str, name: str, hints: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.adapters.sql.beside", str(where), name, str(hints)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)


def succeeded(process: "subprocess.Popen[str]") -> None:
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 0, complaint


def in_threads(count: int, work: Callable[[int], None]) -> None:
    faults: list[Exception] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


def test_threads_and_processes_lose_nothing(place: Path | str, store: SqlStore) -> None:
    store.create(asked(a_practice(), question(), START, turn="t1"))
    others = [beside(place, name, 25) for name in ("other-1", "other-2")]

    def add(number: int) -> None:
        for step in range(10):
            store.update("p1", "ada", adding(f"thread-{number}-{step}"))

    in_threads(6, add)
    for other in others:
        succeeded(other)

    hints = store.practice("p1", "ada").turn("t1").hints
    assert len(hints) == 6 * 10 + 2 * 25
    assert len(set(hints)) == len(hints)
    assert store.revision("p1") == 1 + len(hints)


def test_turns_that_are_appended_at_once_all_arrive(store: Store) -> None:
    store.create(a_practice())

    def append(_number: int) -> None:
        for _ in range(5):
            store.update("p1", "ada", lambda practice: with_turn(practice, score=0.5))

    in_threads(5, append)

    turns = store.practice("p1", "ada").turns
    assert [turn.position for turn in turns] == list(range(25))
    assert [turn.id for turn in turns] == [f"p1-t{number}" for number in range(25)]


def test_a_double_click_answers_once(store: Store) -> None:
    store.create(asked(a_practice(), question(), START, turn="t1"))
    refused: list[int] = []

    def click(number: int) -> None:
        def answer(practice: Practice) -> Practice:
            return answered(practice, "t1", f"answer {number}", START)

        try:
            store.update("p1", "ada", answer)
        except NotNow:
            refused.append(number)

    in_threads(6, click)

    assert len(refused) == 5
    assert store.revision("p1") == 2


def test_a_reader_never_waits_for_a_writer_and_sees_no_half(store: Store) -> None:
    store.create(a_practice())
    writing, read = threading.Event(), threading.Event()

    def slow(practice: Practice) -> Practice:
        writing.set()
        assert read.wait(5)
        return with_turn(practice, score=0.5)

    writer = threading.Thread(target=store.update, args=("p1", "ada", slow))
    writer.start()
    assert writing.wait(5)
    seen = store.practice("p1", "ada")
    read.set()
    writer.join()

    assert seen.turns == ()
    assert len(store.practice("p1", "ada").turns) == 1


def test_a_new_record_may_be_opened_by_many_at_once(
    place: Path | str, opened: Callable[[Path | str], SqlStore]
) -> None:
    others = [beside(place, f"own-{number}", 0) for number in range(4)]
    for other in others:
        succeeded(other)

    assert len(opened(place).practices("ada")) == 4
