"""Files to take away."""

from collections.abc import Callable
from typing import Literal

import streamlit as st


def offer_download(
    label: str,
    make: Callable[[], str | bytes],
    *,
    file_name: str,
    mime: str,
    kind: Literal["secondary", "tertiary"] = "secondary",
    key: str | None = None,
) -> None:
    """A button that makes the file when it is clicked.

    The page isn't run again for it: that run would throw the file away as one that nothing shows any more, now and then
    before the browser has fetched it, and the click would do nothing.
    """
    st.download_button(label, data=make, file_name=file_name, mime=mime, type=kind, key=key, on_click="ignore")
