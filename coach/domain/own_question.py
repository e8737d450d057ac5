"""A question of the learner's own, with what it is to be marked by."""

import hashlib
from collections.abc import Sequence

from coach.domain.ad_hoc import TOPIC, Wanted, ad_hoc_question, split_reference
from coach.domain.practice import Mode, Plan
from coach.domain.question import Level, Question

PLAN = Plan(mode=Mode.CONVERSATION, topics=(TOPIC,), questions=1)
"""Nothing is drawn after the question: the syllabus has no such topic."""


def own_question(prompt: str, *, points: Sequence[str], reference: str = "", level: Level = Level.MID) -> Question:
    """The question, marked by the points; by what the reference says where there are none.

    The same words make the same id, so that asking it again is seen as such. Raises ValueError, in plain words, if
    there is nothing to mark by, or a text is too short.
    """
    wanted = [Wanted(text=point) for point in points if point.strip()]
    made = ad_hoc_question(prompt, key_points=wanted, reference=reference)
    seed = "\n".join([made.prompt, *(point.claim for point in made.key_points)])
    return made.model_copy(update={"id": f"own-{hashlib.sha256(seed.encode()).hexdigest()[:12]}", "level": level})


def points_of(reference: str) -> tuple[str, ...]:
    """What the reference claims, a point a line, for the learner to mend."""
    return tuple(split_reference(reference))
