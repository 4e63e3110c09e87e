"""The search index: for each word and each value of a filter, the recommendations that have it."""

from django.db import models

# The longest term: a pair of long words is cut there, by whoever writes and whoever asks.
LONGEST_TERM = 100


class Bits(models.Model):
    """A roaring bitmap of recommendation keys, all from one block of 65,536 keys.

    Without a foreign key to what it names: the keys are numbers in a bitmap. Written by
    submissions/index.py alone; what it says is public only where `public()` says so, too.
    """

    pk = models.CompositePrimaryKey("field", "term", "block")
    field = models.CharField(max_length=12)
    term = models.CharField(max_length=LONGEST_TERM)
    block = models.IntegerField()
    bits = models.BinaryField()

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.field} {self.term} {self.block}"


class SearchPosting(Bits):
    """Which recommendations hold a word, a stem at one of its weights, a pair of neighbours.

    The field "v" is apart: a random token for each block, new with every change of the block.
    """


class SearchFacet(Bits):
    """Which recommendations have a value of a filter, a day, a name: what a process keeps."""
