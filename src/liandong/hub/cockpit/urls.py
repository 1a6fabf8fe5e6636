"""The addresses of the room."""

from django.urls import path

from liandong.hub.cockpit import views

app_name = "cockpit"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("measures/<slug:key>/", views.MeasurePage.as_view(), name="measure"),
    path("sections/<slug:section>/", views.Section.as_view(), name="section"),
    path("factsheet/", views.FactSheet.as_view(), name="factsheet"),
    path("search/", views.Search.as_view(), name="search"),
]
