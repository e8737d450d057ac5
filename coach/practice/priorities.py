"""What a learner's topics weigh when nobody chose any: what they told of their preparation."""

from collections.abc import Mapping

from coach.ports import Store
from coach.practice.preparing import preparation_of


def told_priorities(store: Store, learner: str) -> Mapping[str, float]:
    """The weight of every topic that the learner marked or weighed: 0 for one that is hidden."""
    preparation = preparation_of(store, learner)
    return {topic: preparation.weight(topic) for topic in {*preparation.marks, *preparation.focus}}
