"""What the settings of LMS and Studio have in common: the same databases, and no other service."""

import json
import os
import tempfile
from pathlib import Path

FILES = Path(os.environ.get("HOPE_FILES") or tempfile.mkdtemp())
"""Where what is uploaded goes, of LMS and Studio alike."""

DATABASES = {"default": json.loads(os.environ["HOPE_DATABASE"]) | {"ATOMIC_REQUESTS": True}}
# Otherwise a router looks for the history of states in a database of its own.
DATABASE_ROUTERS = []

LOCAL_MEMORY = "django.core.cache.backends.locmem.LocMemCache"

OURS = "hope_cohort"


class OnlyOurMigrations:
    """The tables of the platform are made of its models as they are; ours by their migrations."""

    def __contains__(self, app):
        return app != OURS

    def __getitem__(self, app):
        return None


MIGRATION_MODULES = OnlyOurMigrations()


def caches(names):
    """A cache of its own, in this process, for each of the *names*."""
    return {name: {"BACKEND": LOCAL_MEMORY, "LOCATION": name} for name in names}


def share(modulestore, contentstore):
    """Lets LMS and Studio have the same content, where the platform's tests have one each."""
    from xmodule.modulestore.modulestore_settings import update_module_store_settings

    # By the beginning of the name the platform knows that no password is needed.
    update_module_store_settings(modulestore, doc_store_settings={"db": "test_modulestore"})
    contentstore["DOC_STORE_CONFIG"]["db"] = "test_contentstore"


class NoBundles:
    """Stands for the scripts that webpack makes, which nobody has made here."""

    def __init__(self, name, config):
        self.config = config

    def get_bundle(self, name):
        return []


NO_WEBPACK = {
    name: {"BUNDLE_DIR_NAME": "", "STATS_FILE": "", "LOADER_CLASS": "settings_shared.NoBundles"}
    for name in ("DEFAULT", "WORKERS")
}
