"""The addresses of what came of it."""

from django.urls import path

from outcomes.views import documents, feeds, papers

EDITION = "stocktaking/<slug:slug>/<str:number>/"

app_name = "outcomes"
urlpatterns = [
    path("outcomes/", documents.DocumentList.as_view(), name="document-list"),
    path("outcomes.atom", feeds.documents, name="document-feed"),
    path("outcomes/<slug:slug>/", documents.document, name="document-detail"),
    path("stocktaking/<slug:slug>/", papers.newest, name="paper-detail"),
    path(EDITION, papers.detail, name="paper-edition"),
    path(f"{EDITION}print/", papers.printed, name="paper-print"),
    path(f"{EDITION}entries.csv", papers.as_csv, name="paper-csv"),
    path(f"{EDITION}edition.json", papers.as_json, name="paper-json"),
    path(f"{EDITION}frozen.json", papers.as_frozen, name="paper-frozen"),
]
