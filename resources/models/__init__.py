from .citation import Citation, RecordSource
from .glossary import GlossaryTerm, GlossaryTermSource
from .key_figure import KeyFigure, KeyFigureSource
from .record import (
    NaturalKeyModel,
    PublicRecord,
    Vocabulary,
    YearField,
    filled,
    is_one_of,
)
from .remit import Remit
from .resource import Resource, ResourceSource

__all__ = [
    "Citation",
    "GlossaryTerm",
    "GlossaryTermSource",
    "KeyFigure",
    "KeyFigureSource",
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
]
