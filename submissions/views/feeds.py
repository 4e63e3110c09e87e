"""Atom feeds of the calls, and of what was said: of all of it, or of any search."""

from datetime import UTC, datetime, time
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import markdown
from common.feeds import MOST, ListFeed, block
from common.lists import listed
from common.translated import reading_language
from submissions import deadlines
from submissions.asking import asked_for
from submissions.excerpts import excerpt
from submissions.following import Followed, follow
from submissions.models import Call


class CallFeed(ListFeed):
    """Public calls, each from its opening on.

    What is announced alone is in the list: nobody would be told of it again when it opens.
    """

    list_name, feed_name = "submissions:call-list", "submissions:call-feed"

    def heading(self, obj: None) -> str:
        """Return what the list is called."""
        return _("Calls for input")

    def items(self) -> Any:
        """Return the calls, in one query."""
        public = Call.objects.public().filter(opens_at__lte=timezone.now())
        rows = public.select_related("dialogue", "workshop")
        return rows.order_by("-opens_at", "-pk")[:MOST]

    def item_title(self, item: Call) -> str:
        """Return the title; a sample says so."""
        return str(item.dialogue.labelled(item.shown("title")))

    def item_description(self, item: Call) -> SafeString:
        """Return until when it can be answered, and what is asked."""
        brief = item.shown("brief")
        until = block(reading_language(), deadlines.deadline(item))
        return until + block(brief.language, markdown.render(str(brief)))

    def item_updateddate(self, item: Call) -> datetime:
        """Return when it opened: nothing else of a call is dated."""
        return item.opens_at

    def item_extra_kwargs(self, item: Call) -> dict[str, Any]:
        """Return the language of the title."""
        return {"language": item.shown("title").language}


class RecommendationFeed(ListFeed):
    """The newest recommendations that the list shows for the same words and filters."""

    list_name = "submissions:recommendation-list"
    feed_name = "submissions:recommendation-feed"

    def get_object(self, request: HttpRequest) -> Followed:
        """Return what the address asks for, but the order and the page."""
        return follow(asked_for(request.GET), MOST)

    def heading(self, obj: Followed) -> str:
        """Return what the list is called, and what of it is followed."""
        return listed([_("Recommendations"), obj.asked.query, *obj.chosen])

    def query(self, obj: Followed) -> str:
        """Return what is asked of the list."""
        return obj.asked.encoded()

    def items(self, obj: Followed) -> list[Any]:
        """Return the recommendations."""
        return obj.rows

    def item_title(self, item: Any) -> str:
        """Return its heading, in the words of the stakeholder."""
        return str(item.heading)

    def item_description(self, item: Any) -> SafeString:
        """Return its first words, and who says so: of an anonymous one the category alone."""
        submission = item.submission
        who = [submission.get_category_display()]
        if name := submission.shown_name:
            who = [name, submission.category_label, submission.shown_country]
        if submission.call.dialogue.is_demonstration:
            who.append(_("Sample"))
        words = block(item.language, excerpt(item.text))
        return words + block(reading_language(), listed(who))

    def item_author_name(self, item: Any) -> str:
        """Return the name of the stakeholder, or the category of one that is anonymous."""
        return str(item.submission.shown_name or item.submission.get_category_display())

    def item_categories(self, item: Any) -> list[str]:
        """Return the category of the stakeholder, and the themes."""
        themes = [theme.said("name") for theme in item.shown_themes]
        return [item.submission.get_category_display(), *themes]

    def item_updateddate(self, item: Any) -> datetime:
        """Return the day from which it could be read.

        Not the moment: that would tie the siblings of an anonymous answer together.
        """
        return datetime.combine(item.shown_on, time.min, UTC)

    def item_extra_kwargs(self, item: Any) -> dict[str, Any]:
        """Return the language of the original."""
        return {"language": item.language}


calls = require_safe(CallFeed())
recommendations = require_safe(RecommendationFeed())
