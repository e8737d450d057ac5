"""A learner's preparation, kept among their preferences."""

from collections.abc import Callable

from pydantic import ValidationError

from coach.domain.preparation import Preparation
from coach.ports import Store

KEY = "preparation"


def preparation_of(store: Store, learner: str) -> Preparation:
    """What the learner has told; an empty one before they have, or where a newer version wrote it."""
    kept = store.preference(learner, KEY)
    if kept is None:
        return Preparation()
    try:
        return Preparation.model_validate_json(kept)
    except ValidationError:
        return Preparation()


def prepare(store: Store, learner: str, change: Callable[[Preparation], Preparation]) -> Preparation:
    """Keep the changed preparation, and return it."""
    changed = change(preparation_of(store, learner))
    store.prefer(learner, KEY, changed.model_dump_json())
    return changed
