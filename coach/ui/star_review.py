"""A STAR review as it is shown: the story marked in place, then what it lacks, then the marks."""

from coach.domain.star import PART_NAMES, NotReviewed, Part, Share, StarReview
from coach.domain.star_facts import BANDS
from coach.domain.star_scales import ANCHORS, BY_LEVEL
from coach.domain.story import READY, Version
from coach.ui.markup import plain

SCORES = {
    1: "Not a story yet",
    2: "A beginning",
    3: "Half-way: it stands, and something big is missing",
    4: "Ready to tell",
    5: "Strong",
}
VERDICTS = {"missing": "○ missing", "thin": "◐ thin", "healthy": "✓ healthy", "overlong": "◐ too long"}
LONGEST_KEPT = 20
"""Characters of a first word that stays on one line with the part's name."""
OWNERSHIP = {"i": "told as “I”", "we": "told as “we”", "mixed": "“I” and “we” mixed"}
STORIES = {"real": "a real case", "hypothetical": "hypothetical", "general": "general, no single case"}


def story_html(version: Version) -> str:
    """The story with every sentence's part as a word before it, a letter where the part goes on."""
    review = version.review
    if review is None:
        return f'<div class="story" dir="auto">{plain(version.text)}</div>'
    parts: list[str] = []
    at, before = 0, ""
    for sentence in review.sentences:
        name = "Learned" if sentence.reflects else PART_NAMES[sentence.part]
        shown = name if name != before else name[0]
        tag = f'<span class="tag"><span aria-hidden="true">{shown}</span><span class="unseen">{name}:</span></span>'
        first, blank, rest = version.text[sentence.start : sentence.end].partition(" ")
        parts.append(plain(version.text[at : sentence.start]))
        parts.append(
            f'<span class="p p-{_hue(sentence.part, reflects=sentence.reflects)}">'
            f'<span class="{"keep" if len(first) <= LONGEST_KEPT else ""}">{tag}{plain(first)}</span>'
            f"{plain(blank + rest)}</span>"
        )
        at, before = sentence.end, name
    parts.append(plain(version.text[at:]))
    return f'<div class="story" dir="auto">{"".join(parts)}</div>'


def review_html(review: StarReview) -> str:
    """What the review says, the most useful first."""
    lead = review.advice[0] if review.advice else "Nothing to change: keep it, and practise saying it."
    best = f"<p>{plain(review.best)}</p>" if review.best else ""
    rest = "".join(f"<li>{plain(one)}</li>" for one in review.advice[1:])
    more = f"<p>After that:</p><ul>{rest}</ul>" if rest else ""
    return (
        f'<article class="msg coach" aria-label="Review">{best}<p class="star-lead">{plain(lead)}</p>{more}'
        f"{_facts(review)}<h4>How long each part is</h4>{_shares(review)}"
        f"<h4>Marks</h4>{_marks(review)}{_score(review)}{_suggestion(review)}{_record(review)}</article>"
    )


def not_reviewed_html(outcome: NotReviewed) -> str:
    """Why there is no review."""
    return (
        '<article class="msg coach not-graded" aria-label="Not reviewed">'
        f"<p><strong>Not reviewed.</strong> {plain(outcome.message)}</p></article>"
    )


def _hue(part: Part, *, reflects: bool) -> str:
    return "r" if reflects else part.value.lower()


def _facts(review: StarReview) -> str:
    seconds = review.seconds_to_say
    time = f"{seconds} seconds" if seconds < 100 else f"{seconds // 60}:{seconds % 60:02d} minutes"
    facts = [
        STORIES[review.story],
        OWNERSHIP[review.ownership],
        "measured result" if review.quantified_result else "no measured result",
        "says what was learned" if review.reflection else "no look back",
        *(["blames others"] if review.blame else []),
        f"{time} to say",
    ]
    quote = (
        f'<p class="quiet">Measured by: <span class="quote">“{plain(review.measured)}”</span></p>'
        if review.measured
        else ""
    )
    blamed = "".join(f'<p class="quiet">Blame: <span class="quote">“{plain(one)}”</span></p>' for one in review.blame)
    return f'<ul class="star-facts">{"".join(f"<li>{one}</li>" for one in facts)}</ul>{quote}{blamed}'


def _shares(review: StarReview) -> str:
    rows = "".join(map(_share_row, review.shares))
    return (
        '<table class="star"><thead><tr><th>Part</th><th class="wide"><span class="unseen">As a bar</span></th>'
        f"<th>Share</th><th>Healthy</th><th>So</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _share_row(one: Share) -> str:
    low, high = BANDS[one.part]
    bar = (
        f'<span class="bar p-{one.part.value.lower()}" aria-hidden="true">'
        f'<span class="band" style="left:{low:.0%};width:{high - low:.0%}"></span>'
        f'<span class="fill" style="width:{one.share:.0%}"></span></span>'
    )
    return (
        f'<tr><th scope="row">{PART_NAMES[one.part]}</th><td class="wide">{bar}</td>'
        f'<td class="num">{one.share:.0%}</td>'
        f'<td class="num">{low:.0%} to {high:.0%}</td><td>{VERDICTS[one.verdict]}</td></tr>'
    )


def _marks(review: StarReview) -> str:
    rows = "".join(
        f'<tr><th scope="row">{one.scale.value.capitalize()}</th><td class="num"><span class="dots" aria-hidden="true">'
        f"{'●' * one.mark}{'○' * (5 - one.mark)}</span> {one.mark}</td><td>{plain(one.why)}</td></tr>"
        for one in review.marks
    )
    anchors = "".join(
        f"<dt>{scale.value.capitalize()}</dt>"
        + "".join(f"<dd>{mark}: {plain(words)}</dd>" for mark, words in said.items())
        for scale, said in ANCHORS.items()
    )
    return (
        '<table class="star marks"><thead><tr><th>Scale</th><th>Mark of 5</th><th>Why</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
        f'<details class="more"><summary>What the marks mean at {review.level}</summary>'
        f'<p class="quiet">{plain(BY_LEVEL[review.level])}</p><dl class="anchors">{anchors}</dl></details>'
    )


def _score(review: StarReview) -> str:
    ready = "" if review.score >= READY else f"From {READY} on, a story counts as ready in your bank."
    return (
        f'<div class="verdict"><span class="band">{SCORES[review.score]}</span><span class="next">{ready}</span>'
        f'<span class="score">{review.score} of 5 · {review.level}</span></div>'
    )


def _suggestion(review: StarReview) -> str:
    if review.suggestion_dropped:
        return f'<p class="quiet">{plain(review.suggestion_dropped)}</p>'
    if not review.suggestion:
        return ""
    return (
        '<details class="more"><summary>A tightened version, of your own facts alone</summary>'
        f'<div class="story">{plain(review.suggestion)}</div>'
        '<p class="quiet">What stands in brackets is for you to fill in. '
        "Change it until it sounds like you.</p></details>"
    )


def _record(review: StarReview) -> str:
    rows = [("Reviewed by", review.reviewed_by), ("Version of the reviewer", review.prompt_version)]
    if review.usage is not None:
        rows.append(("Tokens", f"{review.usage.prompt_tokens} read, {review.usage.completion_tokens} written"))
        if review.usage.cost_usd is not None:
            rows.append(("Cost", f"${review.usage.cost_usd:.4f}"))
    cells = "".join(f"<dt>{name}</dt><dd>{plain(value)}</dd>" for name, value in rows)
    note = (
        '<p class="quiet">The embedded reviewer goes by wording. It is right on about four sentences of five, and it '
        "can't judge whether what you did was good.</p>"
        if review.reviewed_by == "embedded"
        else ""
    )
    return f'<details class="more"><summary>Who reviewed</summary>{note}<dl class="record">{cells}</dl></details>'
