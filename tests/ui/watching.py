"""What no page may do, whatever is tested: complain on the console, fail to load, open a dialog, leave this machine."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, Response

HERE = {"localhost", "127.0.0.1", ""}
"""Hosts that a request may go to; none for `data:` and `blob:`."""


STREAMLITS_OWN = re.compile(r"/[a-z-]+/_stcore/(health|host-config)")
"""On an address with a page's name, Streamlit looks for its server below that page first, and then where it is."""
LET_GO = re.compile(r"blob:http\S+ net::ERR_FILE_NOT_FOUND|net::ERR_FILE_NOT_FOUND \(blob:")
"""Streamlit lets go of a recording while its picture is still being drawn, if the widget goes away just then."""


class Watch:
    """Collects faults of every page of a browser context; `verdict` fails if there are any."""

    def __init__(self, context: BrowserContext) -> None:
        self.faults: list[str] = []
        self.hosts: set[str] = set()
        self._forgiven = [STREAMLITS_OWN, LET_GO]
        context.on("page", self._page)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"page error: {error.error}"))

    def forgive(self, pattern: str) -> None:
        """Expect faults that match: the test brings them about itself."""
        self._forgiven.append(re.compile(pattern))

    def verdict(self) -> None:
        left = [fault for fault in self.faults if not any(one.search(fault) for one in self._forgiven)]
        assert not left, "\n".join(left)
        assert self.hosts <= HERE, f"requests left this machine: {sorted(self.hosts - HERE)}"

    def _page(self, page: Page) -> None:
        page.on("dialog", self._dialog)
        page.on("websocket", lambda socket: self.hosts.add(urlsplit(socket.url).hostname or ""))

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        self.hosts.add(urlsplit(request.url).hostname or "")

    def _failed(self, request: Request) -> None:
        # Leaving a page aborts what it was still loading: that is no fault.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.faults.append(f"request failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "assert"}:
            self.faults.append(f"console: {message.text} ({message.location['url']})")
