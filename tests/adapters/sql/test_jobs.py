"""Who has a job, and how far it has come: one owner at a time, whatever happens."""

import threading
from datetime import datetime, timedelta

from coach.domain.assessment import HeldBelief, PointVerdict
from coach.domain.scoring import Verdict
from coach.ports import Progress, Store
from tests.adapters.sql.samples import START

NOW = START
LONG_AGO = NOW - timedelta(seconds=30)


def coming(owner: str = "one", *, at: datetime = NOW, stage: str = "reading your answer", text: str = "") -> Progress:
    verdict = PointVerdict(key_point="single-flight", verdict=Verdict.COVERED, quote="one of them")
    held = HeldBelief(misconception="longer-ttl", quote="a longer TTL")
    return Progress(job="j1", owner=owner, stage=stage, verdicts=(verdict,), held=(held,), text=text, at=at)


def test_a_job_is_taken_once(store: Store) -> None:
    assert store.claim(coming("one"), stale_before=LONG_AGO)
    assert not store.claim(coming("two"), stale_before=LONG_AGO)
    assert not store.claim(coming("one"), stale_before=LONG_AGO)
    assert store.progress("j1") == coming("one")


def test_progress_is_seen_by_all(store: Store) -> None:
    store.claim(coming(), stale_before=LONG_AGO)
    further = coming(stage="writing feedback", text="You said", at=NOW + timedelta(seconds=1))

    assert store.write_progress(further)
    assert store.progress("j1") == further
    assert store.progresses(["j1", "nobody's"]) == {"j1": further}
    assert store.progresses([]) == {}
    assert store.progress("nobody's") is None


def test_a_silent_owner_is_replaced_and_can_write_no_more(store: Store) -> None:
    store.claim(coming("dead", at=LONG_AGO), stale_before=LONG_AGO)

    assert not store.claim(coming("new"), stale_before=LONG_AGO)  # a sign of life just then is one since then
    assert store.claim(coming("new"), stale_before=LONG_AGO + timedelta(microseconds=1))
    assert not store.write_progress(coming("dead", text="I am back"))
    store.release("j1", "dead")
    assert store.progress("j1") == coming("new")


def test_a_sign_of_life_keeps_the_job(store: Store) -> None:
    store.claim(coming("one", at=LONG_AGO), stale_before=LONG_AGO)
    store.write_progress(coming("one", at=NOW))

    assert not store.claim(coming("two"), stale_before=NOW - timedelta(seconds=1))


def test_stop_is_seen_by_the_owner_and_the_screen(store: Store) -> None:
    store.claim(coming(text="You"), stale_before=LONG_AGO)

    store.stop("j1")

    assert not store.write_progress(coming(text="You said"))
    progress = store.progress("j1")
    assert progress is not None
    assert (progress.stopping, progress.text) == (True, "You")


def test_a_job_that_was_stopped_begins_anew(store: Store) -> None:
    store.claim(coming(), stale_before=LONG_AGO)
    store.stop("j1")
    store.release("j1", "one")

    assert store.progress("j1") is None
    assert store.claim(coming("two"), stale_before=LONG_AGO)
    assert store.write_progress(coming("two", text="Again"))


def test_a_stop_dies_with_the_owner_it_was_meant_for(store: Store) -> None:
    store.claim(coming("dead", at=LONG_AGO), stale_before=LONG_AGO)
    store.stop("j1")

    assert store.claim(coming("new"), stale_before=NOW)
    assert store.write_progress(coming("new", text="On it"))


def test_what_nobody_has_can_be_neither_stopped_written_nor_released(store: Store) -> None:
    store.stop("j1")
    store.release("j1", "one")

    assert not store.write_progress(coming())
    assert store.progress("j1") is None


def test_of_many_that_want_a_job_one_gets_it(store: Store) -> None:
    gate = threading.Barrier(8)
    got: list[str] = []

    def want(owner: str) -> None:
        gate.wait()
        if store.claim(coming(owner), stale_before=LONG_AGO):
            got.append(owner)

    threads = [threading.Thread(target=want, args=(f"owner-{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 1
    progress = store.progress("j1")
    assert progress is not None
    assert progress.owner == got[0]
