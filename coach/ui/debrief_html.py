"""The debrief as HTML: the signal first, then sections, strengths, gaps, and every question with its assessment."""

from coach.bootstrap import App
from coach.domain.choosing import chain_of
from coach.domain.debrief import Debrief, QuestionLine, clock_words
from coach.domain.debrief_document import OURS, band_words, counts_words
from coach.domain.practice import Aside, Practice
from coach.domain.uncertainty import HOW
from coach.errors import ContentError
from coach.practice.grading import rubric_of
from coach.ui.assessment import passage_html
from coach.ui.markup import markdown, plain, said
from coach.ui.messages import answer_html, lost_html, outcome_html


def debrief_html(app: App, practice: Practice, debrief: Debrief) -> str:
    """The whole debrief."""
    parts = [
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
    rows = "".join(
        f'<tr><th scope="row">{one.criterion}</th><td>{one.level or "not yet junior"}</td><td>{plain(one.seen)}</td>'
        f"<td>{plain(one.next or 'nothing above at these questions')}</td></tr>"
        for one in debrief.signal.signs
    )
    head = "<tr><th>Criterion</th><th>Reads like</th><th>Seen</th><th>The next level would show</th></tr>"
    return (
        f'<h4>What the level rests on</h4><div class="wide"><table><thead>{head}</thead><tbody>{rows}</tbody></table>'
        f'</div><p class="quiet">{OURS} The signal is the middle one of the three.</p>'
    )


def _sections(debrief: Debrief) -> str:
    if not debrief.sections:
        return ""
    items = "".join(
        f'<li><div class="section-line"><strong>{plain(one.title)}</strong><span>{plain(one.words)}</span>'
        f'<span class="score">{one.score.mean:.2f}, between {one.score.low:.2f} and {one.score.high:.2f}</span></div>'
        f'<div class="range" aria-hidden="true"><span style="left:{one.score.low:.1%};right:{1 - one.score.high:.1%}">'
        f'</span><i style="left:{one.score.mean:.1%}"></i></div></li>'
        for one in debrief.sections
    )
    few = any(one.score.is_few for one in debrief.sections)
    small = "<p>So few questions a section say little: read the ranges, not the middles.</p>" if few else ""
    how = f'<details class="source"><summary>How this is computed</summary><p>{plain(HOW)}</p></details>'
    return f'<h4>By section</h4><ul class="ranges">{items}</ul><div class="quiet">{small}{how}</div>'


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
    items = "".join(
        f'<li><details class="source"><summary>{plain(gap.claim)}</summary>'
        f"{passage_html(gap.passage, app.knowledge) if gap.passage else ''}</details></li>"
        for gap in debrief.gaps
    )
    return f"<h4>What would lift it most</h4><ol>{items}</ol>"


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
