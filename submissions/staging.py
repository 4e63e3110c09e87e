"""Files go up before the answer, on their own, and wait in a draft."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from common.files import Checked, check_file
from common.freshness import unseen
from submissions import drafts
from submissions.models import Attachment, Call, Submission


def stage(
    uploads: Iterable[UploadedFile],
    call: Call,
    *,
    key: str,
    first_seen_at: datetime,
    language: str,
    submission: Submission | None = None,
    dropped: Collection[int] = (),
) -> list[str]:
    """Keep each good file in the draft of the form's key; return what is wrong with the others.

    A file that waits already (the same bytes) is not kept twice; `dropped` are the keys of files
    that are to be left out and so take no room.
    """
    errors: list[str] = []
    for upload in uploads:
        try:
            checked = check_file(upload)
            if not _is_among(files_of(key, submission), checked):
                draft = {"first_seen_at": first_seen_at, "language": language}
                with unseen():  # what waits in a draft is on no public page
                    _keep(upload, checked, call, key, submission, dropped, draft)
        except ValidationError as error:
            errors += error.messages
    return errors


@transaction.atomic
def _keep(
    upload: UploadedFile,
    checked: Checked,
    call: Call,
    key: str,
    submission: Submission | None,
    dropped: Collection[int],
    draft: dict[str, Any],
) -> None:
    home = drafts.unsent(call, key, submission=submission, **draft)
    # Looked at again behind the draft's lock: a form may be sent twice at once.
    waiting = files_of(key, submission)
    if _is_among(waiting, checked):
        if not home.revision and not home.attachments.exists():
            home.delete()
    elif sum(file.pk not in dropped for file in waiting) >= call.max_files:
        raise ValidationError(
            _("“%(name)s” is one too many. The most files for this call: %(limit)s."),
            params={"name": checked.name, "limit": call.max_files},
        )
    else:
        Attachment.objects.create(draft=home, file=upload, **asdict(checked))


def _is_among(files: list[Attachment], checked: Checked) -> bool:
    return any(file.sha256 == checked.sha256 for file in files)


def files_of(key: str, submission: Submission | None = None) -> list[Attachment]:
    """Return the files of a form: those of the submission it became or corrects, and waiting ones.

    So a form that is sent twice finds the files that its first sending took over; in one query,
    lest a file be missed that goes from the one to the other meanwhile.
    """
    taken = Q(submission=submission) if submission else Q(submission__idempotency_key=key)
    rows = Attachment.objects.filter(taken, removed_at=None)
    # Not one filter with "or": that would look at the files of all answers.
    waiting = Attachment.objects.filter(draft__idempotency_key=key)
    return list(rows.order_by().union(waiting.order_by(), all=True).order_by("pk"))


def unstage(key: str, pk: int) -> None:
    """Remove a waiting file from a form."""
    for file in Attachment.objects.filter(draft__idempotency_key=key, pk=pk):
        file.file.delete(save=False)
        with unseen():
            file.delete()
