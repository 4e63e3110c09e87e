"""The Atom feed of outcome documents."""

from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import markdown
from common.feeds import MOST, ListFeed, block
from common.translated import reading_language
from outcomes.models import OutcomeDocument


class DocumentFeed(ListFeed):
    """Public outcome documents, those first that were published last."""

    list_name, feed_name = "outcomes:document-list", "outcomes:document-feed"

    def heading(self, obj: None) -> str:
        """Return what the list is called."""
        return _("Outcomes")

    def items(self) -> Any:
        """Return the documents, in one query."""
        public = OutcomeDocument.objects.public().select_related("dialogue")
        return public.order_by("-published_at", "-pk")[:MOST]

    def item_title(self, item: OutcomeDocument) -> str:
        """Return the title; a sample says so."""
        return str(item.dialogue.labelled(item.shown("title")))

    def item_description(self, item: OutcomeDocument) -> SafeString:
        """Return what kind of document it is, and its introduction."""
        text = item.shown("introduction")
        kind = block(reading_language(), item.get_kind_display())
        return kind + block(text.language, markdown.render(str(text)))

    def item_updateddate(self, item: OutcomeDocument) -> datetime | None:
        """Return when it was published first: while it is public nothing in it changes."""
        return item.published_at

    def item_extra_kwargs(self, item: OutcomeDocument) -> dict[str, Any]:
        """Return the language of the title."""
        return {"language": item.shown("title").language}


documents = require_safe(DocumentFeed())
