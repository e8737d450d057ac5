"""A learner's own list of topics: read against the syllabus, and taken over into their preparation."""

from coach.domain.knowledge import Knowledge
from coach.domain.preparation import Preparation
from coach.domain.syllabus_reading import SyllabusReading, read_syllabus, with_list
from coach.errors import UnusableFile
from coach.ports import Store
from coach.practice.preparing import prepare


def read_list(text: str, knowledge: Knowledge) -> SyllabusReading:
    """What the list says. UnusableFile if there is no topic in it."""
    reading = read_syllabus(text, knowledge.syllabus)
    if not reading.topics:
        raise UnusableFile("There is no topic in that. Give one a line, such as “Caching strategies (Redis) Done”.")
    return reading


def apply_list(
    store: Store, learner: str, reading: SyllabusReading, knowledge: Knowledge, *, hide_others: bool = False
) -> Preparation:
    """Take the list over. UnusableFile, and nothing changed, if it names no topic of the syllabus."""
    if not reading.touched:
        raise UnusableFile(
            "None of these is a topic of the syllabus, so there is nothing to take over. "
            "Is it the right list? Topics that the syllabus lacks can be added as notes of your own."
        )
    return prepare(store, learner, lambda one: with_list(one, reading, knowledge.syllabus, hide_others=hide_others))
