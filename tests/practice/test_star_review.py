"""The flow of a STAR review on a real SQLite file and a real worker."""

import threading
from collections.abc import Callable, Iterator

import pytest

from coach.domain.question import Level
from coach.domain.star import NotReviewed, Part, Read, StarReading, StarReview, StarTask, star_sentences
from coach.domain.story import LONGEST, Story
from coach.errors import CoachError, ModelUnavailable, NotFound, NotNow
from coach.ports import Store
from coach.practice.star_review import StarReviews, review_job
from coach.practice.worker import Worker
from tests.practice.conftest import MachineClock, until

STORY = "Our export took nine hours. I batched the upsert and dropped two indexes. It takes 2 hours now."


class Reviewer:
    """Labels by order, fails or waits as it is told."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tasks: list[StarTask] = []
        self.fails: Exception | None = None
        self.gate: threading.Event | None = None

    def read_story(self, task: StarTask, watch: Callable[[str], None]) -> Read:
        self.tasks.append(task)
        watch("reading")
        while self.gate is not None and not self.gate.wait(0.02):
            watch("reading")
        if self.fails is not None:
            raise self.fails
        parts = ([Part.SITUATION, Part.ACTION, Part.RESULT] * 9)[: len(star_sentences(task.answer))]
        return Read(reading=StarReading(parts=tuple(parts), relevance=5), reviewed_by=self.name)


@pytest.fixture
def reviewer() -> Reviewer:
    return Reviewer("openai:scripted")


@pytest.fixture
def star(store: Store, reviewer: Reviewer) -> Iterator[StarReviews]:
    worker = Worker(store, MachineClock())
    yield StarReviews(
        store=store, clock=MachineClock(), reviewer=reviewer, fallback=Reviewer("embedded"), worker=worker
    )
    worker.close()


def settled(store: Store, story: Story) -> Story:
    """The story once its latest version has an outcome and nobody works on it."""
    until(lambda: store.story(story.id, "ada").latest.outcome is not None)
    until(lambda: store.progress(review_job(story.latest.id)) is None)
    return store.story(story.id, "ada")


def tell(star: StarReviews, text: str = STORY) -> Story:
    return star.tell("ada", text, question="Tell me about something slow.", competency="debugging", level=Level.SENIOR)


def test_a_story_is_kept_at_once_and_reviewed_beside(star: StarReviews, store: Store, reviewer: Reviewer) -> None:
    reviewer.gate = threading.Event()
    story = tell(star)
    assert store.story(story.id, "ada").latest.text == STORY
    until(lambda: star.progress(story) is not None)
    reviewer.gate.set()

    done = settled(store, story)

    assert isinstance(done.latest.outcome, StarReview)
    assert done.latest.outcome.level is Level.SENIOR
    assert "debugging" in done.competencies
    assert reviewer.tasks[0].answer == STORY


def test_a_revision_is_reviewed_and_the_first_version_stays(star: StarReviews, store: Store) -> None:
    story = settled(store, tell(star))

    star.revise(story.id, "ada", f"{STORY} I learned to measure first.")
    done = settled(store, store.story(story.id, "ada"))

    assert done.versions[0].text == STORY
    assert all(isinstance(one.outcome, StarReview) for one in done.versions)
    with pytest.raises(NotNow):
        star.revise(story.id, "ada", done.latest.text)


def test_a_failure_is_told_and_may_be_tried_again_or_offline(
    star: StarReviews, store: Store, reviewer: Reviewer
) -> None:
    reviewer.fails = ModelUnavailable("The model is down.")
    failed = settled(store, tell(star))
    assert isinstance(failed.latest.outcome, NotReviewed)
    assert failed.latest.outcome.message == "The model is down."
    assert failed.score is None

    reviewer.fails = RuntimeError("a bug of ours")
    star.retry(failed.id, "ada")
    again = settled(store, failed)
    assert isinstance(again.latest.outcome, NotReviewed)
    assert again.latest.outcome.reason == "interrupted"

    star.retry(failed.id, "ada", offline=True)
    done = settled(store, failed)
    assert done.latest.review is not None
    assert done.latest.review.reviewed_by == "embedded"
    with pytest.raises(NotNow):
        star.retry(failed.id, "ada")


def test_stop_keeps_the_story_and_what_comes_late_is_dropped(
    star: StarReviews, store: Store, reviewer: Reviewer
) -> None:
    reviewer.gate = threading.Event()
    story = tell(star)
    until(lambda: bool(reviewer.tasks))
    star.stop(story.id, "ada")

    stopped = settled(store, story)
    assert isinstance(stopped.latest.outcome, NotReviewed)
    assert stopped.latest.outcome.reason == "stopped"

    reviewer.gate = None
    star.retry(story.id, "ada")
    assert settled(store, story).latest.review is not None


def test_a_review_that_runs_is_not_doubled(star: StarReviews, store: Store, reviewer: Reviewer) -> None:
    reviewer.gate = threading.Event()
    story = tell(star)
    until(lambda: bool(reviewer.tasks))
    star.retry(story.id, "ada")
    star.retry(story.id, "ada")
    reviewer.gate.set()

    settled(store, story)
    assert len(reviewer.tasks) == 1


def test_a_deleted_story_is_gone_though_its_review_comes_late(
    star: StarReviews, store: Store, reviewer: Reviewer
) -> None:
    reviewer.gate = threading.Event()
    story = tell(star)
    until(lambda: bool(reviewer.tasks))
    star.delete(story.id, "ada")
    reviewer.gate.set()
    until(lambda: store.progress(review_job(story.latest.id)) is None)

    with pytest.raises(NotFound):
        store.story(story.id, "ada")


def test_only_its_own_learner_moves_a_story(star: StarReviews, store: Store) -> None:
    story = settled(store, tell(star))

    moves: list[Callable[[], object]] = [
        lambda: star.revise(story.id, "eve", "Mine now, all of it."),
        lambda: star.retry(story.id, "eve"),
        lambda: star.stop(story.id, "eve"),
        lambda: star.describe(story.id, "eve", title="Mine", competencies=[]),
        lambda: star.delete(story.id, "eve"),
    ]
    for move in moves:
        with pytest.raises(CoachError):
            move()
    assert store.story(story.id, "ada") == story


def test_a_story_that_is_too_long_is_said_so(star: StarReviews, store: Store) -> None:
    with pytest.raises(NotNow, match="longer than"):
        tell(star, "word " * LONGEST)
    assert store.stories("ada") == []
