"""Every address of the portal; readers' pages stand under a language prefix."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from idmportal import mailbox, views

urlpatterns = [
    path("", views.to_language, name="root"),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("about/", views.page, {"name": "about"}, name="about"),
        path("about/style/", views.style, name="style"),
        path("contact/", views.page, {"name": "contact"}, name="contact"),
        path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
        path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
        path("", include("dialogues.urls")),
        path("", include("submissions.urls")),
        path("", include("outcomes.urls")),
    ),
]
if settings.MAIL_VIEWER:
    urlpatterns += [
        path("mail/", mailbox.inbox, name="mailbox"),
        path("mail/<str:name>/", mailbox.letter, name="mailbox-letter"),
    ]
