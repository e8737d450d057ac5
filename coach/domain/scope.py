"""What an interviewer says when asked back: the scope of the question, never its solution."""

import re

from coach.domain.knowledge import Knowledge
from coach.domain.probing import gives_away
from coach.domain.question import Level, Question, QuestionKind

_KINDS = {
    QuestionKind.EXPLAIN: "I'd like to hear how it works and why, in your own words.",
    QuestionKind.COMPARE: "I'd like to hear both sides, and when you would choose which.",
    QuestionKind.DESIGN: "I'd like to hear a design that you would defend, and what you gave up for it.",
    QuestionKind.DEBUG: "I'd like to hear how you would find the cause, then what you would change.",
    QuestionKind.READ: "What you need is in what I showed you; tell me what it says and what follows.",
    QuestionKind.DECIDE: "I'd like to hear a decision, and what it rests on.",
    QuestionKind.BEHAVIOURAL: "I'd like to hear one real situation: what you did yourself, and what came of it.",
}
_LEVELS = {
    Level.JUNIOR: "Keep to the idea and how it works; nobody expects more depth here.",
    Level.MID: "Go as deep as you would with a colleague: when you use it, and what goes wrong.",
    Level.SENIOR: "Go as deep as you would for production: trade-offs and failure belong to it.",
}
_NUMBERS = re.compile(
    r"\b(how (many|much|big|large|often|fast|long)|what (scale|size|volume|traffic|load|budget|latency)|"
    r"users|requests|per second|rps|qps|numbers?)\b",
    re.IGNORECASE,
)
_ASSUMES = re.compile(
    r"\b(can|could|may|should|shall) (i|we) (assume|take|suppose|presume)|\bassum(e|ing|ption)|"
    r"\bis (it|that) (ok|okay|fine|safe)\b|^(do|does) (it|we|this|that) (have|need|include)\b",
    re.IGNORECASE,
)
_SOLUTION = re.compile(
    r"\b(answer|solution|hint|clue|solve|right way|best way|best practice|should (i|we|one)|how (do|would|can|should)|"
    r"what (would|should) (i|we|you|one)|explain|teach|tell me)\b",
    re.IGNORECASE,
)

NO_HELP = "That part I'd like to hear from you; in a mock interview I don't give it away."
_ASSUME = "Make it an assumption: say it aloud and go on. If it changes your answer, say how."
_CHOOSE = "Choose numbers that you find plausible and say them; what counts is what you conclude from them."
_FRAME = " ".join([NO_HELP, _ASSUME, _CHOOSE, *_KINDS.values(), *_LEVELS.values()])
"""What an interviewer says to anybody: these words tell nothing of the question at hand."""


def scope_reply(asked: str, question: Question, knowledge: Knowledge) -> str:
    """An interviewer's reply from the question's facet, kind and level alone, so that nothing can leak."""
    parts: list[str] = []
    if _ASSUMES.search(asked):
        parts.append(_ASSUME)
    elif _NUMBERS.search(asked):
        parts.append(_CHOOSE)
    elif _SOLUTION.search(asked):
        parts.append(NO_HELP)
    parts.append(f"Take it as a question about {_about(question, knowledge)}. {_KINDS[question.kind]}")
    parts.append(_LEVELS[question.level])
    return " ".join(parts)


def tells_the_solution(reply: str, question: Question, *, said: str = "") -> bool:
    """Whether a reply says what the candidate should: a key point's claim, or much of it.

    What the question itself or the candidate (`said`) says already can't be given away, nor what every interviewer
    says in any interview.
    """
    named = f"{question.topic} {question.facet or ''}".replace("-", " ")
    known = f"{question.prompt} {named} {said} {_FRAME}"
    claims = [point.claim for point in question.key_points]
    claims += [one for point in question.key_points for one in point.any_of]
    claims += [one.correction for one in question.misconceptions]
    return any(gives_away(reply, claim, known=known) for claim in claims)


def _about(question: Question, knowledge: Knowledge) -> str:
    try:
        topic = knowledge.syllabus.topic(question.topic)
    except KeyError:
        return question.topic.replace("-", " ")
    if question.facet:
        try:
            return f"{topic.facet(question.facet).title}, within {topic.title}"
        except KeyError:
            return topic.title
    return topic.title
