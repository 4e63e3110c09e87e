"""Outcome documents, dispositions and stocktaking papers on the desk."""

from outcomes.admin import dispositions as dispositions
from outcomes.admin import documents as documents
from outcomes.admin import papers as papers
