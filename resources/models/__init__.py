from .citation import Citation, RecordSource
from .glossary import GlossaryTerm, GlossaryTermSource
from .import_file import ImportFile
from .key_figure import KeyFigure, KeyFigureSource
from .link_check import LinkCheck
from .record import (
    NaturalKeyModel,
    PublicRecord,
    Vocabulary,
    YearField,
    filled,
    is_one_of,
)
from .remit import CORRESPONDENT, Remit, kept_to
from .resource import Resource, ResourceSource

__all__ = [
    "CORRESPONDENT",
    "Citation",
    "GlossaryTerm",
    "GlossaryTermSource",
    "ImportFile",
    "KeyFigure",
    "KeyFigureSource",
    "LinkCheck",
    "NaturalKeyModel",
    "PublicRecord",
    "RecordSource",
    "Remit",
    "Resource",
    "ResourceSource",
    "Vocabulary",
    "YearField",
    "filled",
    "is_one_of",
    "kept_to",
]
