"""An agenda in words: one sentence that says what to practise now and why, the same on every screen."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from coach.domain.agenda import Agenda, Reason
from coach.domain.knowledge import Knowledge
from coach.domain.preparation import Preparation

NAMED = 2
"""So many topics are named; the others are counted."""


def in_a_sentence(agenda: Agenda, today: date) -> str:
    """What to practise now and why."""
    if not agenda.items:
        return f"Nothing is due today.{_next(agenda, today)}"
    count = len(agenda.items)
    questions = "1 question" if count == 1 else f"{count} questions"
    counts = Counter(item.reason for item in agenda.items)
    why = _listed([_counted(counts[reason], reason, alone=len(counts) == 1) for reason in Reason if counts[reason]])
    return f"{questions}, about {agenda.minutes} minutes: {why}."


def beside_it(agenda: Agenda, knowledge: Knowledge, preparation: Preparation, today: date) -> str:
    """What else there is to know of today: the days that are left, what found no room, what counts more; or nothing."""
    parts: list[str] = []
    if agenda.days_left is not None:
        parts.append(_interview(agenda.days_left))
    left = agenda.due - sum(item.reason is Reason.DUE for item in agenda.items)
    if left > 0:
        parts.append(f"{left} more {'is' if left == 1 else 'are'} due and can wait for the next sitting.")
    heavy = [knowledge.syllabus.topic(one).title for one in agenda.topics if preparation.weight(one) > 1]
    if heavy:
        parts.append(f"{_names(heavy)} {_verb(heavy, 'counts', 'count')} more in your focus.")
    if agenda.items and not agenda.due and agenda.next_due is not None:
        parts.append(f"Nothing is due yet.{_next(agenda, today)}")
    return " ".join(parts)


def _interview(days: int) -> str:
    if days == 0:
        return "The interview is today."
    return "The interview is tomorrow." if days == 1 else f"The interview is in {days} days."


def _next(agenda: Agenda, today: date) -> str:
    if agenda.next_due is None:
        return ""
    days = (agenda.next_due - today).days
    when = "tomorrow" if days == 1 else f"in {days} days"
    return f" The next question comes back {when}."


_SAYS: Mapping[Reason, tuple[str, str]] = {
    Reason.DUE: ("is due", "are due"),
    Reason.WEAK: ("is on a weak topic", "are on weak topics"),
    Reason.NEW: ("is new", "are new"),
    Reason.LIGHT: ("looks in on a topic that is done", "look in on topics that are done"),
}


def _counted(count: int, reason: Reason, *, alone: bool) -> str:
    one, many = _SAYS[reason]
    if alone:
        return f"it {one}" if count == 1 else f"all {many}"
    return f"{count} {one if count == 1 else many}"


def _verb(names: list[str], one: str, many: str) -> str:
    return one if len(names) == 1 else many


def _names(titles: list[str]) -> str:
    if len(titles) > NAMED + 1:
        return _listed([*titles[:NAMED], f"{len(titles) - NAMED} more topics"])
    return _listed(titles)


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
