"""A candidate asks back in a mock interview: the scope is told, the solution never."""

from collections.abc import Callable

from coach.domain.knowledge import Knowledge
from coach.domain.practice import Aside, Practice, Turn
from coach.domain.question import Question
from coach.domain.scope import scope_reply, tells_the_solution
from coach.errors import CoachError, Stopped
from coach.ports import Coach, Exchange, ReplyTask, Retriever


def clarify(
    practice: Practice,
    turn: Turn,
    aside: Aside,
    question: Question,
    *,
    coach: Coach,
    knowledge: Knowledge,
    retriever: Retriever,  # noqa: ARG001 - as `reply` has it; the notes would give the answer away
    report: Callable[..., None] = lambda **_: None,
) -> Aside:
    """The aside with an interviewer's reply. The model's, where there is one and it gives nothing away.

    The model sees neither rubric nor notes. A reply that still tells a key point, or none at all, is replaced by one
    that is made of the question's facet, kind and level alone.
    """
    plain = aside.model_copy(update={"reply": scope_reply(aside.question, question, knowledge), "by": "scope"})
    if coach.suggests:
        return plain
    history = tuple(
        Exchange(question=one.question, reply=one.reply)
        for one in turn.entries
        if isinstance(one, Aside) and one.reply and one.id != aside.id
    )
    about = question
    if turn.follow_up:
        about = question.model_copy(update={"prompt": f"{question.prompt}\n\nFollow-up: {turn.follow_up.ask}"})
    try:
        # Nothing is shown before the whole reply was checked.
        reply = coach.reply(
            ReplyTask(asked=aside.question, clarify=True, about=about, history=history),
            lambda _text: report(stage="thinking about your question"),
        )
    except Stopped:
        return aside.model_copy(update={"failed": "You stopped the reply."})
    except CoachError:
        return plain
    said = " ".join([aside.question, *_said(practice, turn)])
    if tells_the_solution(reply.text, about, said=said):
        return plain
    return aside.model_copy(update={"reply": reply.text, "by": reply.by})


def _said(practice: Practice, turn: Turn) -> list[str]:
    """The candidate's own words on this question."""
    root = turn.follow_up.of if turn.follow_up else turn.id
    return [
        one.answer.text
        for one in practice.turns
        if one.answer and (one.id == root or (one.follow_up and one.follow_up.of == root))
    ]
