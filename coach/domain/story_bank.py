"""The story bank as a whole: which competency has a ready story, which questions it answers; and its export."""

from collections.abc import Iterable, Sequence

from coach.domain.base import Record
from coach.domain.question import Competency, Question
from coach.domain.star import PART_NAMES
from coach.domain.story import COMPETENCIES, Story


class Line(Record):
    """One competency: its stories, the best first, and the bank's questions that they answer."""

    competency: Competency
    stories: tuple[Story, ...]
    questions: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """Whether a story for it may be told as it is."""
        return any(story.is_ready for story in self.stories)


def matrix(stories: Sequence[Story], questions: Iterable[Question]) -> tuple[Line, ...]:
    """A line for every competency, in their order."""
    known = list(questions)
    return tuple(
        Line(
            competency=one,
            stories=tuple(sorted((s for s in stories if one in s.competencies), key=lambda s: -(s.score or 0))),
            questions=tuple(question.prompt.strip() for question in known if question.competency == one),
        )
        for one in COMPETENCIES
    )


def found(stories: Sequence[Story], words: str) -> list[Story]:
    """The stories in which every word occurs: in the title, the question, the competencies or the latest text."""
    wanted = words.casefold().split()
    return [story for story in stories if all(word in _searched(story) for word in wanted)]


def _searched(story: Story) -> str:
    return " ".join([story.title, story.question, *story.competencies, story.latest.text]).casefold()


def bank_markdown(stories: Sequence[Story]) -> str:
    """The stories as Markdown, each with its latest version and what its review said."""
    return "# Stories\n\n" + "\n".join(map(story_markdown, stories))


def story_markdown(story: Story) -> str:
    """One story as Markdown."""
    review = story.latest.review
    lines = [f"## {_line(story.title)}", "", f"Question: {_line(story.question)}", ""]
    if story.competencies:
        lines += [f"Competencies: {', '.join(story.competencies)}", ""]
    lines += [_indented(story.latest.text), ""]
    if review is not None:
        lines += [f"Score {review.score} of 5 at {story.level}, {review.seconds_to_say} seconds to say.", ""]
        lines += [f"- {PART_NAMES[one.part]}: {one.share:.0%} of the words, {one.verdict}" for one in review.shares]
        lines += [f"- {one}" for one in review.advice]
        lines.append("")
    if len(story.versions) > 1:
        lines += [f"{len(story.versions)} versions, the first of {story.versions[0].at:%Y-%m-%d}.", ""]
    return "\n".join(lines)


def _line(text: str) -> str:
    return " ".join(text.split()).replace("#", "\\#")


def _indented(text: str) -> str:
    """A quotation, so that no line of the learner's becomes a heading."""
    return "\n".join(f"> {line}" for line in text.strip().splitlines())
