"""A record that is older than the knowledge: what it refers to may have changed or gone, and every page still works."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from coach.bootstrap import App
from coach.domain.assessment import Judgement, NotGraded, PointJudgement, assess
from coach.domain.interview import interview_plan
from coach.domain.moves import answered, asked, assessed, contested, ended
from coach.domain.practice import AskedFollowUp, Contest, Mode, Plan, Practice, Turn, TurnState
from coach.domain.question import Level, Question
from coach.domain.scoring import Verdict
from coach.ui import resources
from tests.domain.builders import NOON
from tests.practice.conftest import until
from tests.ui.server import ME, ROOT
from tests.ui.test_screens import TIMEOUT, page, shown

SAID = "One caller rebuilds the entry while the others are served the stale copy for a moment."
Happens = Callable[[Question], Callable[[Practice], Practice]]
INTERVIEW = interview_plan(Level.MID, questions=3, minutes=15)
NEW_POINT = "  key_points:\n    - {id: brand-new, claim: A point that nobody marked before.}\n"


class Changing:
    """The coach, on knowledge that changes between one start and the next."""

    def __init__(self, knowledge: Path) -> None:
        self._knowledge = knowledge
        self.app: App = resources.app()

    def change(self, file: str, old: str, new: str) -> None:
        """Write `new` for `old` in a file of the knowledge, and start again."""
        path = self._knowledge / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        self.restart()

    def lose_topic(self, topic: str) -> None:
        """Take the topic's folder away and its line out of the syllabus, and start again."""
        shutil.rmtree(self._knowledge / "topics" / topic)
        self.change("syllabus.yaml", f"id: {topic}\n", f"id: not-{topic}\n")

    def restart(self) -> None:
        self.app.close()
        resources.app.clear()
        self.app = resources.app()

    def questions(self, topic: str) -> tuple[Question, ...]:
        return self.app.knowledge.questions_on(topic)

    def keeps(self, turn: Callable[[Practice], Practice], plan: Plan | None = None) -> None:
        """Have a practice on record to which that has happened."""
        self.app.store.create(turn(Practice(id="old", learner=ME, plan=plan or Plan(), created_at=NOON)))

    def drawn(self) -> AppTest:
        """The page of that practice."""
        screen = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT)
        screen.query_params["practice"] = "old"
        screen.run()
        assert not screen.exception
        assert not [one.value for one in screen.error]
        return screen

    @property
    def turns(self) -> tuple[Turn, ...]:
        return self.app.store.practice("old", ME).turns


@pytest.fixture
def coach(
    monkeypatch: pytest.MonkeyPatch, new_data: Callable[[], Path], some_knowledge: Path, tmp_path: Path
) -> Iterator[Changing]:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COACH_DATA", str(new_data()))
    monkeypatch.setenv("COACH_KNOWLEDGE", str(shutil.copytree(some_knowledge, tmp_path / "knowledge")))
    monkeypatch.setenv("COACH_COACH", "embedded")
    resources.app.clear()
    coach = Changing(tmp_path / "knowledge")
    yield coach
    coach.app.close()
    resources.app.clear()


def judged(
    question: Question, verdicts: Mapping[str, Verdict] | None = None, *, suggested: bool
) -> Callable[[Practice], Practice]:
    """The question asked, answered and judged: each point partly made unless `verdicts` says otherwise."""
    points = tuple(
        PointJudgement(key_point=one.id, verdict=(verdicts or {}).get(one.id, Verdict.PARTIAL), quote="caller rebuilds")
        for one in question.key_points
    )
    outcome = assess(question, SAID, Judgement(points=points), graded_by="embedded", suggested=suggested)
    return lambda practice: assessed(waiting(question)(practice), f"t{len(practice.turns)}", outcome)


def waiting(question: Question) -> Callable[[Practice], Practice]:
    """The question asked and answered, and nothing said to it yet."""
    return lambda practice: answered(asking(question)(practice), f"t{len(practice.turns)}", SAID, NOON)


def asking(question: Question) -> Callable[[Practice], Practice]:
    """The question asked."""
    return lambda practice: asked(practice, question, NOON, turn=f"t{len(practice.turns)}")


def press(screen: AppTest, label: str) -> AppTest:
    next(one for one in screen.button if one.label == label).click().run()
    assert not screen.exception
    assert not [one.value for one in screen.error]
    return screen


def test_a_point_that_was_added_leaves_the_graded_answer_readable(coach: Changing) -> None:
    question = coach.questions("caching")[0]
    coach.keeps(judged(question, suggested=False))
    coach.change("topics/caching/questions.yaml", "  key_points:\n", NEW_POINT)

    screen = coach.drawn()

    assert question.key_points[0].claim in shown(screen)
    assert "would take" not in shown(screen), "nobody knows what the answer did with the new point"


def test_a_suggestion_is_confirmed_by_the_points_that_it_was_made_on(coach: Changing) -> None:
    coach.keeps(judged(coach.questions("caching")[0], suggested=True))
    coach.change("topics/caching/questions.yaml", "  key_points:\n", NEW_POINT)

    press(coach.drawn(), "Confirm and go on")

    turn = coach.turns[0]
    assert turn.state is TurnState.GRADED
    assert turn.assessment
    assert turn.assessment.score == 0.5
    assert len(coach.turns) == 2


def test_an_interview_reaches_its_debrief_though_a_point_was_added(coach: Changing) -> None:
    suggested = judged(coach.questions("caching")[0], suggested=True)
    coach.keeps(lambda practice: ended(suggested(practice), NOON), INTERVIEW)
    coach.change("topics/caching/questions.yaml", "  key_points:\n", NEW_POINT)

    screen = press(coach.drawn(), "Confirm all and see the debrief")

    assert "1 graded" in shown(screen)
    assert coach.turns[0].state is TurnState.GRADED


def test_a_section_that_is_gone_is_called_by_its_id(coach: Changing) -> None:
    coach.keeps(judged(coach.questions("sql")[0], suggested=False), Plan(sections=("databases",)))
    coach.change("syllabus.yaml", "id: databases\n", "id: renamed\n")

    for name in ("history", "yours"):
        screen = page(name).run()
        assert not screen.exception
        assert not [one.value for one in screen.error]
    assert "· databases ·" in shown(page("history").run())
    coach.drawn()


def test_a_drill_of_which_the_topic_is_gone_is_read_as_far_as_it_went(coach: Changing) -> None:
    drilled = judged(coach.questions("sql")[0], suggested=False)
    drill = Plan(mode=Mode.DRILL_DOWN, topics=("sql",))
    coach.keeps(lambda practice: ended(drilled(practice), NOON), drill)
    coach.lose_topic("sql")

    screen = coach.drawn()

    assert SAID in shown(screen)
    assert "its questions are no longer in the knowledge" in shown(screen)
    assert screen.query_params["practice"] == "old", "no other drill is begun in its place"


@pytest.mark.parametrize(
    ("mode", "again"), [(Mode.DRILL_DOWN, "Drill again"), (Mode.CONVERSATION, "Practise again")], ids=["drill", "talk"]
)
def test_a_topic_that_is_gone_is_not_begun_again_and_the_reason_is_told(
    coach: Changing, mode: Mode, again: str
) -> None:
    drilled = judged(coach.questions("sql")[0], suggested=False)
    coach.keeps(lambda practice: ended(drilled(practice), NOON), Plan(mode=mode, topics=("sql",)))
    coach.lose_topic("sql")

    screen = press(coach.drawn(), again)

    assert [one.value for one in screen.info] == ["None of the chosen topics is written yet. Choose others."]
    assert SAID in shown(screen)


@pytest.mark.parametrize("gone", ["id: caching-", "id: read-path\n"], ids=["question", "point"])
def test_a_practice_with_an_open_dispute_on_what_is_gone_can_be_ended(coach: Changing, gone: str) -> None:
    question = next(one for one in coach.questions("caching") if one.key_points[0].id == "read-path")
    dispute = Contest(key_point="read-path", reason="I said so.", at=NOON, was=Verdict.PARTIAL)
    graded = judged(question, suggested=False)
    asked_on = asking(coach.questions("sql")[0])
    coach.keeps(lambda practice: asked_on(contested(graded(practice), "t0", dispute)))
    coach.change("topics/caching/questions.yaml", gone, gone.replace("id: ", "id: other-"))

    press(coach.drawn(), "End")

    assert coach.turns[0].contests[0].failed
    assert coach.turns[0].assessment


@pytest.mark.parametrize(
    "happened", [asking, waiting, partial(judged, suggested=True)], ids=["asked", "cut off", "suggested"]
)
@pytest.mark.parametrize("mode", [Mode.CONVERSATION, Mode.DRILL_DOWN])
def test_an_open_question_that_is_gone_can_be_left(coach: Changing, happened: Happens, mode: Mode) -> None:
    coach.keeps(happened(coach.questions("caching")[0]), Plan(mode=mode, topics=("caching",)))
    coach.change("topics/caching/questions.yaml", "- id: caching-", "- id: other-")

    screen = coach.drawn()
    assert "no longer in the knowledge" in shown(screen)
    press(screen, "Skip")

    left, fresh = coach.turns
    assert left.state is TurnState.SKIPPED
    assert fresh.question.startswith("other-")
    assert SAID in shown(screen) or happened is asking, "what was said is still there"
    assert coach.app.store.counted_verdicts(ME) == []


def test_a_practice_of_which_the_open_question_is_gone_can_be_ended(coach: Changing) -> None:
    coach.keeps(asking(coach.questions("caching")[0]))
    coach.change("topics/caching/questions.yaml", "- id: caching-", "- id: other-")

    assert "This practice has ended" in shown(press(coach.drawn(), "End"))


def test_a_follow_up_on_a_point_that_is_gone_can_be_left(coach: Changing) -> None:
    question = next(one for one in coach.questions("caching") if one.key_points[0].id == "read-path")
    graded = judged(question, suggested=False)
    dug = AskedFollowUp(of="t0", depth=1, target="read-path", ask="What happens on a read, exactly?")
    coach.keeps(lambda practice: asked(graded(practice), question, NOON, turn="t1", follow_up=dug))
    coach.change("topics/caching/questions.yaml", "id: read-path\n", "id: renamed\n")

    screen = coach.drawn()
    assert "The point that this question dug into is no longer in the knowledge" in shown(screen)
    press(screen, "Skip")

    assert coach.turns[1].state is TurnState.SKIPPED
    assert coach.turns[2].follow_up is None


def test_an_interview_goes_on_past_an_answer_that_nothing_can_grade(coach: Changing) -> None:
    coach.keeps(waiting(coach.questions("caching")[0]), INTERVIEW)
    coach.change("topics/caching/questions.yaml", "- id: caching-", "- id: other-")

    press(coach.drawn(), "Go on")

    until(lambda: len(coach.turns) == 2)
    outcome = coach.turns[0].outcome
    assert isinstance(outcome, NotGraded)
    assert "no longer in the knowledge" in outcome.message


@pytest.mark.parametrize("left", [partial(judged, suggested=True), waiting], ids=["suggested", "cut off"])
def test_a_debrief_does_not_wait_for_what_nobody_can_decide(coach: Changing, left: Happens) -> None:
    gone, kept = left(coach.questions("caching")[0]), judged(coach.questions("sql")[0], suggested=True)
    coach.keeps(lambda practice: ended(gone(kept(practice)), NOON), INTERVIEW)
    coach.change("topics/caching/questions.yaml", "- id: caching-", "- id: other-")

    screen = press(coach.drawn(), "Confirm all and see the debrief")

    assert "1 graded, 1 answer not graded and left out" in shown(screen)
    assert not [one for one in screen.button if one.label in {"Grade them now", "Confirm all and see the debrief"}]
