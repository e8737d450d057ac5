"""What a practice still waits for, and how it looks once nobody works on it any more."""

from coach.domain.moves import assessed, replied, undecided
from coach.domain.practice import Aside, Practice, TurnState
from coach.ports import Coach
from coach.practice.grading import not_graded


def without_pending(practice: Practice, coach: Coach) -> Practice:
    """The practice after Stop: what waited for a grade isn't graded, what waited for a reply has none, and
    a contested verdict stays."""
    for turn in practice.turns:
        if turn.state is TurnState.ANSWERED:
            stopped = not_graded("stopped", "You stopped the grading. Your answer is kept.", coach)
            practice = assessed(practice, turn.id, stopped)
        for contest in turn.contests:
            if contest.is_open:
                given_up = contest.model_copy(update={"failed": "You stopped this. The verdict stays as it was."})
                practice = undecided(practice, turn.id, given_up)
        for entry in turn.entries:
            if isinstance(entry, Aside) and entry.is_open:
                practice = replied(practice, turn.id, entry.model_copy(update={"failed": "You stopped the reply."}))
    return practice
