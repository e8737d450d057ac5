"""What a practice still waits for, and how it looks once nobody works on it any more."""

from coach.domain.moves import assessed, replied
from coach.domain.practice import Aside, Practice, TurnState
from coach.ports import Coach
from coach.practice.grading import not_graded


def without_pending(practice: Practice, coach: Coach) -> Practice:
    """The practice after Stop: what waited for a grade isn't graded, what waited for a reply has none."""
    for turn in practice.turns:
        if turn.state is TurnState.ANSWERED:
            stopped = not_graded("stopped", "You stopped the grading. Your answer is kept.", coach)
            practice = assessed(practice, turn.id, stopped)
        for entry in turn.entries:
            if isinstance(entry, Aside) and entry.is_open:
                practice = replied(practice, turn.id, entry.model_copy(update={"failed": "You stopped the reply."}))
    return practice
