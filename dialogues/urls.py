"""The addresses of dialogues, workshops and their files."""

from django.urls import path

from dialogues import views

app_name = "dialogues"
urlpatterns = [
    path("dialogues/", views.DialogueList.as_view(), name="dialogue-list"),
    path("dialogues/documents/<int:pk>/", views.document_file, name="document-file"),
    path("dialogues/photos/<int:pk>/", views.photo_image, name="photo-image"),
    path("dialogues/<slug:slug>/", views.DialogueDetail.as_view(), name="dialogue-detail"),
    path(
        "dialogues/<slug:dialogue>/<slug:slug>/",
        views.WorkshopDetail.as_view(),
        name="workshop-detail",
    ),
    path(
        "dialogues/<slug:dialogue>/<slug:slug>/programme.ics",
        views.workshop_calendar,
        name="workshop-calendar",
    ),
]
