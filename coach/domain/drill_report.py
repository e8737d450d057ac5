"""The end of a drill: what is owned, what half, what to read, and one question to sleep on."""

from pydantic import Field

from coach.domain.base import Record
from coach.domain.choosing import best_verdicts, chain_of, distance
from coach.domain.drilling import Spot, Standing, drilled, facet_map, facet_of, shifted
from coach.domain.knowledge import Knowledge
from coach.domain.practice import Practice, TurnState
from coach.domain.question import Question
from coach.domain.scoring import Verdict

READINGS = 4
"""How many passages are named: few enough to be read tonight."""


class Reading(Record):
    """A passage to read, and why."""

    passage: str
    claims: tuple[str, ...] = Field(description="What was missed and stands there, the heaviest first.")


class DrillReport(Record):
    """What a drill came to."""

    spots: tuple[Spot, ...]
    read: tuple[Reading, ...] = ()
    sleep_on: str | None = Field(default=None, description="A question to think about until the next time.")
    sleep_on_id: str | None = None

    def standing(self, *standings: Standing) -> tuple[Spot, ...]:
        """The facets that stand so."""
        return tuple(spot for spot in self.spots if spot.standing in standings)


def drill_report(knowledge: Knowledge, practice: Practice) -> DrillReport:
    """The report so far. What could not be graded says nothing about a facet."""
    spots = facet_map(knowledge, practice)
    ask, name = _sleep_on(knowledge, practice, spots)
    return DrillReport(spots=spots, read=_read(knowledge, practice), sleep_on=ask, sleep_on_id=name)


def _read(knowledge: Knowledge, practice: Practice) -> tuple[Reading, ...]:
    found: dict[str, list[tuple[float, str]]] = {}
    for turn in practice.turns:
        question = knowledge.questions.get(turn.question)
        if question is None or turn.follow_up or turn.state not in {TurnState.GRADED, TurnState.GAVE_UP}:
            continue
        chain = chain_of(practice, turn)
        verdicts = best_verdicts([one for one in chain if one.state is not TurnState.SUGGESTED])
        for point in question.key_points:
            verdict = verdicts.get(point.id, Verdict.MISSING)
            if point.see is None or verdict is Verdict.COVERED:
                continue
            worth = point.weight * (0.5 if verdict is Verdict.PARTIAL else 1.0) + point.core
            worth += 2 if verdict is Verdict.CONTRADICTED else 0
            found.setdefault(f"{question.topic}#{point.see}", []).append((worth, point.claim))
    ranked = sorted(found.items(), key=lambda item: -sum(worth for worth, _ in item[1]))
    return tuple(
        Reading(passage=passage, claims=tuple(claim for _, claim in sorted(missed, key=lambda one: -one[0])))
        for passage, missed in ranked[:READINGS]
    )


_WEAKEST = (Standing.HALF, Standing.NOT_YET, Standing.UNTOUCHED, Standing.ASKED, Standing.OWNED)
"""In the order in which a question to sleep on serves best: half owned is where thinking helps most."""


def _sleep_on(knowledge: Knowledge, practice: Practice, spots: tuple[Spot, ...]) -> tuple[str | None, str | None]:
    """A question that wasn't asked, on the facet where thinking helps most; else a follow-up that wasn't."""
    asked = {turn.question for turn in practice.turns}
    order = {spot.facet: _WEAKEST.index(spot.standing) for spot in spots}
    left = [one for one in knowledge.questions_on(drilled(practice)) if one.id not in asked]
    reached = {spot.facet: spot.reached for spot in spots}

    def fit(question: Question) -> tuple[int, int]:
        facet = facet_of(question)
        known = reached.get(facet)
        wanted = shifted(known, 1) if known else practice.plan.level
        return order.get(facet, len(order)), distance(question.level, wanted)

    if left:
        chosen = min(left, key=fit)
        return chosen.prompt, chosen.id
    used = {turn.follow_up.ask for turn in practice.turns if turn.follow_up}
    for turn in reversed(practice.turns):
        question = knowledge.questions.get(turn.question)
        for offer in question.follow_ups if question else ():
            if offer.ask not in used:
                return offer.ask, turn.question
    return None, None
