"""What IOM convenes, from the year's dialogue down to one speaker, and the process it feeds."""

from dialogues.models.dialogue import Dialogue, Workshop
from dialogues.models.document import Document, Photo
from dialogues.models.process import Milestone, Process
from dialogues.models.programme import Appearance, Person, Session

__all__ = [
    "Appearance",
    "Dialogue",
    "Document",
    "Milestone",
    "Person",
    "Photo",
    "Process",
    "Session",
    "Workshop",
]
