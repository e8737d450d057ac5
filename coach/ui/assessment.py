"""An assessment as HTML: key points one line each, each opening on its evidence; feedback; band; number last."""

import re
from collections.abc import Sequence

from coach.domain.assessment import Assessment, HeldBelief, PointVerdict, points_to_next_band
from coach.domain.knowledge import Knowledge
from coach.domain.note import MARK, Note
from coach.domain.practice import Contest
from coach.domain.question import Question
from coach.ui.markup import BANDS, SYMBOLS, Span, markdown, plain


def spans_of(verdicts: Sequence[PointVerdict], question: Question) -> list[Span]:
    """Where the answer earned its verdicts, numbered as the key points are."""
    numbers = {point.id: number for number, point in enumerate(question.key_points)}
    return [
        Span(*verdict.span, number=numbers[verdict.key_point], verdict=verdict.verdict)
        for verdict in verdicts
        if verdict.span and verdict.key_point in numbers
    ]


def points_html(
    question: Question,
    verdicts: Sequence[PointVerdict],
    knowledge: Knowledge,
    *,
    live: bool = False,
    contests: Sequence[Contest] = (),
) -> str:
    """The list of key points. While `live`, those not decided yet are shown without giving the claim away."""
    disputes = {contest.key_point: contest for contest in contests}
    by_id = {verdict.key_point: verdict for verdict in verdicts}
    items: list[str] = []
    for number, point in enumerate(question.key_points):
        verdict = by_id.get(point.id)
        if verdict is None:
            items.append('<li class="point undecided"><span class="tick">·</span><span class="skeleton"></span></li>')
            continue
        symbol, word = SYMBOLS[verdict.verdict]
        sure = "" if verdict.confidence is None or verdict.by == "self" else f" · {verdict.confidence:.0%} sure"
        if verdict.agreement is not None and verdict.by != "self":
            sure = f" · {verdict.agreement.same} of {verdict.agreement.of} agree"
        if (dispute := disputes.get(point.id)) is not None:
            sure = " · being looked at again" if dispute.is_open else " · contested"
        head = (
            f'<span class="tick" aria-hidden="true">{symbol}</span>'
            f'<span class="claim">{plain(point.claim)}</span>'
            f'<span class="word">{word}{sure}</span>'
        )
        classes = f"point v-{verdict.verdict} p{number}"
        if live:
            items.append(f'<li class="{classes}"><div class="line">{head}</div></li>')
        else:
            items.append(
                f'<li class="{classes}"><details><summary class="line">{head}</summary>'
                f'<div class="why">{_dispute(dispute)}{_evidence(verdict, knowledge)}</div></details></li>'
            )
    return f'<ul class="points">{"".join(items)}</ul>'


def _dispute(contest: Contest | None) -> str:
    """The learner's reason, and both verdicts."""
    if contest is None:
        return ""
    reason = f'<p class="quote">You contested this: “{plain(contest.reason)}”</p>' if contest.reason else ""
    if contest.now is None:
        said = contest.failed or "The coach is looking at this point again."
        return f'{reason}<p class="quiet">{plain(said)}</p>'
    was, now = SYMBOLS[contest.was][1], SYMBOLS[contest.now][1]
    outcome = f"The verdict stays “{now}”." if contest.was is contest.now else f"It was “{was}”, and is now “{now}”."
    why = f" {contest.why}" if contest.by == "self" else ""
    return f"{reason}<p>{plain(outcome + why)}</p>"


def _evidence(verdict: PointVerdict, knowledge: Knowledge) -> str:
    parts: list[str] = []
    if verdict.quote:
        parts.append(f'<p class="quote">You said: “{plain(verdict.quote)}”</p>')
    if verdict.why:
        parts.append(f"<p>{plain(verdict.why)}</p>")
    if verdict.agreement is not None and verdict.agreement.same < verdict.agreement.of:
        parts.append(
            f'<p class="quiet">The opinions differed: {verdict.agreement.same} of {verdict.agreement.of} '
            "came to this verdict.</p>"
        )
    if verdict.suggested is not None and verdict.suggested is not verdict.verdict:
        parts.append(f'<p class="quiet">The coach had suggested “{SYMBOLS[verdict.suggested][1]}”; you decided.</p>')
    if verdict.passage:
        parts.append(passage_html(verdict.passage, knowledge))
    return "".join(parts)


def passage_html(name: str, knowledge: Knowledge, *, heading: bool = True) -> str:
    """A passage in place, with its sources linked; empty if it is gone from the notes."""
    try:
        passage = knowledge.passage(name)
    except KeyError:
        return ""
    note = knowledge.notes[passage.topic]
    title = f"{note.title} · {passage.heading}"
    head = (
        f'<p class="from"><a href="notes?topic={passage.topic}#{passage.anchor}" target="_self">{plain(title)}</a></p>'
    )
    return f'<div class="passage">{head if heading else ""}{_with_sources(markdown(passage.text), note)}</div>'


def _with_sources(html: str, note: Note) -> str:
    """The passage's HTML with its footnote marks as numbers that lead to the sources."""
    numbers = {source.id: number for number, source in enumerate(note.sources, start=1)}
    sources = {source.id: source for source in note.sources}

    def mark(match: re.Match[str]) -> str:
        source = sources.get(match[1])
        if source is None:
            return ""
        number, title = numbers[source.id], plain(source.title)
        if source.url is None:
            return f'<sup title="{title}">{number}</sup>'
        link = f'href="{plain(source.url)}" target="_blank" rel="noopener noreferrer"'
        return f'<sup><a {link} title="{title}" aria-label="Source: {title}">{number}</a></sup>'

    return MARK.sub(mark, html)


def held_html(question: Question, held: Sequence[HeldBelief]) -> str:
    """Misconceptions that the answer holds, each with what is true."""
    items: list[str] = []
    for belief in held:
        try:
            known = question.misconception(belief.misconception)
        except KeyError:
            continue
        items.append(
            f'<li><p class="quote">You said: “{plain(belief.quote)}”</p>'
            f"<p><strong>What is true:</strong> {plain(known.correction)}</p></li>"
        )
    return f'<ul class="held">{"".join(items)}</ul>' if items else ""


def verdict_html(question: Question, assessment: Assessment) -> str:
    """The band in words, what the next one would take, and the number, last and small."""
    parts = [f'<span class="band">{BANDS[assessment.band]}</span>']
    if (step := points_to_next_band(question, assessment)) is not None:
        band, needed = step
        claims = [question.key_point(one).claim.rstrip(".") for one in needed[:2]]
        more = f" and {len(needed) - 2} more" if len(needed) > 2 else ""
        parts.append(f'<span class="next">{BANDS[band]} would take: {plain("; ".join(claims))}{more}.</span>')
    parts.append(f'<span class="score">{assessment.score:.2f}</span>')
    return f'<p class="verdict">{" ".join(parts)}</p>'


def graded_by_html(assessment: Assessment) -> str:
    """Who graded, with which prompt, at what cost: for the record behind “More”."""
    who = {"self": "you, from the embedded coach's suggestions", "embedded": "the embedded coach"}.get(
        assessment.graded_by, assessment.graded_by
    )
    rows = [("Graded by", who), ("Rubric", assessment.rubric_hash)]
    if assessment.prompt_version:
        rows.append(("Prompt", assessment.prompt_version))
    if assessment.seconds is not None:
        rows.append(("Time", f"{assessment.seconds:.1f} s"))
    if assessment.usage:
        usage = assessment.usage
        rows.append(("Tokens", f"{usage.prompt_tokens:,} in, {usage.completion_tokens:,} out"))
        if usage.cost_usd is not None:
            rows.append(("Cost", f"${usage.cost_usd:.4f}"))
    if assessment.voided:
        rows.append(("Evidence that did not hold", ", ".join(assessment.voided)))
    cells = "".join(f"<dt>{plain(name)}</dt><dd>{plain(value)}</dd>" for name, value in rows)
    return f'<dl class="record">{cells}</dl>{_exchange(assessment)}'


def _exchange(assessment: Assessment) -> str:
    """What a model was sent and what it replied, to be read by whoever wants to know."""
    if not assessment.exchange:
        return ""
    lines = "".join(
        f'<p class="label">{plain(line.role)}</p><pre>{plain(line.content)}</pre>' for line in assessment.exchange
    )
    return f'<details class="source exchange"><summary>What was sent, and what came back</summary>{lines}</details>'
