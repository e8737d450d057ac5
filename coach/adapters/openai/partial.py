"""Reading a grading reply, while it arrives and when it is whole."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from coach.adapters.openai.reading import objects, without_thinking
from coach.domain.assessment import HeldBelief, Judgement, PointJudgement
from coach.domain.question import FollowUp, Question
from coach.domain.scoring import Verdict
from coach.prompts.grading import FollowUpReply, GradingReply, HeldReply, PointReply

_OPENINGS = 5


class Unreadable(ValueError):
    """The reply holds no judgement; the text says why, to the model."""


def so_far(text: str, question: Question) -> Judgement | None:
    """What has arrived: key points once they are complete, feedback as it grows. None if nothing can be read."""
    text = without_thinking(text)
    for opening in [match.start() for match in re.finditer(r"\{", text)][:_OPENINGS]:
        try:
            reply = from_json(text[opening:], allow_partial="trailing-strings")
        except ValueError:
            continue
        if isinstance(reply, dict) and isinstance(reply.get("points"), list):
            return _judgement_so_far(reply, question)
    return None


def whole(text: str, question: Question) -> Judgement:
    """The judgement in a whole reply; prose, fences and reasoning around it don't matter.

    Ids that the rubric doesn't have are dropped. Raises Unreadable if there is no judgement, more than one, or one that
    doesn't give each key point one verdict.
    """
    found: list[dict[str, Any]] = []
    for candidate in objects(without_thinking(text)):
        if "points" in candidate and candidate not in found:
            found.append(candidate)
    if not found:
        raise Unreadable("it holds no complete JSON object with “points”.")
    if len(found) > 1:
        raise Unreadable("it holds several JSON objects that differ.")
    try:
        reply = GradingReply.model_validate(found[0])
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Unreadable(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
    return _judgement(reply, question)


def _judgement(reply: GradingReply, question: Question) -> Judgement:
    verdicts: dict[str, Verdict] = {}
    points = []
    known = {point.id for point in question.key_points}
    for point in reply.points:
        if point.key_point not in known:
            continue
        if point.key_point not in verdicts:
            points.append(PointJudgement.model_validate(point.model_dump()))
        if verdicts.setdefault(point.key_point, point.verdict) is not point.verdict:
            raise Unreadable(f"it gives two verdicts on {point.key_point}.")
    if lacking := [point.id for point in question.key_points if point.id not in verdicts]:
        raise Unreadable(f"it gives no verdict on {', '.join(lacking)}.")
    return Judgement(
        points=tuple(points),
        held=tuple(_held(reply.held, question)),
        feedback=reply.feedback.strip(),
        follow_up=_follow_up(reply.follow_up, verdicts),
    )


def _judgement_so_far(reply: dict[str, Any], question: Question) -> Judgement:
    points: dict[str, PointJudgement] = {}
    for item in _complete(reply, "points"):
        try:
            point = PointReply.model_validate(item)
        except ValidationError:
            continue
        if any(point.key_point == one.id for one in question.key_points):
            points.setdefault(point.key_point, PointJudgement.model_validate(point.model_dump()))
    held = []
    for item in _complete(reply, "held"):
        try:
            held.append(HeldReply.model_validate(item))
        except ValidationError:
            continue
    feedback = reply.get("feedback")
    return Judgement(
        points=tuple(points.values()),
        held=tuple(_held(held, question)),
        feedback=feedback if isinstance(feedback, str) else "",
    )


def _complete(reply: dict[str, Any], key: str) -> list[Any]:
    """The list's items that have wholly arrived: all of them once another key follows, else all but the last."""
    items = reply.get(key)
    if not isinstance(items, list):
        return []
    return items if list(reply)[-1] != key else items[:-1]


def _held(replies: list[HeldReply], question: Question) -> Iterator[HeldBelief]:
    known = {one.id for one in question.misconceptions}
    seen: set[str] = set()
    for one in replies:
        if one.misconception in known - seen:
            seen.add(one.misconception)
            yield HeldBelief(misconception=one.misconception, quote=one.quote)


def _follow_up(reply: FollowUpReply | None, verdicts: dict[str, Verdict]) -> FollowUp | None:
    if reply is None or verdicts.get(reply.targets, Verdict.COVERED) is Verdict.COVERED:
        return None
    try:
        return FollowUp(targets=reply.targets, ask=reply.ask.strip())
    except ValidationError:
        return None
