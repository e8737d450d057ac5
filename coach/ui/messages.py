"""Messages of the chat as HTML."""

from coach.domain.assessment import Assessment, NotGraded
from coach.domain.knowledge import Knowledge
from coach.domain.practice import Aside, Hint, Remark, Turn
from coach.domain.question import Question
from coach.domain.transcript import Message
from coach.errors import ContentError
from coach.ports import Progress
from coach.ui.assessment import (
    graded_by_html,
    held_html,
    passage_html,
    points_html,
    spans_of,
    verdict_html,
)
from coach.ui.markup import READ_ALOUD, SYMBOLS, markdown, plain, said


def coach_says(html: str, *, label: str = "Coach", kind: str = "") -> str:
    """A message of the coach's."""
    return f'<article class="msg coach {kind}" aria-label="{plain(label)}">{html}</article>'


def learner_says(html: str, *, label: str = "You", kind: str = "") -> str:
    """A message of the learner's."""
    return f'<article class="msg learner {kind}" aria-label="{plain(label)}">{html}</article>'


def question_html(turn: Turn, question: Question, knowledge: Knowledge) -> str:
    """The question, with topic, facet and level as quiet chips."""
    title = knowledge.title_of(question.topic)
    chips = [title]
    if question.facet:
        chips.append(knowledge.syllabus.topic(question.topic).facet(question.facet).title)
    chips.append(str(question.level))
    words = question.prompt
    if turn.follow_up:
        chips = ["Follow-up", title]
        words = turn.follow_up.ask
    row = "".join(f"<span>{plain(chip)}</span>" for chip in chips)
    return coach_says(
        f'<p class="chips">{row}{READ_ALOUD}</p><div class="question">{markdown(words)}</div>', label="Question"
    )


def answer_html(turn: Turn, question: Question, progress: Progress | None = None) -> str:
    """The answer as it was written, with the words that earned a verdict underlined."""
    assert turn.answer
    verdicts = progress.verdicts if progress else turn.assessment.verdicts if turn.assessment else ()
    return learner_says(said(turn.answer.text, spans_of(verdicts, question)), kind="answer")


def outcome_html(turn: Turn, rubric: Question, main: Question, knowledge: Knowledge) -> str:
    """What came of an answer: the assessment, or why there is none."""
    if isinstance(turn.outcome, NotGraded):
        return coach_says(
            f'<p class="label">Not graded</p><p>{plain(turn.outcome.message)}</p>',
            kind="not-graded",
            label="Not graded",
        )
    assessment = turn.outcome
    assert isinstance(assessment, Assessment)
    helped = (
        '<p class="quiet">The answer had been shown before, so this counts as read, not as recalled.</p>'
        if turn.helped
        else ""
    )
    return coach_says(
        points_html(rubric, assessment.verdicts, knowledge, contests=turn.contests)
        + held_html(rubric, assessment.held)
        + (f'<div class="feedback">{markdown(assessment.feedback)}</div>' if assessment.feedback else "")
        + verdict_html(rubric, assessment)
        + helped
        + _more(turn, assessment, main, knowledge),
        kind="outcome",
        label="Assessment",
    )


def _more(turn: Turn, assessment: Assessment, main: Question, knowledge: Knowledge) -> str:
    parts: list[str] = []
    if main.model_answer and turn.follow_up is None:
        parts.append(f"<h4>A model answer</h4>{markdown(main.model_answer)}")
    for graded in knowledge.graded_answers.get(main.id, ()) if turn.follow_up is None else ():
        if graded.kind in {"strong", "middling", "wrong"}:
            ticks = " ".join(
                SYMBOLS[graded.verdicts[point.id]][0] for point in main.key_points if point.id in graded.verdicts
            )
            parts.append(f'<h4>A {graded.kind} answer <span class="quiet">{ticks}</span></h4>{markdown(graded.text)}')
    parts.append(f"<h4>On record</h4>{graded_by_html(assessment)}")
    return f'<details class="more"><summary>More</summary>{"".join(parts)}</details>'


def waiting_html(turn: Turn, rubric: Question, progress: Progress, knowledge: Knowledge) -> str:
    """An answer that is being graded: what has been decided so far, and what is happening."""
    feedback = f'<div class="feedback">{markdown(progress.text)}</div>' if progress.text else ""
    points = points_html(rubric, progress.verdicts, knowledge, live=True) if progress.verdicts else ""
    return answer_html(turn, rubric, progress) + coach_says(
        f'{points}{feedback}<p class="stage" role="status" aria-live="polite">{plain(_sentence(progress.stage))}</p>',
        kind="waiting",
    )


def _sentence(stage: str) -> str:
    return f"{stage[:1].upper()}{stage[1:]} …" if stage else "Working …"


def aside_html(aside: Aside, knowledge: Knowledge, progress: Progress | None = None) -> str:
    """The coach's reply to a question of the learner's own, with the passages that it rests on in place."""
    if aside.failed:
        return coach_says(f"<p>{plain(aside.failed)}</p>", kind="not-graded")
    if aside.reply is None:
        text = markdown(progress.text) if progress and progress.text else ""
        stage = _sentence(progress.stage if progress else "")
        return coach_says(f'{text}<p class="stage" role="status" aria-live="polite">{plain(stage)}</p>', kind="waiting")
    sources = "".join(
        f'<details class="source"><summary>{plain(_title(name, knowledge))}</summary>'
        f"{passage_html(name, knowledge, heading=False)}</details>"
        for name in aside.citations
    )
    rests = f'<p class="label">From the notes</p>{sources}' if sources else ""
    return coach_says(f"{markdown(_numbered(aside.reply, aside.citations))}{rests}", kind="aside")


def _title(name: str, knowledge: Knowledge) -> str:
    try:
        passage = knowledge.passage(name)
    except KeyError:
        return name
    return f"{knowledge.notes[passage.topic].title} · {passage.heading}"


def _numbered(text: str, citations: tuple[str, ...]) -> str:
    """The reply with its marks `[topic#anchor]` as the numbers of the sources below it."""
    for number, name in enumerate(citations, start=1):
        if len(citations) > 1:
            text = text.replace(f"[{name}]", f"[{number}]")
        else:
            text = text.replace(f" [{name}]", "").replace(f"[{name}]", "")
    return text


def message_html(message: Message, question: Question, rubric: Question, knowledge: Knowledge) -> str:
    """One message that is neither being worked on nor waiting for a click."""
    turn = message.turn
    entry = turn.entries[message.entry] if message.entry is not None else None
    if message.kind == "question":
        return question_html(turn, question, knowledge)
    if message.kind == "answer":
        return answer_html(turn, rubric)
    if message.kind == "outcome":
        return outcome_html(turn, rubric, question, knowledge)
    if isinstance(entry, Hint):
        return coach_says(f'<p class="label">Hint</p><p>{plain(entry.text)}</p>', kind="hint")
    if isinstance(entry, Aside) and message.kind == "aside-question":
        return learner_says(said(entry.question))
    if isinstance(entry, Aside):
        return aside_html(entry, knowledge)
    if isinstance(entry, Remark):
        label = {"late": "Kept, not graded: this came after your answer", "withdrawn": "Your earlier words"}.get(
            entry.why
        )
        head = f'<p class="label">{label}</p>' if label else ""
        return learner_says(head + said(entry.text), kind="remark")
    if message.kind == "model-answer":
        return coach_says(f'<p class="label">A model answer</p>{markdown(question.model_answer)}', kind="model")
    return coach_says('<p class="quiet">Skipped.</p>')


def lost_html(turn: Turn, error: ContentError) -> str:
    """A turn whose question is gone from the knowledge: the record keeps the words."""
    words = learner_says(said(turn.answer.text)) if turn.answer else ""
    return coach_says(f'<p class="quiet">{plain(str(error))}</p>') + words
