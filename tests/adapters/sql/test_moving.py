"""A record taken away, brought back and deleted, on SQLite and on Postgres alike."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from coach.adapters.sql.store import SqlStore
from coach.adapters.sql.tables import metadata, stories
from coach.domain.moves import asked, hinted
from coach.domain.own_question import own_question
from coach.domain.portable import Copies, Imported, Kept, KeptStory, read_record_file, record_file
from coach.domain.story import Story, Version
from coach.errors import NotFound, StoreError, UnusableFile
from coach.ports import Progress
from tests.adapters.sql.samples import SAID, START, a_practice, long_practice, with_turn
from tests.domain.histories import practices

Open = Callable[[Path | str], SqlStore]
OWN = own_question("What does log compaction do?", points=["It keeps the newest record of each key."])


def a_story(name: str = "s1", learner: str = "ada") -> KeptStory:
    version = Version(id=f"{name}-v1", text=SAID, at=START)
    story = Story(
        id=name, learner=learner, title="The outage", question="Tell me.", versions=(version,), created_at=START
    )
    return KeptStory(id=name, updated_at=START, body=story.model_dump(mode="json"))


def filled(store: SqlStore, learner: str = "ada", prefix: str = "p") -> Kept:
    """A record with a graded practice, one of an own question, a story and a choice."""
    store.create(long_practice(3, f"{prefix}1", learner))
    dug = with_turn(with_turn(a_practice(f"{prefix}2", learner), score=0.5), score=0.25, follow_up=True)
    store.create(dug)
    store.create(asked(a_practice(f"{prefix}3", learner), OWN, START, turn=f"{prefix}3-t0"))
    store.prefer(learner, "level", "senior")
    store.keep(learner, Kept(stories=(a_story(f"{prefix}-s1", learner),)))
    return store.kept(learner)


def through_a_file(kept: Kept) -> Kept:
    return read_record_file(record_file(kept, START).model_dump_json())


def rows(store: SqlStore) -> dict[str, int]:
    with store._database.reading() as connection:
        return {name: len(connection.execute(select(table)).all()) for name, table in metadata.tables.items()}


def test_what_is_brought_in_is_what_was_taken_away(store: SqlStore, tmp_path: Path, opened: Open) -> None:
    kept = filled(store)
    other = opened(tmp_path / "other.db")

    imported = other.keep("ada", through_a_file(kept))

    assert other.kept("ada") == kept
    assert imported == Imported(added=5)
    assert [practice.id for practice in other.practices("ada")] == [practice.id for practice in store.practices("ada")]
    assert rows(other) == rows(store), "verdicts are made anew with the turns"


def test_a_file_names_nobody(store: SqlStore) -> None:
    text = record_file(filled(store, learner="issuer|ada"), START).model_dump_json()
    assert "issuer|ada" not in text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_import_of_export_is_the_same_for_any_history(
    two_stores: tuple[SqlStore, SqlStore], data: st.DataObject
) -> None:
    here, there = two_stores
    here.forget("ada")
    there.forget("bob")
    for number in range(data.draw(st.integers(0, 3))):
        here.create(data.draw(practices(f"p{number}")))
    for key in data.draw(st.sets(st.sampled_from(["level", "preparation", "a key"]))):
        here.prefer("ada", key, data.draw(st.text()))
    kept = here.kept("ada")

    imported = there.keep("bob", through_a_file(kept))

    assert there.kept("bob") == kept.owned_by("bob")
    assert imported.different == ()
    again = there.keep("bob", through_a_file(kept))
    assert (again.added, again.same) == (0, imported.added)


@pytest.fixture(scope="module")
def two_stores(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from coach.adapters.sql.opening import open_store
    from tests.adapters.sql.samples import Ticking

    folder = tmp_path_factory.mktemp("moving")
    stores = (open_store(folder / "here.db", Ticking()), open_store(folder / "there.db", Ticking()))
    yield stores
    for store in stores:
        store.close()


def test_bringing_it_in_twice_adds_nothing(store: SqlStore) -> None:
    kept = filled(store)
    before = rows(store)
    assert store.keep("ada", through_a_file(kept)) == Imported(same=5)
    assert (rows(store), store.kept("ada")) == (before, kept)


def test_what_is_there_otherwise_is_told_and_never_overwritten(store: SqlStore) -> None:
    kept = through_a_file(filled(store))
    store.update("p1", "ada", lambda one: hinted(one, "p1-t2", "A hint.", START))
    store.prefer("ada", "level", "junior")
    with store._database.writing() as connection:
        connection.execute(stories.update().values(body=json.dumps({"id": "p-s1", "title": "Changed"})))
    before = store.kept("ada")

    imported = store.keep("ada", kept)

    assert imported.same == 2
    assert set(imported.different) == {"the practice of 2026-11-22 09:00 UTC", "your level", "the story “The outage”"}
    assert store.kept("ada") == before


def test_what_is_somebody_elses_comes_in_under_other_ids(store: SqlStore) -> None:
    theirs = filled(store)
    kept = through_a_file(theirs)

    assert store.keep("bob", kept).added == 5

    assert store.kept("ada") == theirs
    mine = store.kept("bob")
    assert {one.practice.id for one in mine.practices}.isdisjoint({"p1", "p2", "p3"})
    dug = next(one.practice for one in mine.practices if len(one.practice.turns) == 2)
    assert dug.turns[1].follow_up is not None
    assert dug.turns[1].follow_up.of == dug.turns[0].id
    assert mine.stories[0].body["learner"] == "bob"
    assert mine.stories[0].body["id"] == mine.stories[0].id
    with pytest.raises(NotFound):
        store.practice(dug.id, "ada")
    assert store.keep("bob", kept) == Imported(same=5), "the same file again finds what it had brought in"


def test_it_comes_in_whole_or_not_at_all(store: SqlStore) -> None:
    good = Kept(practices=tuple(filled_practices("x", "y")))
    broken = good.practices[1].practice
    turns = (broken.turns[0].model_copy(update={"id": "same"}), broken.turns[1].model_copy(update={"id": "same"}))
    bad = good.practices[1].model_copy(update={"practice": broken.model_copy(update={"turns": turns})})

    with pytest.raises(StoreError):
        store.keep("ada", Kept(practices=(good.practices[0], bad)))

    assert store.kept("ada").is_empty


def filled_practices(*names: str) -> Any:
    from coach.domain.portable import KeptPractice

    for name in names:
        yield KeptPractice(updated_at=START, practice=long_practice(2, name))


def test_nobody_takes_away_what_is_somebody_elses(store: SqlStore) -> None:
    filled(store)
    assert store.kept("bob").is_empty


def test_forgetting_deletes_everything_of_one_learner_and_nothing_of_another(store: SqlStore) -> None:
    filled(store, "ada", "a")
    theirs = filled(store, "bob", "b")
    alone = {name: count // 2 for name, count in rows(store).items()}
    for job in ("grade:a1-t0", "reply:a1-t1:f00", "grade:b1-t0"):
        store.claim(Progress(job=job, owner="w", at=START, text=SAID), stale_before=START)

    forgotten = store.forget("ada")

    assert forgotten.scrubbed
    assert store.kept("ada").is_empty
    assert store.kept("bob") == theirs
    assert rows(store) == {**alone, "work": 1}
    assert store.progress("grade:b1-t0") is not None
    assert store.forget("ada").scrubbed, "forgetting twice harms nothing"


def test_on_sqlite_nothing_that_was_said_is_left_on_the_disk(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "record.db"
    store = opened(path)
    filled(store)
    copies = [path.with_name(f"{path.name}.{name}") for name in ("before-0002-2026Z", "damaged-1Z", "damaged-1Z-wal")]
    for copy in copies:
        copy.write_bytes(SAID.encode())
    other = path.with_name("record.db.notes")
    other.write_text("mine", encoding="utf-8")
    said = b"naive"[:2] + "ïve".encode()
    assert any(said in file.read_bytes() for file in tmp_path.iterdir())
    assert store.copies("ada") == Copies(names=tuple(copy.name for copy in copies), shared=False)

    forgotten = store.forget("ada")

    assert forgotten.copies == tuple(copy.name for copy in copies)
    assert forgotten.scrubbed
    left = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert not [name for name, content in left.items() if said in content or b"single-flight" in content]
    assert "record.db.notes" in left


def test_a_copy_that_holds_another_s_record_stays(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "record.db"
    store = opened(path)
    filled(store)
    store.prefer("bob", "level", "mid")
    copy = path.with_name("record.db.damaged-1Z")
    copy.write_bytes(SAID.encode())
    assert store.copies("ada").shared

    forgotten = store.forget("ada")

    assert copy.exists()
    assert (forgotten.copies, forgotten.left) == ((), (copy.name,))
    assert store.forget("bob").copies == (copy.name,)
    assert not copy.exists()


def test_a_reader_elsewhere_keeps_the_room_from_being_cleared_and_that_is_said(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "record.db"
    store = opened(path)
    filled(store)
    with sqlite3.connect(path, isolation_level=None) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM turns").fetchone()
        assert not store.forget("ada").scrubbed
        reader.execute("COMMIT")
    assert store.kept("ada").is_empty
    assert store.forget("ada").scrubbed


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _file: "{", "not JSON"),
        (lambda _file: "[]", "isn't a record"),
        (lambda _file: "{}", "isn't a record"),
        (lambda file: {**file, "format": "something-else"}, "isn't a record"),
        (lambda file: {**file, "version": 2}, "newer version"),
        (lambda file: {**file, "surprise": 1}, "damaged at surprise"),
        (lambda file: {**file, "practices": file["practices"] * 2}, "practice “p1” stands in it twice"),
        (lambda file: _turn(file, position=7), "says it is number 7"),
        (lambda file: _turn(file, id="p1-t1"), "turn “p1-t1” stands in it twice"),
        (lambda file: _turn(file, outcome={"kind": "assessment"}), r"damaged at practices\.0\.practice\.turns\.0"),
        (lambda file: _turn(file, follow_up={"of": "x", "depth": 1, "target": "t", "ask": "a"}), "isn't before it"),
        (lambda file: _turn(file, asked_at="yesterday"), r"turns\.0\.asked_at"),
        (lambda file: _story(file, title=""), "title"),
        (lambda file: _story(file, id="s2"), "story “s1” says that it is another"),
    ],
)
def test_a_file_with_anything_wrong_is_refused_with_the_place(
    store: SqlStore, change: Callable[[dict[str, Any]], Any], said: str
) -> None:
    store.create(long_practice(2))
    store.keep("ada", Kept(stories=(a_story(),)))
    file = change(json.loads(record_file(store.kept("ada"), START).model_dump_json()))
    with pytest.raises(UnusableFile, match=said):
        read_record_file(file if isinstance(file, str) else json.dumps(file))


def _story(file: dict[str, Any], **changed: object) -> dict[str, Any]:
    file["stories"][0]["body"].update(changed)
    return file


def _turn(file: dict[str, Any], **changes: Any) -> dict[str, Any]:
    file["practices"][0]["practice"]["turns"][0] |= changes
    return file


def test_a_naive_time_is_refused_before_anything_is_written(store: SqlStore) -> None:
    store.create(long_practice(1))
    file = json.loads(record_file(store.kept("ada"), START).model_dump_json())
    file["practices"][0]["practice"]["created_at"] = "2026-11-22T09:00:00"
    with pytest.raises(UnusableFile, match="created_at"):
        read_record_file(json.dumps(file))


def test_when_a_practice_changed(store: SqlStore) -> None:
    store.create(a_practice())
    assert store.changed_at("p1") == store.practices("ada")[0].updated_at
    with pytest.raises(NotFound):
        store.changed_at("p2")


def test_a_story_of_the_bank_comes_in_as_one_and_under_another_owner_as_theirs(store: SqlStore) -> None:
    version = Version(id="v1", text=SAID, at=START)
    told = Story(id="s1", learner="ada", title="The outage", question="Tell me.", versions=(version,), created_at=START)
    store.create_story(told)

    store.keep("bob", through_a_file(store.kept("ada")))

    (theirs,) = store.stories("bob")
    assert theirs == told.model_copy(update={"id": theirs.id, "learner": "bob"})
    assert theirs.id != "s1"
    assert store.stories("ada") == [told]
    store.forget("bob")
    assert store.stories("bob") == []
