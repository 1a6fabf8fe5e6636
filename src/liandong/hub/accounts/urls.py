"""The addresses of the room."""

from django.urls import path

from liandong.hub.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.Me.as_view(), name="me"),
    path("tokens/", views.MakeToken.as_view(), name="token-new"),
    path("tokens/<int:pk>/end/", views.EndToken.as_view(), name="token-end"),
    path("notices/", views.Notices.as_view(), name="notices"),
    path("notices/<int:pk>/", views.OpenNotice.as_view(), name="notice"),
    path("people/", views.People.as_view(), name="people"),
    path("people/new/", views.Person.as_view(), name="person-new"),
    path("people/<int:pk>/", views.Person.as_view(), name="person"),
    path("people/<int:pk>/password/", views.ResetPassword.as_view(), name="person-password"),
    path("audit/", views.Audit.as_view(), name="audit"),
    path("audit/verify/", views.VerifyAudit.as_view(), name="audit-verify"),
]
