"""What the operator edits as data."""

from django.contrib import admin

from liandong.hub.requests.models import Category, Level, QueueRule, Service

for model in (Category, Level, QueueRule, Service):
    admin.site.register(model)
