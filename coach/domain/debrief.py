"""The debrief of a mock interview: everything that a candidate wants to know afterwards, from the record alone."""

import re
from datetime import timedelta

from pydantic import Field

from coach.domain.base import Record
from coach.domain.choosing import chain_of, score_of_chain
from coach.domain.knowledge import Knowledge
from coach.domain.level_signal import LevelSignal, level_signal
from coach.domain.practice import Practice, Turn, TurnState
from coach.domain.scoring import Band, band_of
from coach.domain.summary import Strength, ToStudy, summarise
from coach.domain.timing import elapsed, time_on
from coach.domain.uncertainty import Range, wilson

_CODE = re.compile(r"^\s{0,3}(```|~~~).*?(?:^\s{0,3}\1\s*$|\Z)", re.DOTALL | re.MULTILINE)


class QuestionLine(Record):
    """One question of the interview."""

    turn: str
    number: int = Field(ge=1)
    question: str
    prompt: str = Field(description="In one line, code left out.")
    topic: str
    section: str | None = Field(description="None where the topic is gone from the syllabus.")
    state: TurnState
    score: float | None = Field(default=None, description="With what the follow-up earned; None unless graded.")
    band: Band | None = None
    time: timedelta = Field(description="Follow-up included, pauses left out.")
    followed_up: bool = False


class SectionScore(Record):
    """What the questions of one section came to."""

    section: str
    title: str
    score: Range

    @property
    def words(self) -> str:
        """The range in words: bands, not a number."""
        return range_words(self.score)


class Debrief(Record):
    """What an interview came to."""

    asked: int
    planned: int | None
    graded: int
    waiting: int = Field(description="Answers that are not graded yet, or whose suggestions nobody confirmed.")
    left: int = Field(description="Skipped or given up.")
    lines: tuple[QuestionLine, ...]
    overall: Range | None
    sections: tuple[SectionScore, ...]
    strengths: tuple[Strength, ...]
    gaps: tuple[ToStudy, ...]
    signal: LevelSignal
    took: timedelta
    minutes: int | None


def debrief_of(practice: Practice, knowledge: Knowledge) -> Debrief:
    """The debrief so far; what isn't graded enters no score."""
    mains = [turn for turn in practice.turns if turn.follow_up is None]
    lines = tuple(_line(practice, knowledge, turn, number) for number, turn in enumerate(mains, start=1))
    summary = summarise(practice, knowledge)
    sections = []
    for section in knowledge.syllabus.sections:
        scores = [line.score for line in lines if line.section == section.id and line.score is not None]
        if (score := wilson(scores)) is not None:
            sections.append(SectionScore(section=section.id, title=section.title, score=score))
    waiting = {TurnState.ANSWERED, TurnState.SUGGESTED, TurnState.NOT_GRADED}
    left = {TurnState.SKIPPED, TurnState.GAVE_UP, TurnState.ASKED}
    return Debrief(
        asked=len(lines),
        planned=practice.plan.questions,
        graded=sum(line.score is not None for line in lines),
        waiting=sum(turn.state in waiting for turn in practice.turns),
        left=sum(line.state in left for line in lines),
        lines=lines,
        overall=wilson([line.score for line in lines if line.score is not None]),
        sections=tuple(sections),
        strengths=tuple(one for one in summary.strengths if one.quote),
        gaps=summary.study,
        signal=level_signal(knowledge, practice),
        took=elapsed(practice, practice.ended_at or practice.created_at),
        minutes=practice.plan.minutes,
    )


def range_words(score: Range) -> str:
    """The mean's band and, where the range crosses a border, the bands that it may as well be."""
    mean, low, high = band_of(score.mean), band_of(score.low), band_of(score.high)
    if low is high:
        return f"{mean}"
    return f"{mean}; with {_count(score.questions)}, anything from {low} to {high} is possible"


def clock_words(time: timedelta) -> str:
    """A time as minutes and seconds."""
    seconds = max(0, round(time.total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02}"


def one_line(prompt: str, longest: int = 160) -> str:
    """A question in a line: without blocks of code, and cut at a word where it is long."""
    words = " ".join(_CODE.sub(" ", prompt).replace("`", "").split())
    return words if len(words) <= longest else words[:longest].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def _line(practice: Practice, knowledge: Knowledge, turn: Turn, number: int) -> QuestionLine:
    question = knowledge.questions.get(turn.question)
    chain = chain_of(practice, turn)
    score = score_of_chain(question, chain) if question else None
    home = next(
        (one.id for one in knowledge.syllabus.sections if any(topic.id == turn.topic for topic in one.topics)), None
    )
    return QuestionLine(
        turn=turn.id,
        number=number,
        question=turn.question,
        prompt=one_line(question.prompt) if question else turn.question,
        topic=turn.topic,
        section=home,
        state=turn.state,
        score=score,
        band=band_of(score) if score is not None else None,
        time=sum((time_on(practice, one) for one in chain), timedelta(0)),
        followed_up=len(chain) > 1,
    )


def _count(questions: int) -> str:
    return "one question" if questions == 1 else f"{questions} questions"
