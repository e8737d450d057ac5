"""What mastery reads of the record, on SQLite and on Postgres alike."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event

from coach.adapters.sql.store import SqlStore
from coach.domain.moves import answered, asked, closed
from coach.domain.practice import Contest
from coach.domain.remembering import CountedVerdict, GivenUp
from coach.domain.scoring import Verdict
from coach.ports import Store
from tests.adapters.sql.samples import START, a_practice, question, with_turn


def test_every_verdict_that_counts_comes_back_the_earliest_first(store: Store) -> None:
    later = START + timedelta(days=3)
    store.create(with_turn(a_practice("p1"), topic="sql", at=later, score=0.5))
    earlier = with_turn(with_turn(a_practice("p2"), score=0.25), follow_up=True, score=0.5)
    store.create(earlier)

    assert list(store.counted_verdicts("ada")) == [
        CountedVerdict("p2:0", "caching-question", "single-flight", False, Verdict.PARTIAL, START),
        CountedVerdict("p2:1", "caching-question", "single-flight", True, Verdict.PARTIAL, START),
        CountedVerdict("p1:0", "sql-question", "single-flight", False, Verdict.PARTIAL, later),
    ]


def test_what_does_not_count_is_left_out(store: Store) -> None:
    practice = with_turn(a_practice(), score=0.5)
    practice = with_turn(practice, score=None)
    practice = with_turn(practice, score=0.9, suggested=True)
    turn = practice.turns[0]
    contest = Contest(key_point="single-flight", reason="I said so.", at=START, was=Verdict.PARTIAL)
    practice = practice.replace(turn.model_copy(update={"contests": (contest,)}))
    store.create(practice)

    assert store.counted_verdicts("ada") == []
    assert [line.score for line in store.answers("ada")] == [None, None, None]


def test_nobody_reads_another_s_record(store: Store) -> None:
    store.create(closed(asked(with_turn(a_practice(), score=0.5), question(), START, turn="x"), "x", "gave-up"))

    for nobody in ("bob", "ad", "ada "):
        assert store.counted_verdicts(nobody) == []
        assert store.given_up(nobody) == []
        assert store.answers(nobody) == []
        assert store.record_revisions(nobody) == {}
    assert len(store.record_revisions("ada")) == 1


def test_a_question_given_up_is_told_and_one_skipped_is_not(store: Store) -> None:
    practice = closed(asked(a_practice(), question(), START, turn="x"), "x", "gave-up")
    practice = closed(asked(practice, question("sql-joins", "sql"), START, turn="y"), "y", "skipped")
    store.create(practice)

    assert store.given_up("ada") == [GivenUp("p1:0", "caching-stampede", START)]


def test_an_answer_line_tells_when_and_how_it_went(store: Store) -> None:
    at = START + timedelta(minutes=4)
    practice = answered(
        asked(with_turn(a_practice(), topic="sql", score=0.5), question(), START, turn="x"), "x", "…", at
    )
    store.create(practice)

    first, second = store.answers("ada")
    assert (first.topic, first.question, first.is_follow_up, first.score) == ("sql", "sql-question", False, 0.5)
    assert (second.score, second.asked_at, second.answered_at) == (None, START, at)


def test_a_practice_s_revision_differs_after_every_change(store: Store) -> None:
    seen = [store.record_revisions("ada")]
    store.create(with_turn(a_practice("p1"), score=0.5))
    seen.append(store.record_revisions("ada"))
    store.create(a_practice("p2"))
    seen.append(store.record_revisions("ada"))
    store.update("p1", "ada", lambda one: with_turn(one, score=0.25))
    seen.append(store.record_revisions("ada"))

    assert [len(one) for one in seen] == [0, 1, 2, 2]
    assert seen[1]["p1"] == seen[2]["p1"] != seen[3]["p1"]
    assert seen[2]["p2"] == seen[3]["p2"]
    assert store.record_revisions("ada") == seen[-1]


def test_some_practices_are_read_alone(store: Store) -> None:
    for name in ("p1", "p2"):
        practice = asked(with_turn(a_practice(name), score=0.5), question(), START, turn=f"{name}-x")
        store.create(closed(practice, f"{name}-x", "gave-up"))
    store.create(with_turn(a_practice("p3", learner="bob"), score=0.5))

    assert {one.practice for one in store.counted_verdicts("ada", ["p2", "p3"])} == {"p2"}
    assert {one.practice for one in store.given_up("ada", {"p2", "p3"})} == {"p2"}
    assert store.counted_verdicts("ada", []) == []


def test_no_turn_s_body_is_read(store: SqlStore) -> None:
    store.create(with_turn(a_practice(), score=0.5))
    asked_for: list[str] = []

    @event.listens_for(store._database.engine, "before_cursor_execute")
    def _look(_connection: object, _cursor: object, sql: str, *_rest: Any) -> None:
        asked_for.append(sql)

    store.record_revisions("ada")
    store.counted_verdicts("ada")
    store.given_up("ada")
    store.answers("ada")

    assert len(asked_for) == 4
    assert not any("body" in sql for sql in asked_for)
