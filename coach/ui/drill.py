"""A drill-down on the screen: the map of facets, always in view, and the end."""

import streamlit as st

from coach.bootstrap import App
from coach.domain.drill_report import DrillReport, drill_report
from coach.domain.drilling import Spot, Standing, drilled, facet_map
from coach.domain.practice import Practice
from coach.domain.transcript_markdown import transcript_markdown
from coach.errors import ContentError
from coach.ui import session
from coach.ui.assessment import passage_html
from coach.ui.downloads import offer_download
from coach.ui.markup import markdown, plain

SYMBOLS = {
    Standing.UNTOUCHED: "·",
    Standing.ASKED: "…",
    Standing.NOT_YET: "○",
    Standing.HALF: "◐",
    Standing.OWNED: "●",
}
CLASSES = {
    Standing.UNTOUCHED: "untouched",
    Standing.ASKED: "asked",
    Standing.NOT_YET: "not-yet",
    Standing.HALF: "half",
    Standing.OWNED: "owned",
}


def draw_map(app: App, practice: Practice) -> None:
    """Draw where the learner stands on each facet; it stays in view while the chat goes on."""
    with st.container(key="map"):
        st.html(map_html(app, practice))


def map_html(app: App, practice: Practice) -> str:
    """The map: a symbol, the facet, and its standing in words."""
    title = app.knowledge.title_of(drilled(practice))
    spots = "".join(map(_spot, facet_map(app.knowledge, practice)))
    return f'<ol class="map" aria-label="{plain(title)}: where you stand" tabindex="0">{spots}</ol>'


def _spot(spot: Spot) -> str:
    here = ' aria-current="true"' if spot.here else ""
    words = "now" if spot.here and spot.standing in {Standing.UNTOUCHED, Standing.ASKED} else standing_words(spot)
    return (
        f'<li class="spot s-{CLASSES[spot.standing]}"{here}><span class="mark" aria-hidden="true">'
        f'{SYMBOLS[spot.standing]}</span><span class="facet">{plain(spot.title)}</span>'
        f'<span class="standing">{words}</span></li>'
    )


def standing_words(spot: Spot) -> str:
    """The standing in words, with the level that was reached."""
    if spot.standing is Standing.OWNED:
        return f"owned at {spot.reached}"
    if spot.standing is Standing.HALF and spot.reached:
        return f"half: {spot.reached} yes, above not yet"
    return str(spot.standing)


def draw_drill_end(app: App, practice: Practice) -> None:
    """Draw what the drill came to, with what can be done next."""
    report = drill_report(app.knowledge, practice)
    st.html(f'<article class="msg coach" aria-label="Summary">{report_html(app, practice, report)}</article>')
    with st.container(horizontal=True):
        if st.button("Drill again", type="primary", key="again"):
            try:
                session.show_practice(app.conversation.start(practice.learner, practice.plan).id)
            except ContentError as error:  # the topic is gone, or none of its questions is left
                session.tell(str(error))
            st.rerun()
        offer_download(
            "Download the transcript",
            lambda: transcript_markdown(practice, app.knowledge),
            file_name=f"drill-{drilled(practice)}-{practice.created_at:%Y-%m-%d}.md",
            mime="text/markdown",
        )


def report_html(app: App, practice: Practice, report: DrillReport) -> str:
    """The end in HTML: owned, half owned, not yet; what to read; one question to sleep on."""
    title = app.knowledge.title_of(drilled(practice))
    parts = [f'<div class="question">{plain(title)}: {plain(_headline(report))}</div>']
    for heading, standings in (
        ("You own", (Standing.OWNED,)),
        ("You half own", (Standing.HALF,)),
        ("Not yet", (Standing.NOT_YET,)),
        ("Nothing known", (Standing.ASKED, Standing.UNTOUCHED)),
    ):
        if spots := report.standing(*standings):
            items = "".join(f"<li>{plain(spot.title)}{_reached(spot)}</li>" for spot in spots)
            parts.append(f"<h4>{heading}</h4><ul>{items}</ul>")
    if report.read:
        items = "".join(
            f'<li><details class="source"><summary>{plain(_passage_title(app, one.passage))}: {plain(one.claims[0])}'
            f"</summary>{passage_html(one.passage, app.knowledge)}</details></li>"
            for one in report.read
        )
        parts.append(f"<h4>To read</h4><ol>{items}</ol>")
    if report.sleep_on:
        parts.append(f'<h4>One question to sleep on</h4><div class="sleep-on">{markdown(report.sleep_on)}</div>')
    return "".join(parts)


def _headline(report: DrillReport) -> str:
    owned, known = len(report.standing(Standing.OWNED)), len(report.spots)
    if not known:
        return "its questions are no longer in the knowledge."
    if owned == known:
        return "you own every facet."
    if not owned:
        return "no facet is yours yet, and you know now where to read."
    return f"you own {owned} of {known} facets."


def _reached(spot: Spot) -> str:
    if spot.standing is Standing.OWNED:
        return f' <span class="quiet">up to {spot.reached}</span>'
    if spot.standing is Standing.HALF and spot.reached:
        return f' <span class="quiet">{spot.reached} yes, above not yet</span>'
    if spot.standing is Standing.UNTOUCHED:
        return ' <span class="quiet">not asked</span>'
    if spot.standing is Standing.ASKED:
        return ' <span class="quiet">asked, nothing graded</span>'
    return ""


def _passage_title(app: App, name: str) -> str:
    try:
        return app.knowledge.passage(name).heading
    except KeyError:
        return name
