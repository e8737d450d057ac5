"""What a document makes of the topics, as HTML and controls: each weight with the words that speak for it."""

import hashlib
import re
from collections.abc import Iterable, Mapping

import streamlit as st

from coach.bootstrap import App
from coach.domain.application import Kind
from coach.domain.expecting import phrased
from coach.domain.preparation import Preparation
from coach.domain.tailoring import Expected, Proposal, Reason, TopicWeight, Weight, weights_of
from coach.ui.markup import plain

WORDS = {
    Weight.MORE: "More",
    Weight.USUAL: "As usual",
    Weight.LESS: "Less",
    Weight.LEAVE_OUT: "Leave out",
}


# Once for each state of the page, however often it is drawn.
_TO_TOP = """<script>(() => {
  const before = window.coachTailored;
  window.coachTailored = "%s";
  if (before && before !== window.coachTailored) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
})()</script>"""


def show_from_top(*state: str) -> None:
    """Let the browser begin at the top again when the page has come to another state."""
    stamp = hashlib.sha256("\n".join(state).encode()).hexdigest()[:12]
    with st.container(key="to-top"):
        st.html(_TO_TOP % stamp, unsafe_allow_javascript=True)


def focus_html(app: App, preparation: Preparation) -> str:
    """What counts more, less and not at all now; empty where all is as usual."""
    weights = weights_of(preparation)
    titles = {topic.id: topic.title for topic in app.knowledge.syllabus.topics()}
    rows = []
    for weight, label in WORDS.items():
        named = [titles[topic] for topic in titles if weights.get(topic) is weight]
        if named:
            rows.append(f"<dt>{label}</dt><dd>{plain(', '.join(named))}</dd>")
    if not rows:
        return ""
    return (
        '<section class="msg" aria-label="Your focus"><h3>Your focus now</h3>'
        f'<dl class="focus">{"".join(rows)}</dl><p class="quiet">Every other topic counts as usual.</p></section>'
    )


def choose_weights(app: App, proposal: Proposal, current: Mapping[str, Weight]) -> dict[str, Weight] | None:
    """Draw the form; every topic's weight once they are to be used, else None."""
    titles = {topic.id: topic.title for topic in app.knowledge.syllabus.topics()}
    known = [one for one in proposal.topics if one.topic in titles]
    stamp = hashlib.sha256(f"{proposal.model_dump_json()}{sorted(current.items())}".encode()).hexdigest()[:8]
    chosen: dict[str, Weight] = {}
    with st.form("weights", border=False):
        for one in (one for one in known if one.weight is not Weight.USUAL):
            chosen[one.topic] = _row(one, titles[one.topic], stamp)
        mentioned = [one for one in known if one.weight is Weight.USUAL]
        if mentioned:
            with st.expander(f"Named in passing, so as usual ({len(mentioned)})"):
                for one in mentioned:
                    chosen[one.topic] = _row(one, titles[one.topic], stamp)
        others = [topic for topic in titles if topic not in chosen]
        if others:
            with st.expander(f"All other topics ({len(others)})" if known else "All topics", expanded=not known):
                for topic in others:
                    usual = TopicWeight(topic=topic, weight=current.get(topic, Weight.USUAL))
                    chosen[topic] = _row(usual, titles[topic], stamp)
        used = st.form_submit_button("Use these weights", type="primary")
    return chosen if used else None


def _row(one: TopicWeight, title: str, stamp: str) -> Weight:
    """One topic: its title, the words that speak for its weight, and the weight to choose."""
    why = "".join(f"<li>{_reason_html(reason)}</li>" for reason in one.reasons)
    reasons = f'<ul class="why-weight">{why}</ul>' if why else ""
    st.html(f'<div class="msg weight-row"><p class="weight-topic">{plain(title)}</p>{reasons}</div>')
    picked = st.segmented_control(
        f"{title}: how much it counts",
        list(Weight),
        default=one.weight,
        required=True,
        format_func=lambda weight: WORDS[weight],
        label_visibility="collapsed",
        key=f"weight:{stamp}:{one.topic}",
    )
    return picked or one.weight


def _reason_html(reason: Reason) -> str:
    said = f"“{_marked(reason.quote, reason.words)}”"
    if reason.instead:
        return f"{said} <span class='quiet'>names another in its place</span>"
    if reason.by == "notes":
        said += " <span class='quiet'>is what the notes on it are about</span>"
    if reason.nice:
        said += " <span class='quiet'>nice to have</span>"
    return said


def _marked(quote: str, words: str) -> str:
    """The line with the words that were taken up marked; only what is built here is markup."""
    found = re.search(rf"(?<!\w){re.escape(words)}", quote) if words and words != quote else None
    if found is None:
        return plain(quote)
    start, end = found.span()
    return f"{plain(quote[:start])}<mark>{plain(quote[start:end])}</mark>{plain(quote[end:])}"


def expected_html(app: App, expected: Iterable[Expected], kind: Kind) -> str:
    """Behavioural questions to expect, each with the words that lead to it; empty if there are none."""
    items = []
    for one in expected:
        question = app.knowledge.questions.get(one.question)
        if question is None:
            continue
        topic = app.knowledge.syllabus.topic(question.topic)
        # A résumé's words are in the question itself.
        because = f'<p class="quiet">For it says “{plain(one.quote)}”.</p>' if kind is Kind.JOB else ""
        items.append(
            f"<li><p>{plain(phrased(one, question.prompt, kind))}</p>{because}"
            f'<p class="quiet"><a href="./?topic={topic.id}" target="_self">Practise {plain(topic.title)}</a></p></li>'
        )
    if not items:
        return ""
    whose = "about your projects" if kind is Kind.RESUME else "about how you work"
    return (
        f'<section class="msg" aria-label="Questions to expect"><h3>Questions to expect {whose}</h3>'
        f'<ol class="expected">{"".join(items)}</ol></section>'
    )
