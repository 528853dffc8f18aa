"""A Django of one file that answers to localhost alone."""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpResponse
from django.urls import path

settings.configure(
    DEBUG=False,
    SECRET_KEY="of a test",
    TIME_ZONE="UTC",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["localhost"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)
urlpatterns = [path("orders", lambda request: HttpResponse("none\n"))]
execute_from_command_line(sys.argv)
