"""An interview coach for backend engineers."""

__version__ = "0.1.0"
