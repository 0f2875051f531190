"""What LMS and Studio processes share: people, and the browser that they sit at."""

import json
import traceback

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

PASSWORD = "a password of these tests"


def migrate():
    """Makes the tables: the platform's from its models, ours by our migrations."""
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)


def person(name, staff=False):
    """Makes a person with an account that is in use."""
    from common.djangoapps.student.models import UserProfile

    user = get_user_model().objects.create_user(
        name, f"{name}@example.org", PASSWORD, is_staff=staff, is_active=True
    )
    UserProfile.objects.create(user=user, name=name)
    return user


class Browser:
    """A browser with somebody logged in; it sends the CSRF token as the pages' scripts do."""

    def __init__(self, name):
        self._client = Client(enforce_csrf_checks=True)
        if not self._client.login(username=name, password=PASSWORD):
            raise PermissionError(f"{name} cannot log in")
        self._token = _get_new_csrf_string()
        self._client.cookies["csrftoken"] = self._token

    def get(self, url, accept="application/json"):
        """Status and text of a page."""
        return self._asked(self._client.get, url, headers={"accept": accept})

    def post(self, url, data, token=True):
        """Status and answer of JSON that is posted, with the CSRF token or without."""
        headers = {"accept": "application/json"} | ({"x-csrftoken": self._token} if token else {})
        asked = {"data": json.dumps(data), "content_type": "application/json", "headers": headers}
        return _read(*self._asked(self._client.post, url, **asked))

    def upload(self, url, **files):
        """Status and answer of files that are posted as a form does."""
        headers = {"accept": "application/json", "x-csrftoken": self._token}
        return _read(*self._asked(self._client.post, url, data=files, headers=headers))

    def _asked(self, ask, url, **options):
        """Status and text of an answer; where a view raises, 500 and the traceback."""
        try:
            response = ask(url, **options)
        except Exception:
            self._client.exc_info = None  # or Django raises it again at the next request
            return 500, traceback.format_exc()
        return response.status_code, response.content.decode(errors="replace")


def _read(status, text):
    try:
        return status, json.loads(text)
    except ValueError:
        return status, text
