"""A mock interview's messages as HTML: an interviewer shows no verdicts."""

from coach.domain.knowledge import Knowledge
from coach.domain.practice import Practice, Turn
from coach.domain.question import Question
from coach.ui.markup import READ_ALOUD, markdown, plain, said

TAKING_NOTES = "The interviewer takes a note …"


def question_html(practice: Practice, turn: Turn, question: Question, knowledge: Knowledge) -> str:
    """The question with its number and topic; level and facet would be a hint."""
    number = sum(one.follow_up is None for one in practice.turns[: turn.position + 1])
    of = f" of {practice.plan.questions}" if practice.plan.questions else ""
    chips = [f"Question {number}{of}", knowledge.syllabus.topic(question.topic).title]
    words = question.prompt
    if turn.follow_up:
        chips, words = [f"Question {number}{of}", "Staying with that"], turn.follow_up.ask
    row = "".join(f"<span>{plain(chip)}</span>" for chip in chips)
    return (
        f'<article class="msg coach" aria-label="Question"><p class="chips">{row}{READ_ALOUD}</p>'
        f'<div class="question">{markdown(words)}</div></article>'
    )


def answer_html(turn: Turn) -> str:
    """The answer as it was written, with nothing marked."""
    assert turn.answer
    return f'<article class="msg learner answer" aria-label="You">{said(turn.answer.text)}</article>'


def taking_notes_html(turn: Turn) -> str:
    """The answer while it is graded out of sight."""
    return (
        f'{answer_html(turn)}<article class="msg coach" aria-label="Interviewer">'
        f'<p class="stage" role="status">{TAKING_NOTES}</p></article>'
    )


def not_an_answer_html(message: str) -> str:
    """What the interviewer says to words that are no answer: no verdict, a wish."""
    return (
        f'<article class="msg coach" aria-label="Interviewer"><p>{plain(message)} '
        "The question is still yours.</p></article>"
    )
