"""The files for machines, as one data set that can be downloaded."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from common.linked import Thing, thing
from idmportal.opendata.building import Build
from submissions.models import Call


def of_files(built: Build | None, files: Iterable[Thing], calls: Iterable[Call]) -> Thing:
    """Return the data set of a build; {} while there is none, or samples of a call are in it.

    `files` as the page shows them: with `url`, `content_type` and `sha256`. `calls` come with
    their dialogues.
    """
    if built is None or any(call.dialogue.is_demonstration for call in calls):
        return {}
    return thing(
        "Dataset",
        name=f"{_('Open data')} – {_('International Dialogue on Migration')}",
        description=_(
            "Everything that this portal publishes, as one file: an SQLite database, or CSV."
        ),
        url=f"{settings.BASE_URL}{reverse('data')}",
        isAccessibleForFree=True,
        dateModified=built.built_at,
        distribution=[
            thing(
                "DataDownload",
                contentUrl=f"{settings.BASE_URL}{file['url']}",
                encodingFormat=file["content_type"],
                sha256=file["sha256"],
            )
            for file in files
        ],
    )
