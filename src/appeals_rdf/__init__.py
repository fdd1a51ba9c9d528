"""Turn public appeals into linked data that proves its place in the text."""

__version__ = "0.1.0"
