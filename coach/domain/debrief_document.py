"""The debrief as a document: the printed page, the Markdown and the PDF say the same."""

from collections.abc import Iterator

from coach.domain.assessment import Assessment, NotGraded
from coach.domain.choosing import chain_of
from coach.domain.debrief import Debrief, QuestionLine, clock_words, range_words
from coach.domain.document import Block, Bullets, Document, Heading, Paragraph, Quote, Table
from coach.domain.knowledge import Knowledge
from coach.domain.practice import Aside, Practice, Turn, TurnState
from coach.domain.scoring import Verdict
from coach.domain.uncertainty import HOW, Range

VERDICTS = {
    Verdict.COVERED: "covered",
    Verdict.PARTIAL: "partly",
    Verdict.MISSING: "missed",
    Verdict.CONTRADICTED: "wrong",
}
STATES = {
    TurnState.ASKED: "not answered",
    TurnState.ANSWERED: "not graded yet",
    TurnState.SUGGESTED: "not confirmed",
    TurnState.NOT_GRADED: "not graded",
    TurnState.SKIPPED: "skipped",
    TurnState.GAVE_UP: "not known",
}
OURS = "The anchors are ours; no hiring panel has calibrated them."


def debrief_document(debrief: Debrief, practice: Practice, knowledge: Knowledge) -> Document:
    """The whole debrief."""
    return Document(
        title="Mock interview: debrief",
        subtitle=f"{practice.created_at:%d %B %Y, %H:%M} UTC, questions for {practice.plan.level}",
        blocks=tuple(_blocks(debrief, practice, knowledge)),
    )


def counts_words(debrief: Debrief) -> str:
    """How many questions, how they went, how long it took."""
    planned = f" of {debrief.planned}" if debrief.planned and debrief.planned != debrief.asked else ""
    words = [f"{debrief.asked}{planned} question{'' if debrief.asked == 1 else 's'} asked", f"{debrief.graded} graded"]
    words += [f"{debrief.left} left without an answer"] if debrief.left else []
    waiting = debrief.waiting
    words += [f"{waiting} answer{'' if waiting == 1 else 's'} not graded and left out"] if waiting else []
    time = f"{clock_words(debrief.took)} of {debrief.minutes}:00 minutes" if debrief.minutes else ""
    return ", ".join(words) + "." + (f" Time: {time}." if time else "")


def band_words(line: QuestionLine) -> str:
    """What a question came to, in a word or two."""
    return str(line.band) if line.band else STATES.get(line.state, str(line.state))


def _blocks(debrief: Debrief, practice: Practice, knowledge: Knowledge) -> Iterator[Block]:
    yield Paragraph(text=debrief.signal.words)
    yield Paragraph(text=counts_words(debrief))
    if debrief.signal.signs:
        yield Heading(text="What the level rests on")
        yield Table(
            head=("Criterion", "Reads like", "Seen", "The next level would show"),
            rows=tuple(
                (str(one.criterion), str(one.level or "not yet junior"), one.seen, one.next or "")
                for one in debrief.signal.signs
            ),
        )
        yield Paragraph(text=OURS, small=True)
    if debrief.sections:
        yield Heading(text="By section")
        rows = tuple(
            (title, range_words(score), f"{score.mean:.2f} ({score.low:.2f} to {score.high:.2f})")
            for title, score in _ranges(debrief)
        )
        yield Table(head=("Section", "In words", "Score (range)"), rows=rows)
        yield Paragraph(text=HOW, small=True)
    if debrief.strengths:
        yield Heading(text="What was strong")
        for strength in debrief.strengths:
            yield Paragraph(text=strength.claim)
            yield Quote(text=strength.quote)
    if debrief.gaps:
        yield Heading(text="What would lift it most")
        yield Bullets(
            items=tuple(
                gap.claim + (f" Read: {_passage(gap.passage, knowledge)}." if gap.passage else "")
                for gap in debrief.gaps
            )
        )
    yield Heading(text="Time")
    yield Table(
        head=("Question", "Minutes", "Outcome"),
        rows=tuple((f"{one.number}. {one.prompt}", clock_words(one.time), band_words(one)) for one in debrief.lines),
    )
    yield Heading(text="Question by question")
    for line in debrief.lines:
        yield from _question(line, practice, knowledge)


def _ranges(debrief: Debrief) -> list[tuple[str, Range]]:
    """All questions together, then section by section."""
    ranges = [(one.title, one.score) for one in debrief.sections]
    return [("All questions", debrief.overall), *ranges] if debrief.overall and len(ranges) > 1 else ranges


def _question(line: QuestionLine, practice: Practice, knowledge: Knowledge) -> Iterator[Block]:
    yield Heading(text=f"{line.number}. {line.prompt}", depth=3)
    yield Paragraph(text=f"{band_words(line).capitalize()}, {clock_words(line.time)} minutes", small=True)
    prompt = knowledge.questions[line.question].prompt if line.question in knowledge.questions else line.prompt
    if " ".join(prompt.split()) != line.prompt:
        yield Quote(text=prompt.strip())
    for turn in chain_of(practice, practice.turn(line.turn)):
        if turn.follow_up:
            yield Paragraph(text=f"Follow-up: {turn.follow_up.ask}")
        for entry in turn.entries:
            if isinstance(entry, Aside):
                yield Paragraph(text=f"You asked: {entry.question}")
                yield Paragraph(text=f"Reply: {entry.reply or entry.failed or ''}")
        if turn.answer:
            yield Quote(text=turn.answer.text)
        yield from _outcome(turn, knowledge)


def _outcome(turn: Turn, knowledge: Knowledge) -> Iterator[Block]:
    question = knowledge.questions.get(turn.question)
    if isinstance(turn.outcome, NotGraded):
        yield Paragraph(text=f"Not graded: {turn.outcome.message}", small=True)
    if not isinstance(turn.outcome, Assessment) or turn.outcome.suggested or question is None:
        return
    claims = {point.id: point.claim for point in question.key_points}
    yield Bullets(
        items=tuple(
            f"{VERDICTS[one.verdict]}: {claims.get(one.key_point, one.key_point)}" for one in turn.outcome.verdicts
        )
    )
    if turn.outcome.feedback:
        yield Paragraph(text=turn.outcome.feedback)


def _passage(name: str, knowledge: Knowledge) -> str:
    try:
        passage = knowledge.passage(name)
    except KeyError:
        return name
    return f"{knowledge.notes[passage.topic].title}, {passage.heading}"
