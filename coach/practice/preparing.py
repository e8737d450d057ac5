"""A learner's preparation, kept among their preferences."""

from collections.abc import Callable

from pydantic import ValidationError

from coach.domain.preparation import Preparation
from coach.ports import Store

KEY = "preparation"


def preparation_of(store: Store, learner: str) -> Preparation:
    """What the learner has told; an empty one before they have, or where a newer version wrote it."""
    return _read(store.preference(learner, KEY))


def prepare(store: Store, learner: str, change: Callable[[Preparation], Preparation]) -> Preparation:
    """Keep the changed preparation, and return it; two tabs that change different things lose neither."""
    kept = store.change_preference(learner, KEY, lambda kept: change(_read(kept)).model_dump_json())
    return _read(kept)


def _read(kept: str | None) -> Preparation:
    if kept is None:
        return Preparation()
    try:
        return Preparation.model_validate_json(kept)
    except ValidationError:
        return Preparation()
