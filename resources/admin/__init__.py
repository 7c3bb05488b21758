"""Administration of documents, key figures and terms, and the bases that other apps share."""

from . import glossary, key_figure, link_check, resource  # noqa: F401
