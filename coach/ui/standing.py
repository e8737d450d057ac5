"""How something stands, in words: never colour or shade alone, and never 0 % for what was not asked."""

from datetime import date

from coach.domain.agenda import Item, Reason
from coach.domain.mastery import Standing
from coach.domain.scoring import band_of
from coach.ui.markup import BANDS


def percent(value: float) -> str:
    """A share as people say it."""
    return f"{value:.0%}"


def in_words(standing: Standing) -> str:
    """The band and the number, or that nothing was asked yet."""
    if standing.value is None:
        return "given up" if standing.questions else "not asked yet"
    return f"{BANDS[band_of(standing.value)].lower()}, {percent(standing.value)}"


def based_on(standing: Standing) -> str:
    """What the number rests on."""
    return f"{standing.questions} of {standing.of_questions} questions"


def why(item: Item, standing: Standing, today: date) -> str:
    """Why a question is on the agenda, in a few words."""
    if item.reason is Reason.DUE:
        days = (today - item.due).days if item.due else 0
        since = {0: "due today", 1: "due since yesterday"}.get(days, f"due for {days} days")
        return since if standing.value is None else f"{since} · topic at {percent(standing.value)}"
    if item.reason is Reason.LIGHT:
        return "done · one look"
    if standing.value is None:
        return "new"
    return f"a new question · topic at {percent(standing.value)}"
