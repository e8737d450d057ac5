"""The story bank on SQLite and Postgres."""

import pytest

from coach.adapters.sql.store import SqlStore
from coach.domain.story import Story, revised
from coach.errors import NotFound, NotNow, StoreError
from tests.adapters.sql.samples import START
from tests.domain.test_story import a_story


def told_again(story: Story) -> Story:
    return revised(story, f"{story.latest.text} And again.", version=f"v{len(story.versions)}", at=START)


def test_a_story_comes_back_as_it_was_kept(store: SqlStore) -> None:
    store.create_story(a_story())

    assert store.story("s1", "ada") == a_story()
    with pytest.raises(StoreError):
        store.create_story(a_story())


def test_nobody_sees_changes_or_deletes_anothers(store: SqlStore) -> None:
    store.create_story(a_story())

    with pytest.raises(NotFound):
        store.story("s1", "eve")
    with pytest.raises(NotFound):
        store.update_story("s1", "eve", told_again)
    with pytest.raises(NotFound):
        store.delete_story("s1", "eve")
    assert store.stories("eve") == []
    assert store.story("s1", "ada") == a_story()


def test_a_change_counts_and_what_is_refused_changes_nothing(store: SqlStore) -> None:
    store.create_story(a_story())
    before = store.story_revision("s1")

    changed = store.update_story("s1", "ada", told_again)
    assert store.story("s1", "ada") == changed
    assert store.story_revision("s1") == before + 1

    def refuse(_: Story) -> Story:
        raise NotNow("no")

    with pytest.raises(NotNow):
        store.update_story("s1", "ada", refuse)
    store.update_story("s1", "ada", lambda same: same)
    assert store.story_revision("s1") == before + 1
    assert store.story_revision("none") == 0


def test_the_last_changed_comes_first(store: SqlStore) -> None:
    for name in ("s1", "s2", "s3"):
        store.create_story(a_story(name))
    store.update_story("s1", "ada", told_again)

    assert [one.id for one in store.stories("ada")] == ["s1", "s3", "s2"]
    store.delete_story("s3", "ada")
    assert [one.id for one in store.stories("ada")] == ["s1", "s2"]
