"""The recommendations for machines, as one collection: who said what stands on the pages alone."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from common.linked import Thing, thing
from submissions.search import Results
from submissions.tables import MEDIA_TYPES


def of_all(results: Results) -> Thing:
    """Return the whole list; {} while nothing is in it, or samples may be."""
    calls = results.vocabulary.calls.values()
    if not results.everything or any(call.dialogue.is_demonstration for call in calls):
        return {}
    return thing(
        "Dataset",
        name=f"{_('Recommendations')} – {_('International Dialogue on Migration')}",
        description=_(
            "What governments, cities, migrants’ organizations, researchers and others recommend "
            "for migration policy, and what came of it."
        ),
        url=f"{settings.BASE_URL}{reverse('submissions:recommendation-list')}",
        isAccessibleForFree=True,
        distribution=[
            thing(
                "DataDownload",
                encodingFormat=media_type,
                contentUrl=f"{settings.BASE_URL}{reverse(f'submissions:recommendation-{form}')}",
            )
            for form, media_type in MEDIA_TYPES.items()
        ],
    )
