"""Small questions, practices and knowledge for tests of the core."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from coach.domain.assessment import Judgement, PointJudgement, assess
from coach.domain.knowledge import Knowledge
from coach.domain.moves import answered, asked, assessed
from coach.domain.note import Note, Passage
from coach.domain.practice import Plan, Practice, Turn
from coach.domain.question import FollowUp, KeyPoint, Level, Question
from coach.domain.scoring import Verdict
from coach.domain.syllabus import Facet, Section, Syllabus, Topic

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANSWER = "first second third and the rest of it"


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def question(topic: str, name: str, level: Level = Level.MID) -> Question:
    """Three points: a heavy core one, a heavy one, a light one; two follow-ups on the first, one on the second."""
    return Question(
        id=f"{topic}-{name}",
        topic=topic,
        facet="one",
        level=level,
        prompt=f"What about {name} in {topic}?",
        key_points=(
            KeyPoint(id="core", claim=f"The core of {name}.", weight=3, core=True, see="basics"),
            KeyPoint(id="heavy", claim=f"The weight of {name}.", weight=3, see="basics"),
            KeyPoint(id="light", claim=f"A detail of {name}.", weight=1, see="details"),
        ),
        hints=("Think of it.",),
        follow_ups=(
            FollowUp(targets="core", ask=f"And what if {name} fails?"),
            FollowUp(targets="core", ask=f"And who notices {name} failing?"),
            FollowUp(targets="heavy", ask=f"What does {name} weigh?"),
        ),
    )


def knowledge(topics: Mapping[str, int]) -> Knowledge:
    """As many mid questions as said on each topic, and one senior question more; a topic with 0 isn't written."""
    syllabus = Syllabus(
        sections=tuple(
            Section(
                id=f"section-{topic}",
                title=topic.title(),
                topics=(Topic(id=topic, title=topic.title(), facets=(Facet(id="one", title="One"),)),),
            )
            for topic in topics
        )
    )
    questions = [question(topic, f"q{number}") for topic, count in topics.items() for number in range(count)]
    questions += [question(topic, "hard", Level.SENIOR) for topic, count in topics.items() if count]
    notes = {
        topic: Note(
            topic=topic,
            title=topic.title(),
            summary="A topic.",
            sources=(),
            passages=(
                Passage(topic=topic, anchor="basics", heading="Basics", text="Basics."),
                Passage(topic=topic, anchor="details", heading="Details", text="Details."),
            ),
        )
        for topic, count in topics.items()
        if count
    }
    return Knowledge(syllabus=syllabus, notes=notes, questions={one.id: one for one in questions})


def practice(plan: Plan | None = None) -> Practice:
    return Practice(id="p", learner="local", plan=plan or Plan(), created_at=NOON)


def with_question(now: Practice, asked_question: Question, *, turn: str = "", minutes: float = 0) -> Practice:
    return asked(now, asked_question, at(minutes), turn=turn or f"t{len(now.turns)}")


def with_graded(
    now: Practice, asked_question: Question, verdicts: Mapping[str, Verdict], *, follow_up: FollowUp | None = None
) -> Practice:
    """The practice after the open question was answered and graded; points not named are missing."""
    turn = now.open_turn
    assert turn is not None
    rubric = asked_question.only(turn.follow_up.target) if turn.follow_up else asked_question
    judgement = Judgement(
        points=tuple(
            PointJudgement(key_point=point.id, verdict=verdicts.get(point.id, Verdict.MISSING), quote="first second")
            for point in rubric.key_points
        ),
        follow_up=follow_up,
    )
    now = answered(now, turn.id, ANSWER, at(1))
    return assessed(now, turn.id, assess(rubric, ANSWER, judgement, graded_by="test"))


def last(now: Practice) -> Turn:
    assert now.open_turn is not None
    return now.open_turn
