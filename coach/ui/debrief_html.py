"""The debrief as HTML: the signal first, then sections, strengths, gaps, and every question with its assessment."""

from coach.bootstrap import App
from coach.domain.choosing import chain_of
from coach.domain.debrief import Debrief, QuestionLine, clock_words, range_words
from coach.domain.debrief_document import OURS, band_words, counts_words
from coach.domain.level_signal import Sign
from coach.domain.practice import Aside, Practice
from coach.domain.uncertainty import HOW, Range
from coach.errors import ContentError
from coach.practice.grading import rubric_of
from coach.ui.assessment import passage_html
from coach.ui.markup import markdown, plain, said
from coach.ui.messages import answer_html, lost_html, outcome_html


def debrief_html(app: App, practice: Practice, debrief: Debrief) -> str:
    """The whole debrief."""
    parts = [
        f'<p class="on-paper">Mock interview, {practice.created_at:%d %B %Y}, questions for {practice.plan.level}</p>',
        f'<div class="question">{plain(debrief.signal.words)}</div>',
        f'<p class="quiet">{plain(counts_words(debrief))}</p>',
        _signs(debrief),
        _sections(debrief),
        _strengths(debrief),
        _gaps(app, debrief),
        _questions(app, practice, debrief),
    ]
    return f'<article class="msg coach debrief" aria-label="Summary">{"".join(parts)}</article>'


def _signs(debrief: Debrief) -> str:
    if not debrief.signal.signs:
        return ""
    items = "".join(
        f"<li><strong>{str(one.criterion).capitalize()}</strong> reads like {one.level or 'less than junior'}: "
        f"{plain(one.seen)}.{_next(one)}</li>"
        for one in debrief.signal.signs
    )
    return (
        f'<h4>What the level rests on</h4><ul class="signs">{items}</ul>'
        f'<p class="quiet">The signal is the middle one of the three. {OURS}</p>'
    )


def _next(sign: Sign) -> str:
    return f' <span class="quiet">The next level up would show {plain(sign.next)}.</span>' if sign.next else ""


def _sections(debrief: Debrief) -> str:
    if not debrief.sections:
        return ""
    items = "".join(_range(one.title, one.score) for one in debrief.sections)
    if debrief.overall and len(debrief.sections) > 1:
        items = _range("All questions", debrief.overall) + items
    few = any(one.score.is_few for one in debrief.sections)
    little = "So few questions a section say little: read the ranges, not the middles."
    small = f'<p class="quiet">{little}</p>' if few else ""
    how = f'<details class="source"><summary>How this is computed</summary><p>{plain(HOW)}</p></details>'
    return f'<h4>By section</h4><ul class="ranges">{items}</ul>{small}{how}'


def _range(title: str, score: Range) -> str:
    return (
        f'<li><div class="section-line"><strong>{plain(title)}</strong><span>{plain(range_words(score))}</span>'
        f'<span class="score">{score.mean:.2f}, between {score.low:.2f} and {score.high:.2f}</span></div>'
        f'<div class="range" aria-hidden="true"><span style="left:{score.low:.1%};right:{1 - score.high:.1%}">'
        f'</span><i style="left:{score.mean:.1%}"></i></div></li>'
    )


def _strengths(debrief: Debrief) -> str:
    if not debrief.strengths:
        return ""
    items = "".join(
        f'<li>{plain(one.claim)} <span class="quote">“{plain(one.quote)}”</span></li>' for one in debrief.strengths
    )
    return f"<h4>What was strong</h4><ul>{items}</ul>"


def _gaps(app: App, debrief: Debrief) -> str:
    if not debrief.gaps:
        return ""
    items: list[str] = []
    shown: set[str] = set()
    for gap in debrief.gaps:
        passage = passage_html(gap.passage, app.knowledge) if gap.passage else ""
        if gap.passage in shown:
            passage = '<p class="quiet">In the same passage as above.</p>'
        shown.update([gap.passage] if gap.passage else [])
        items.append(f'<li><details class="source"><summary>{plain(gap.claim)}</summary>{passage}</details></li>')
    return f"<h4>What would lift it most</h4><ol>{''.join(items)}</ol>"


def _questions(app: App, practice: Practice, debrief: Debrief) -> str:
    items = "".join(
        f'<details class="asked"><summary><span class="prompt">{line.number}. {plain(line.prompt)}</span>'
        f'<span class="quiet">{plain(band_words(line).capitalize())} · {clock_words(line.time)}'
        f"{' · followed up' if line.followed_up else ''}</span></summary>{_question(app, practice, line)}</details>"
        for line in debrief.lines
    )
    return f"<h4>Question by question</h4>{items}"


def _question(app: App, practice: Practice, line: QuestionLine) -> str:
    parts: list[str] = []
    for turn in chain_of(practice, practice.turn(line.turn)):
        try:
            question = app.conversation.question(turn)
        except ContentError as error:
            parts.append(lost_html(turn, error))
            continue
        rubric = rubric_of(question, turn)
        asked = turn.follow_up.ask if turn.follow_up else question.prompt
        parts.append(f'<div class="asked-words">{markdown(asked)}</div>')
        for entry in turn.entries:
            if isinstance(entry, Aside):
                parts.append(f'<p class="label">You asked back</p>{said(entry.question)}')
                parts.append(markdown(entry.reply or entry.failed or ""))
        if turn.answer is None:
            parts.append('<p class="quiet">No answer.</p>')
            continue
        outcome = outcome_html(turn, rubric, question, app.knowledge) if turn.outcome else ""
        parts.append(f'<section class="graded">{answer_html(turn, rubric)}{outcome}</section>')
    return "".join(parts)
