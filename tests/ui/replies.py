"""Answers to a question of the bank and the model's replies to them, so that a test knows what it will see."""

from typing import Any

from coach.domain.question import Question
from coach.domain.scoring import Verdict

FEEDBACK = "You named the mechanism. The change that would lift this most is what happens when it fails."


def answer_with(question: Question, points: int) -> str:
    """An answer that makes the first so many key points, a paragraph each."""
    said = "\n\n".join(f"I would say this: {point.claim}" for point in question.key_points[:points])
    return f"From what I have seen in production.\n\n{said}"


def grading(question: Question, *verdicts: Verdict, feedback: str = FEEDBACK) -> dict[str, Any]:
    """A model's reply with these verdicts in order, `missing` for the rest, quoting what `answer_with` wrote."""
    padded = [*verdicts, *[Verdict.MISSING] * len(question.key_points)]
    points = [
        {
            "key_point": point.id,
            "quote": "" if verdict is Verdict.MISSING else f"I would say this: {point.claim}",
            "why": "You said it." if verdict is Verdict.COVERED else "There is more to it.",
            "verdict": verdict.value,
        }
        for point, verdict in zip(question.key_points, padded, strict=False)
    ]
    return {"points": points, "held": [], "feedback": feedback, "follow_up": None}
