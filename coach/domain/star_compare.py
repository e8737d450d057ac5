"""Two versions of a story side by side: what got better, and what got worse."""

from coach.domain.star import PART_NAMES, Share, StarReview


def improved(before: StarReview, after: StarReview) -> tuple[str, ...]:
    """What changed from one version to the next, in plain words."""
    found = []
    if after.score != before.score:
        found.append(f"The score went from {before.score} to {after.score}.")
    for old, new in zip(before.shares, after.shares, strict=True):
        if told := _part(old, new):
            found.append(told)
    changes = (
        (after.quantified_result and not before.quantified_result, "The result is measured now."),
        (before.quantified_result and not after.quantified_result, "The result isn't measured any more."),
        (after.reflection and not before.reflection, "It says what you learned now."),
        (bool(before.blame) and not after.blame, "It blames nobody any more."),
    )
    found += [words for changed, words in changes if changed]
    moved = [(one.scale, one.mark, after.mark(one.scale).mark) for one in before.marks]
    if changed_marks := [f"{scale} from {was} to {now}" for scale, was, now in moved if was != now]:
        found.append(f"Marks: {', '.join(changed_marks)}.")
    return tuple(found)


def _part(old: Share, new: Share) -> str | None:
    name = PART_NAMES[new.part]
    if old.verdict == new.verdict:
        return None
    if old.verdict == "missing":
        return f"{name} is there now."
    if new.verdict == "missing":
        return f"{name} is gone."
    if new.verdict == "healthy":
        return f"{name} has a healthy length now: {new.share:.0%} of the story, {old.share:.0%} before."
    return None
