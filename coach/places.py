"""Where things lie: the knowledge and screens that the package carries, and the learner's data."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CARRIED = _PACKAGE / "_carried"


def _carried(in_wheel: str, in_checkout: str) -> Path:
    """A thing that a wheel carries inside the package and a checkout has beside it."""
    inside = _CARRIED / in_wheel
    return inside if inside.exists() else _PACKAGE.parent / in_checkout


def knowledge_folder() -> Path:
    """The built-in knowledge."""
    return _carried("knowledge", "knowledge")


def streamlit_config() -> Path:
    """The looks and manners of the browser app."""
    return _carried("streamlit.toml", ".streamlit/config.toml")


def streamlit_script() -> Path:
    """The browser app's script."""
    return _carried("app.py", "app.py")


def data_folder() -> Path:
    """The platform's folder for this learner's record and caches."""
    from platformdirs import user_data_path

    return user_data_path("interview-coach", appauthor=False)
