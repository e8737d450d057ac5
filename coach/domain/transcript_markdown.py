"""A practice as a Markdown document, to keep or to send."""

from coach.domain.assessment import Assessment, NotGraded
from coach.domain.knowledge import Knowledge
from coach.domain.practice import Aside, Hint, Practice, Remark
from coach.domain.question import Question
from coach.domain.transcript import Message, transcript


def transcript_markdown(practice: Practice, knowledge: Knowledge) -> str:
    """Everything that was said, in order, with verdicts and quotes."""
    parts = [f"# Practice of {practice.created_at:%Y-%m-%d %H:%M} UTC"]
    for message in transcript(practice):
        question = message.turn.own or knowledge.questions.get(message.turn.question)
        if words := _message(message, question):
            parts.append(words)
    return "\n\n".join(parts) + "\n"


def _message(message: Message, question: Question | None) -> str:
    turn = message.turn
    entry = turn.entries[message.entry] if message.entry is not None else None
    if message.kind == "question":
        asked = turn.follow_up.ask if turn.follow_up else question.prompt if question else turn.question
        return f"## {'Follow-up: ' if turn.follow_up else ''}{asked}"
    if message.kind == "answer" and turn.answer:
        return quoted(turn.answer.text)
    if message.kind == "outcome":
        return _outcome(turn.outcome, question)
    if isinstance(entry, Hint):
        return f"*Hint:* {entry.text}"
    if isinstance(entry, Aside):
        if message.kind == "aside-question":
            return f"*I asked:*\n\n{quoted(entry.question)}"
        return entry.reply or f"*No reply:* {entry.failed}"
    if isinstance(entry, Remark):
        return quoted(entry.text)
    if message.kind == "model-answer" and question:
        return f"*A model answer:*\n\n{question.model_answer}"
    return "*Skipped.*" if message.kind == "skipped" else ""


def _outcome(outcome: Assessment | NotGraded | None, question: Question | None) -> str:
    if isinstance(outcome, NotGraded):
        return f"*Not graded:* {outcome.message}"
    if outcome is None or question is None:
        return ""
    claims = {point.id: point.claim for point in question.key_points}
    lines = [
        f"- **{one.verdict}**: {claims.get(one.key_point, one.key_point)}" + (f" — “{one.quote}”" if one.quote else "")
        for one in outcome.verdicts
    ]
    whose = "suggested, not confirmed" if outcome.suggested else f"graded by {outcome.graded_by}"
    return "\n".join(lines) + f"\n\n{outcome.feedback}\n\n{outcome.band} ({outcome.score:.2f}), {whose}".replace(
        "\n\n\n\n", "\n\n"
    )


def quoted(text: str) -> str:
    """The words as a Markdown quotation."""
    return "\n".join(f"> {line}" for line in text.splitlines() or [""])
