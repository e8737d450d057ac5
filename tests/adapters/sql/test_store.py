"""What the record promises, on SQLite and on Postgres alike."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from coach.adapters.sql.store import SqlStore
from coach.domain.moves import answered, asked, ended, hinted
from coach.domain.practice import Practice
from coach.errors import NotFound, NotNow, StoreError
from coach.ports import Store
from tests.adapters.sql.samples import (
    SAID,
    START,
    Ticking,
    a_practice,
    an_assessment,
    long_practice,
    question,
    with_turn,
)

Open = Callable[[Path | str], SqlStore]


def test_it_keeps_a_practice_to_the_letter(store: Store) -> None:
    practice = with_turn(with_turn(a_practice(), score=0.5), score=0.25, follow_up=True)

    store.create(practice)

    assert store.practice("p1", "ada") == practice
    answer = store.practice("p1", "ada").turns[0].answer
    assert answer is not None
    assert answer.text == SAID


def test_it_outlives_the_program(place: Path | str, opened: Open) -> None:
    practice = long_practice(12)
    first = opened(place)
    first.create(practice)
    first.close()

    assert opened(place).practice("p1", "ada") == practice


def test_a_time_comes_back_as_the_same_moment_in_utc(store: Store) -> None:
    kolkata = timezone(timedelta(hours=5, minutes=30))
    store.create(a_practice().model_copy(update={"created_at": datetime(2026, 11, 22, 1, 0, 0, 7, tzinfo=kolkata)}))

    at = store.practice("p1", "ada").created_at

    assert at == datetime(2026, 11, 21, 19, 30, 0, 7, tzinfo=UTC)
    assert at.utcoffset() == timedelta(0)


def test_nobody_sees_what_is_somebody_elses(store: Store) -> None:
    store.create(with_turn(a_practice(learner="ada"), score=1.0))
    store.prefer("ada", "level", "senior")

    with pytest.raises(NotFound):
        store.practice("p1", "bob")
    with pytest.raises(NotFound):
        store.update("p1", "bob", lambda practice: ended(practice, START))
    assert store.practices("bob") == []
    assert store.last_asked("bob") == {}
    assert store.preference("bob", "level") is None
    assert store.practice("p1", "ada").ended_at is None


def test_what_is_not_there_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="no such practice"):
        store.practice("p1' OR '1'='1", "ada")
    assert store.revision("p1") == 0


@pytest.mark.parametrize("double", [a_practice("p1"), with_turn(a_practice("p1"), score=1.0)])
def test_nothing_is_kept_over_something_else(store: Store, double: Practice) -> None:
    kept = with_turn(a_practice(), score=0.5)
    store.create(kept)

    with pytest.raises(StoreError, match="already"):
        store.create(double)
    with pytest.raises(StoreError, match="already"):
        store.create(kept.model_copy(update={"id": "p2"}))  # its turn's id is taken

    assert store.practice("p1", "ada") == kept
    assert store.revision("p2") == 0


def test_an_update_is_kept_and_counted(store: Store) -> None:
    store.create(a_practice())
    before = store.revision("p1")

    after = store.update("p1", "ada", lambda practice: asked(practice, question(), START, turn="t1"))

    assert after.open_turn is not None
    assert store.practice("p1", "ada") == after
    assert store.revision("p1") > before > 0


def test_an_update_that_may_not_be_leaves_all_as_it_was(store: Store) -> None:
    practice = asked(a_practice(), question(), START, turn="t1")
    store.create(practice)
    before = store.revision("p1")

    def refused(practice: Practice) -> Practice:
        answered(practice, "t1", "One of them rebuilds it.", START)
        raise NotNow("Answered in another tab.")

    with pytest.raises(NotNow, match="Answered in another tab"):
        store.update("p1", "ada", refused)

    assert store.practice("p1", "ada") == practice
    assert store.revision("p1") == before
    store.update("p1", "ada", lambda practice: ended(practice, START))  # and nothing stays locked


def test_an_update_that_changes_nothing_writes_nothing(store: Store) -> None:
    store.create(long_practice(3))
    before = store.revision("p1")

    store.update("p1", "ada", lambda practice: practice.model_copy())

    assert store.revision("p1") == before


def test_an_update_writes_only_the_turns_that_changed(store: SqlStore) -> None:
    store.create(long_practice(30))
    written: list[Any] = []

    @event.listens_for(store._database.engine, "before_cursor_execute")
    def _look(_connection: object, _cursor: object, sql: str, values: Any, _context: object, many: bool) -> None:
        if sql.startswith("INSERT INTO turns"):
            written.extend(values if many else [values])

    store.update("p1", "ada", lambda practice: hinted(practice, "p1-t7", "Think of the herd.", START))

    assert len(written) == 1
    assert store.practice("p1", "ada").turn("p1-t7").hints == ("Think of the herd.",)


def test_turns_may_go_away_and_trade_places(store: Store) -> None:
    store.create(long_practice(4))

    store.update("p1", "ada", lambda one: one.model_copy(update={"turns": (one.turns[1], one.turns[0])}))

    assert [turn.id for turn in store.practice("p1", "ada").turns] == ["p1-t1", "p1-t0"]


def test_practices_are_listed_the_last_changed_first(store: Store) -> None:
    for name in ("p1", "p2", "p3"):
        store.create(a_practice(name))
    store.update("p1", "ada", lambda practice: ended(practice, START))

    lines = store.practices("ada", limit=2)

    assert [line.id for line in lines] == ["p1", "p3"]
    assert lines[0].ended_at == START
    assert [line.id for line in store.practices("ada", before=lines[-1].updated_at)] == ["p2"]


def test_practices_without_an_answer_take_no_place_in_a_list_of_answered_ones(store: Store) -> None:
    store.create(with_turn(a_practice("p1"), score=None))
    store.create(asked(a_practice("p2"), question("python-gil", "python"), START, turn="open"))
    store.create(a_practice("p3"))

    assert [line.id for line in store.practices("ada", limit=1, answered=True)] == ["p1"]
    assert not store.practices("bob", answered=True)


def test_a_line_counts_what_was_asked_answered_and_graded(store: Store) -> None:
    practice = with_turn(a_practice(), topic="sql", score=1.0)
    practice = with_turn(practice, topic="sql", score=0.0, follow_up=True)
    practice = with_turn(practice, topic="caching", score=0.5)
    practice = with_turn(practice, topic="sql", score=None)
    practice = asked(practice, question("python-gil", "python"), START, turn="last")
    store.create(practice)

    (line,) = store.practices("ada")

    assert (line.questions, line.answers, line.score) == (4, 4, 0.75)
    assert line.topics == ("sql", "caching", "python")
    assert line.plan == practice.plan


def test_what_has_no_grade_yet_has_no_part_in_the_mean(store: Store) -> None:
    store.create(with_turn(a_practice("p1"), score=0.9, suggested=True))
    store.create(a_practice("p2"))

    assert [line.score for line in store.practices("ada")] == [None, None]


def test_a_list_reads_no_turns_body(store: SqlStore) -> None:
    store.create(long_practice(3))
    asked_for: list[str] = []

    @event.listens_for(store._database.engine, "before_cursor_execute")
    def _look(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        asked_for.append(sql)

    store.practices("ada")
    store.last_asked("ada")

    assert len(asked_for) <= 5
    assert not any("body" in sql for sql in asked_for)


def test_it_knows_when_a_question_was_last_asked(store: Store) -> None:
    later = START + timedelta(days=3)
    store.create(with_turn(a_practice("p1"), topic="sql", at=later, score=0.5))
    store.create(with_turn(with_turn(a_practice("p2"), topic="sql", score=0.5), topic="caching", score=0.5))

    assert store.last_asked("ada") == {"sql-question": later, "caching-question": START}


def test_a_preference_is_changed_by_many_at_once_and_nothing_is_lost(store: Store) -> None:
    def add(to: tuple[str, int]) -> None:
        key, number = to
        store.change_preference("ada", key, lambda kept: f"{kept or ''}{number},")

    keys = [f"seen-{one}" for one in range(8)]  # of each, one comes first
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, [(key, number) for key in keys for number in range(8)]))

    for key in keys:
        kept = store.preference("ada", key)
        assert kept is not None
        assert sorted(map(int, kept.rstrip(",").split(","))) == list(range(8))
        assert store.preference("bob", key) is None


def test_the_last_preference_counts(store: Store) -> None:
    store.prefer("ada", "level", "mid")
    store.prefer("ada", "level", "sénior")
    store.prefer("bob", "level", "junior")

    assert store.preference("ada", "level") == "sénior"
    assert store.preference("ada", "mode") is None


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StoreError):
        store.create(a_practice().model_copy(update={"created_at": datetime(2026, 11, 22)}))  # noqa: DTZ001
    assert store.revision("p1") == 0


def test_an_outcome_is_found_by_its_columns(store: SqlStore) -> None:
    """What a statistic reads without the bodies says the same as the bodies."""
    from sqlalchemy import select

    from coach.adapters.sql.tables import turns

    practice = with_turn(with_turn(a_practice(), score=0.5), follow_up=True)
    store.create(practice)

    with store._database.reading() as connection:
        rows = connection.execute(select(turns).order_by(turns.c.position)).all()

    assert [(row.id, row.state, row.score, row.graded_by, row.is_follow_up) for row in rows] == [
        ("p1-t0", "graded", an_assessment(0.5).score, "openai:gpt-5", False),
        ("p1-t1", "not-graded", None, "openai:gpt-5", True),
    ]
    assert rows[0].asked_at == rows[0].answered_at == START


def test_it_asks_the_clock_it_was_given(store: Store, clock: Ticking) -> None:
    store.create(a_practice())

    assert store.practices("ada")[0].updated_at == clock.at
