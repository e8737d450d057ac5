"""Stories: versions, competencies, the matrix, search and export."""

from datetime import UTC, datetime

import pytest

from coach.domain.question import Competency, KeyPoint, Question
from coach.domain.star import NotReviewed
from coach.domain.story import Story, Version, awaiting, described, reviewed, revised, suggested, title_of
from coach.domain.story_bank import bank_markdown, found, matrix
from coach.errors import NotNow
from tests.domain.test_star_review import LABELS, WHOLE
from tests.domain.test_star_review import reviewed as review

NOW = datetime(2026, 11, 27, tzinfo=UTC)
FAILED = NotReviewed(reason="unavailable", message="The model is down.")


def a_story(name: str = "s1", text: str = WHOLE, tags: tuple[Competency, ...] = ("debugging",)) -> Story:
    return Story(
        id=name,
        learner="ada",
        title=title_of(text),
        question="Tell me about something slow.",
        competencies=tags,
        versions=(Version(id=f"{name}-1", text=text, at=NOW),),
        created_at=NOW,
    )


def test_a_version_is_added_and_the_same_words_are_none() -> None:
    story = revised(a_story(), "Another telling of it.", version="v2", at=NOW)

    assert [one.id for one in story.versions] == ["s1-1", "v2"]
    assert story.latest.text == "Another telling of it."
    with pytest.raises(NotNow):
        revised(story, " Another telling of it. ", version="v3", at=NOW)


def test_a_review_is_kept_once_and_a_failure_may_be_tried_again() -> None:
    failed = reviewed(a_story(), "s1-1", FAILED)
    assert failed.score is None
    assert awaiting(failed).latest.outcome is None

    done = reviewed(failed, "s1-1", review(WHOLE, LABELS, reflections=(6,)))
    assert (done.score, done.is_ready) == (5, True)
    with pytest.raises(NotNow):
        reviewed(done, "s1-1", FAILED)
    with pytest.raises(NotNow):
        awaiting(done)
    with pytest.raises(NotNow):
        reviewed(done, "gone", FAILED)


def test_the_latest_is_compared_with_the_last_version_that_has_a_review() -> None:
    first = reviewed(a_story(), "s1-1", review(WHOLE, LABELS))
    second = reviewed(revised(first, "Second telling.", version="v2", at=NOW), "v2", FAILED)
    third = revised(second, "Third telling.", version="v3", at=NOW)

    before = third.reviewed_before()
    assert before is not None
    assert before.id == "s1-1"


def test_the_matrix_has_a_line_for_each_competency_and_says_what_is_ready() -> None:
    point = KeyPoint(id="a-point", claim="It was measured.")
    question = Question(id="q", topic="t", prompt="A hard bug?", competency="debugging", key_points=(point,))
    ready = reviewed(a_story(), "s1-1", review(WHOLE, LABELS, reflections=(6,)))
    begun = a_story("s2", "It was broken and I looked.", ("debugging", "learning"))

    lines = {line.competency: line for line in matrix([begun, ready], [question])}

    assert len(lines) == 8
    assert [story.id for story in lines["debugging"].stories] == ["s1", "s2"]
    assert lines["debugging"].is_ready
    assert lines["debugging"].questions == ("A hard bug?",)
    assert not lines["learning"].is_ready
    assert lines["ownership"].stories == ()


def test_search_wants_every_word_anywhere() -> None:
    stories = [a_story(), a_story("s2", "A leaking boat that I sealed.", ("ownership",))]

    assert [one.id for one in found(stories, "BOAT sealed")] == ["s2"]
    assert [one.id for one in found(stories, "ownership")] == ["s2"]
    assert found(stories, "boat map") == []
    assert len(found(stories, " ")) == 2


def test_the_export_has_each_story_and_no_line_of_it_becomes_a_heading() -> None:
    text = bank_markdown([reviewed(a_story(), "s1-1", review(WHOLE, LABELS)), a_story("s2", "# Big\n## Bigger")])

    assert text.count("\n## ") == 2
    assert "> # Big\n> ## Bigger" in text
    assert "Score 4 of 5" in text


def test_competencies_are_suggested_and_corrected() -> None:
    assert "debugging" in suggested("I read the logs, found the bug by a trace and fixed the crash.")
    assert suggested("Nothing to go by.", "leadership") == ("leadership",)
    story = described(a_story(), title="  A  new\ntitle ", competencies=["learning", "ownership"])
    assert (story.title, story.competencies) == ("A new title", ("ownership", "learning"))
    assert described(story, title=" ", competencies=[]).title == "A new title"
