"""Every address of the portal; readers' pages stand under a language prefix."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from idmportal import mailbox, views
from idmportal.api import views as api_views
from idmportal.api.portal import api
from idmportal.opendata import views as opendata
from idmportal.opendata.building import CSV, SQLITE
from idmportal.sitemaps import SITEMAPS

OF_A_PART = {"sitemap_url_name": "sitemap-part"}
API = settings.API_PREFIX.removeprefix("/")

urlpatterns = [
    path("", views.to_language, name="root"),
    path("admin/language/", set_language, name="desk-language"),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS, **OF_A_PART}, name="sitemap"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap-part"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path(f"{API}openapi.json", api_views.openapi, name="openapi"),
    path(f"{API}docs", api_views.page, name="api-docs"),
    path(API, RedirectView.as_view(pattern_name="api-docs"), name="api-start"),
    path(API, api.urls),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("about/", views.page, {"name": "about"}, name="about"),
        path("about/style/", views.style, name="style"),
        path("contact/", views.page, {"name": "contact"}, name="contact"),
        path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
        path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
        path("data/", opendata.page, name="data"),
        path(f"data/{SQLITE}", opendata.file, {"name": SQLITE}, name="data-sqlite"),
        path(f"data/{CSV}", opendata.file, {"name": CSV}, name="data-csv"),
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
