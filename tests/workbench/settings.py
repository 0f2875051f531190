"""The settings of the XBlock SDK's Workbench, with nothing kept between two runs."""

from workbench import settings as theirs
from workbench.settings import *  # noqa: F403 - that is how Django's settings are extended

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
LOGGING = {"version": 1}
# The file system that some of its own examples use is no part of what we install.
INSTALLED_APPS = [app for app in theirs.INSTALLED_APPS if app != "djpyfs"]
WORKBENCH = {"reset_state_on_restart": True, "services": {}}
