"""The addresses of what came of it."""

from django.urls import path

from outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("outcomes/", views.DocumentList.as_view(), name="document-list"),
    path("outcomes/<slug:slug>/", views.document, name="document-detail"),
]
