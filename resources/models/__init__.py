from .citation import Citation, RecordSource
from .key_figure import KeyFigure, KeyFigureSource
from .record import (
    NaturalKeyModel,
    PublicRecord,
    Vocabulary,
    YearField,
    filled,
)
from .resource import Resource, ResourceSource

__all__ = [
    "Citation",
    "KeyFigure",
    "KeyFigureSource",
    "NaturalKeyModel",
    "PublicRecord",
    "RecordSource",
    "Resource",
    "ResourceSource",
    "Vocabulary",
    "YearField",
    "filled",
]
