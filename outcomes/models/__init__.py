"""The things of this app: outcome documents, dispositions to be told, stocktaking papers."""

from outcomes.models.dispositions import Answerable, PreparedDisposition, Release
from outcomes.models.documents import OutcomeDocument, Section, Statement
from outcomes.models.papers import Edition, Entry, StocktakingPaper
from outcomes.models.traces import Trace

__all__ = [
    "Answerable",
    "Edition",
    "Entry",
    "OutcomeDocument",
    "PreparedDisposition",
    "Release",
    "Section",
    "Statement",
    "StocktakingPaper",
    "Trace",
]
