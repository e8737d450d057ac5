"""What a practice came to: what was strong, what to study, where to go next."""

from pydantic import Field

from coach.domain.base import Record
from coach.domain.choosing import best_verdicts, chain_of
from coach.domain.knowledge import Knowledge
from coach.domain.practice import Practice, Turn, TurnState
from coach.domain.scoring import LOST, Band, Verdict, band_of

STUDY = 3
"""How many things to study a summary names: one next step rather than ten."""


class Strength(Record):
    """A key point that was made, with the words that made it."""

    question: str
    claim: str
    quote: str


class ToStudy(Record):
    """A key point that was not made, with the passage to read."""

    question: str
    key_point: str
    claim: str
    topic: str
    passage: str | None
    contradicted: bool = Field(description="The answer said the opposite.")


class Summary(Record):
    """The end of a practice."""

    questions: int = Field(ge=0, description="Main questions asked.")
    answered: int = Field(ge=0)
    graded: int = Field(ge=0)
    not_graded: int = Field(ge=0)
    skipped: int = Field(ge=0)
    gave_up: int = Field(ge=0)
    score: float | None = Field(
        default=None, ge=0, le=1, description="Mean over graded main questions, as first answered."
    )
    band: Band | None = None
    strengths: tuple[Strength, ...] = ()
    study: tuple[ToStudy, ...] = ()
    earned_back: int = Field(default=0, ge=0, description="Points missed at first and made in a follow-up.")
    next_topics: tuple[str, ...] = Field(default=(), description="Ids of topics to go to next.")


def summarise(practice: Practice, knowledge: Knowledge) -> Summary:
    """The summary of a practice so far. What could not be graded counts nowhere but in `not_graded`."""
    mains = [turn for turn in practice.turns if turn.follow_up is None]
    scores = [turn.assessment.score for turn in mains if turn.state is TurnState.GRADED and turn.assessment]
    score = sum(scores) / len(scores) if scores else None
    strengths: list[tuple[int, Strength]] = []
    study: list[tuple[tuple[bool, bool, int], ToStudy]] = []
    earned_back = 0
    for turn in mains:
        question = turn.own or knowledge.questions.get(turn.question)
        if question is None or not (turn.state is TurnState.GRADED or turn.state is TurnState.GAVE_UP):
            continue
        chain = [one for one in chain_of(practice, turn) if one.state is not TurnState.SUGGESTED]
        final = best_verdicts(chain)
        first = best_verdicts([turn])
        earned_back += sum(final[point] is Verdict.COVERED and first[point] is not Verdict.COVERED for point in first)
        quotes = _quotes(chain)
        for point in question.key_points:
            verdict = final.get(point.id, Verdict.MISSING)
            if verdict is Verdict.COVERED:
                strengths.append(
                    (point.weight, Strength(question=question.id, claim=point.claim, quote=quotes.get(point.id, "")))
                )
            elif verdict in LOST:
                wrong = verdict is Verdict.CONTRADICTED
                study.append(
                    (
                        (wrong, point.core, point.weight),
                        ToStudy(
                            question=question.id,
                            key_point=point.id,
                            claim=point.claim,
                            topic=question.topic,
                            passage=f"{question.topic}#{point.see}" if point.see else None,
                            contradicted=wrong,
                        ),
                    )
                )
    study.sort(key=lambda item: item[0], reverse=True)
    chosen = _spread([item for _, item in study])
    strengths.sort(key=lambda item: item[0], reverse=True)
    return Summary(
        questions=len(mains),
        answered=sum(turn.answer is not None for turn in mains),
        graded=len(scores),
        not_graded=sum(turn.state in {TurnState.NOT_GRADED, TurnState.SUGGESTED, TurnState.ANSWERED} for turn in mains),
        skipped=sum(turn.state is TurnState.SKIPPED for turn in mains),
        gave_up=sum(turn.state is TurnState.GAVE_UP for turn in mains),
        score=score,
        band=band_of(score) if score is not None else None,
        strengths=tuple(strength for _, strength in strengths[:STUDY]),
        study=tuple(chosen),
        earned_back=earned_back,
        next_topics=_next_topics(practice, knowledge, chosen),
    )


def _quotes(chain: list[Turn]) -> dict[str, str]:
    return {
        one.key_point: one.quote for turn in chain if turn.assessment for one in turn.assessment.verdicts if one.quote
    }


def _spread(study: list[ToStudy]) -> list[ToStudy]:
    """The first few, of different passages as far as there are any, in the order of their weight."""
    firsts = {item.passage: item for item in reversed(study)}
    fresh = [item for item in study if firsts[item.passage] is item]
    others = [item for item in study if firsts[item.passage] is not item]
    chosen = [*fresh, *others][:STUDY]
    return [item for item in study if item in chosen]


def _next_topics(practice: Practice, knowledge: Knowledge, study: list[ToStudy]) -> tuple[str, ...]:
    """The weakest topic of this practice, then a written one that it didn't touch, in the order of the syllabus."""
    touched = {turn.topic for turn in practice.turns}
    fresh = [
        topic.id for topic in knowledge.syllabus.topics() if topic.id not in touched and knowledge.is_written(topic.id)
    ]
    known = {topic.id for topic in knowledge.syllabus.topics()}
    weakest = [item.topic for item in study[:1] if item.topic in known]
    return tuple(dict.fromkeys([*weakest, *fresh[:1]]))
