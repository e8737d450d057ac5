"""A topic with facets to drill into, and learners who answer as the dice say."""

from collections.abc import Callable

from coach.domain.drilling import next_drill, next_probe, rung_after
from coach.domain.knowledge import Knowledge
from coach.domain.moves import asked, closed
from coach.domain.note import Note, Passage
from coach.domain.practice import Mode, Plan, Practice
from coach.domain.question import Level, Question
from coach.domain.scoring import Verdict
from coach.domain.syllabus import Facet, Section, Syllabus, Topic
from tests.domain.builders import NOON, at, last, question, with_graded

STRONG = {"core": Verdict.COVERED, "heavy": Verdict.COVERED, "light": Verdict.COVERED}
SOLID = {"core": Verdict.COVERED, "heavy": Verdict.PARTIAL, "light": Verdict.COVERED}
MIDDLING = {"core": Verdict.COVERED}
WEAK = {"light": Verdict.COVERED}
Outcome = str
OUTCOMES: dict[Outcome, dict[str, Verdict]] = {"strong": STRONG, "solid": SOLID, "middling": MIDDLING, "weak": WEAK}


def bank(facets: dict[str, dict[Level, int]]) -> Knowledge:
    """One topic, `alpha`, with as many questions a facet and level as said."""
    questions: list[Question] = [
        question("alpha", f"{facet}-{level}-{number}", level).model_copy(update={"facet": facet})
        for facet, levels in facets.items()
        for level, count in levels.items()
        for number in range(count)
    ]
    topic = Topic(id="alpha", title="Alpha", facets=tuple(Facet(id=one, title=one.title()) for one in facets))
    note = Note(
        topic="alpha",
        title="Alpha",
        summary="A topic.",
        sources=(),
        passages=(
            Passage(topic="alpha", anchor="basics", heading="Basics", text="Basics."),
            Passage(topic="alpha", anchor="details", heading="Details", text="Details."),
        ),
    )
    return Knowledge(
        syllabus=Syllabus(sections=(Section(id="section", title="Section", topics=(topic,)),)),
        notes={"alpha": note},
        questions={one.id: one for one in questions},
    )


def drill(level: Level = Level.MID, questions: int | None = None) -> Practice:
    plan = Plan(mode=Mode.DRILL_DOWN, topics=("alpha",), level=level, questions=questions)
    return Practice(id="p", learner="local", plan=plan, created_at=NOON)


def asked_next(knowledge: Knowledge, now: Practice) -> Practice | None:
    """The practice with the rung moved and the next main question asked, or None at the end."""
    level = rung_after(knowledge, now)
    now = now.model_copy(update={"plan": now.plan.model_copy(update={"level": level})})
    chosen = next_drill(knowledge, now)
    return None if chosen is None else asked(now, chosen, at(len(now.turns)), turn=f"t{len(now.turns)}")


def answered_as(knowledge: Knowledge, now: Practice, outcome: Outcome) -> Practice:
    """The practice after the open question came to that outcome."""
    if outcome in {"skipped", "gave-up"}:
        return closed(now, last(now).id, outcome)  # type: ignore[arg-type]
    return with_graded(now, knowledge.questions[last(now).question], OUTCOMES[outcome])


def drilled_through(knowledge: Knowledge, now: Practice, outcomes: Callable[[Practice], Outcome]) -> Practice:
    """Drill until nothing is left, answering as `outcomes` says."""
    following = asked_next(knowledge, now)
    while following is not None:
        now = answered_as(knowledge, following, outcomes(following))
        while (probe := next_probe(now, knowledge.questions[last(now).question])) is not None:
            now = asked(now, knowledge.questions[last(now).question], at(1), turn=f"t{len(now.turns)}", follow_up=probe)
            now = answered_as(knowledge, now, outcomes(now))
        following = asked_next(knowledge, now)
    return now
