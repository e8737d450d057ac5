"""A learner's own question answered from the notes."""

from collections.abc import Callable

from coach.domain.evidence import says_something
from coach.domain.knowledge import Knowledge
from coach.domain.note import Passage
from coach.domain.practice import Aside, Practice, Turn
from coach.domain.question import Question
from coach.errors import CoachError, Stopped
from coach.ports import Coach, Exchange, ReplyTask, Retriever

PASSAGES = 4
REMEMBERED = 4
"""How many earlier exchanges of the practice the coach is told."""

NOTHING_FOUND = (
    "Nothing in the notes bears on that, so I won't guess. Ask it another way, or look through the notes of this topic."
)


def reply(
    practice: Practice,
    turn: Turn,
    aside: Aside,
    question: Question,
    *,
    coach: Coach,
    knowledge: Knowledge,
    retriever: Retriever,
    report: Callable[..., None] = lambda **_: None,
) -> Aside:
    """The aside with its reply and citations, or with why there is none. What can't be found is said."""
    try:
        report(stage="looking up the notes")
        passages = _passages(aside, question, knowledge, retriever)
        if not passages:
            return aside.model_copy(update={"reply": NOTHING_FOUND, "by": "notes"})
        report(stage=f"reading {passages[0].id}")
        task = ReplyTask(
            asked=aside.question,
            explain=aside.explain,
            about=question,
            answer=turn.answer.text if turn.answer else None,
            passages=passages,
            history=_history(practice, aside),
        )
        answer = coach.reply(task, lambda text: report(text=text, stage="answering"))
    except Stopped:
        return aside.model_copy(update={"failed": "You stopped the reply."})
    except CoachError as error:
        return aside.model_copy(update={"failed": str(error)})
    given = {passage.id for passage in passages}
    return aside.model_copy(
        update={
            "reply": answer.text,
            "citations": tuple(one for one in dict.fromkeys(answer.citations) if one in given),
            "by": answer.by,
        }
    )


def _passages(aside: Aside, question: Question, knowledge: Knowledge, retriever: Retriever) -> tuple[Passage, ...]:
    if aside.explain:
        return tuple(knowledge.passage(name) for name in question.passages if _exists(knowledge, name))[:PASSAGES]
    # The topic on the table goes first: "why does jitter help?" is about caches here, and about retries elsewhere.
    hits = retriever.search(aside.question, topic=question.topic, k=PASSAGES // 2)
    hits += retriever.search(aside.question, k=PASSAGES)
    if not hits and not _stands_alone(aside.question):
        # "Why is that?" means the question on the table.
        hits = retriever.search(f"{question.prompt} {aside.question}", topic=question.topic, k=PASSAGES)
    passages = {hit.passage.id: hit.passage for hit in hits}
    return tuple(passages.values())[:PASSAGES]


def _stands_alone(words: str) -> bool:
    return sum(says_something(word) and len(word) > 3 for word in words.split()) >= 2


def _exists(knowledge: Knowledge, passage: str) -> bool:
    try:
        knowledge.passage(passage)
    except KeyError:
        return False
    return True


def _history(practice: Practice, aside: Aside) -> tuple[Exchange, ...]:
    exchanges = [
        Exchange(question=entry.question, reply=entry.reply)
        for turn in practice.turns
        for entry in turn.entries
        if isinstance(entry, Aside) and entry.reply and entry.id != aside.id
    ]
    return tuple(exchanges[-REMEMBERED:])
