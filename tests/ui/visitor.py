"""A learner at a browser: what they see and do, in words of theirs."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from coach.domain.practice import Practice, Turn, TurnState
from tests.practice.conftest import until
from tests.ui.server import Server

PATIENCE = 40.0
"""Seconds; a busy machine needs them, an idle one a tenth."""

FEW = 5
"""Questions that are all on the page; of more, the older are paged away."""


class Visitor:
    """One tab."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    # -- what they do -------------------------------------------------------------------------------------------------

    def open(self, path: str = "") -> "Visitor":
        """Go to an address and wait until the page is drawn."""
        self.page.goto(f"{self.server.address}/{path}")
        expect(self.page.locator(".question, h1").first).to_be_visible()
        return self.settled()

    def practise(self, topic: str = "caching") -> Turn:
        """Begin a practice of one's own on a topic; the turn that is asked."""
        self.open(f"?topic={topic}")
        expect(self.page).to_have_url(re.compile(r"practice="))
        return self.turn

    def settled(self) -> "Visitor":
        """Wait until the script has run to its end."""
        expect(self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
        return self

    def say(self, words: str) -> None:
        """Type and send, once the page shows what is on record: what is typed belongs to the question that is seen."""
        asked = len(self.record.turns)
        if asked <= FEW:
            expect(self.questions).to_have_count(asked)
        self.box.fill(words)
        self.box.press("Enter")

    def press(self, name: str) -> None:
        self.button(name).click()

    def turn_to(self, page: str) -> None:
        """Another page of the app, by the navigation."""
        self.page.get_by_test_id("stTopNavLink").filter(has_text=page).click()

    # -- what they see ------------------------------------------------------------------------------------------------

    @property
    def box(self) -> Locator:
        return self.page.get_by_test_id("stChatInputTextArea")

    @property
    def questions(self) -> Locator:
        return self.page.locator('article[aria-label="Question"]')

    @property
    def outcomes(self) -> Locator:
        return self.page.locator('article[aria-label="Assessment"]')

    @property
    def not_graded(self) -> Locator:
        return self.page.locator('article[aria-label="Not graded"]')

    @property
    def stage(self) -> Locator:
        """The line that says what is being worked on."""
        return self.page.locator(".stage")

    @property
    def notice(self) -> Locator:
        return self.page.get_by_test_id("stAlert")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    # -- what is on record --------------------------------------------------------------------------------------------

    @property
    def practice(self) -> str:
        return parse_qs(urlsplit(self.page.url).query)["practice"][0]

    @property
    def record(self) -> Practice:
        return self.server.practice(self.practice)

    @property
    def turn(self) -> Turn:
        """The turn that is on the table."""
        return self.record.turns[-1]


def until_graded(server: Server, practice: str, position: int = 0) -> Turn:
    """Wait until the record has the turn's grade."""
    until(lambda: server.practice(practice).turns[position].state is TurnState.GRADED, PATIENCE)
    return server.practice(practice).turns[position]
