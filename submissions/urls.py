"""The addresses of calls, answers, recommendations and stakeholders."""

from django.urls import path

from submissions.views import (
    answers,
    calls,
    copies,
    drafts,
    exports,
    feeds,
    offline,
    participation,
    private,
    recommendations,
    stakeholders,
)

app_name = "submissions"
urlpatterns = [
    path("calls/", calls.CallList.as_view(), name="call-list"),
    path("calls.atom", feeds.calls, name="call-feed"),
    path("calls/<slug:slug>/", calls.CallDetail.as_view(), name="call-detail"),
    path("calls/<slug:slug>/deadline.ics", calls.deadline, name="call-calendar"),
    path("calls/<slug:slug>/form.docx", offline.form, name="offline-form"),
    path("calls/<slug:slug>/upload/", offline.upload, name="offline-upload"),
    path("calls/<slug:slug>/submit/", answers.answer_call, name="submission-create"),
    path("submissions/<str:token>/", private.detail, name="submission-detail"),
    path("submissions/<str:token>/receipt.pdf", copies.receipt, name="submission-receipt"),
    path("submissions/<str:token>/versions/", copies.versions, name="submission-versions"),
    path("submissions/<str:token>/correct/", answers.correct, name="submission-correct"),
    path("submissions/<str:token>/withdraw/", private.withdraw, name="submission-withdraw"),
    path(
        "submissions/<str:token>/withdraw/<int:number>/",
        private.withdraw_one,
        name="recommendation-withdraw",
    ),
    path(
        "submissions/<str:token>/publication/", private.publication, name="submission-publication"
    ),
    path("submissions/<str:token>/files/<int:pk>/", private.file, name="submission-file"),
    path(
        "submissions/<str:token>/confirm/<str:secret>/", private.confirm, name="submission-confirm"
    ),
    path("submissions/<str:token>/disown/<str:secret>/", private.disown, name="submission-disown"),
    path("my-submissions/", private.links, name="submission-links"),
    path("drafts/shared/<str:token>/", drafts.shared, name="draft-shared"),
    path("drafts/shared/<str:token>/files/<int:pk>/", drafts.shared_file, name="draft-shared-file"),
    path(
        "drafts/shared/<str:token>/draft.docx", drafts.shared_document, name="draft-shared-document"
    ),
    path("drafts/<str:token>/draft.docx", drafts.document, name="draft-document"),
    path("drafts/<str:token>/", drafts.detail, name="draft-detail"),
    path("drafts/<str:token>/read/", drafts.read, name="draft-read"),
    path("drafts/<str:token>/delete/", drafts.delete, name="draft-delete"),
    path("drafts/<str:token>/files/<int:pk>/", drafts.file, name="draft-file"),
    path(
        "recommendations/", recommendations.RecommendationList.as_view(), name="recommendation-list"
    ),
    path("recommendations.atom", feeds.recommendations, name="recommendation-feed"),
    path("recommendations.csv", exports.take_away, {"form": "csv"}, name="recommendation-csv"),
    path("recommendations.json", exports.take_away, {"form": "json"}, name="recommendation-json"),
    path("recommendations.xlsx", exports.take_away, {"form": "xlsx"}, name="recommendation-xlsx"),
    path("recommendations/<str:reference>/", recommendations.detail, name="recommendation-detail"),
    path(
        "recommendations/<str:reference>/files/<int:pk>/",
        recommendations.file,
        name="recommendation-file",
    ),
    path("participation/", participation.detail, name="participation"),
    path("stakeholders/<slug:slug>/", stakeholders.detail, name="stakeholder-detail"),
]
