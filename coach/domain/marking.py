"""What a learner says of topics, over what the syllabus says."""

from coach.domain.preparation import Mark, Preparation
from coach.domain.syllabus import Topic


def mark_of(topic: Topic, preparation: Preparation) -> Mark:
    """What holds for the topic: the learner's own mark, else the syllabus'."""
    return preparation.marks.get(topic.id, Mark.DONE if topic.done else Mark.TO_DO)


def marked(topic: Topic, mark: Mark, preparation: Preparation) -> Preparation:
    """The preparation with that mark; one that says what the syllabus says anyway isn't kept."""
    others = {name: one for name, one in preparation.marks.items() if name != topic.id}
    says = Mark.DONE if topic.done else Mark.TO_DO
    return preparation.model_copy(update={"marks": others if mark is says else {**others, topic.id: mark}})
