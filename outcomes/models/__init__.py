"""The things of this app: outcome documents, their statements, and what each rests on."""

from outcomes.models.documents import OutcomeDocument, Section, Statement
from outcomes.models.papers import Edition, Entry, StocktakingPaper
from outcomes.models.traces import Trace

__all__ = [
    "Edition",
    "Entry",
    "OutcomeDocument",
    "Section",
    "Statement",
    "StocktakingPaper",
    "Trace",
]
