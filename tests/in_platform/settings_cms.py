"""The platform's test settings of Studio, with the databases of these tests."""

from cms.envs.test import *  # noqa: F403 - Django's settings are all names of a module
from settings_shared import (  # noqa: F401
    DATABASE_ROUTERS,
    DATABASES,
    FILES,
    MIGRATION_MODULES,
    NO_WEBPACK,
    caches,
    share,
)

share(MODULESTORE, CONTENTSTORE)  # noqa: F405
CACHES = caches(CACHES)  # noqa: F405
MEDIA_ROOT = FILES / "media"
GITHUB_REPO_ROOT = FILES / "courses"
WEBPACK_LOADER = NO_WEBPACK
FEATURES["ENABLE_COURSE_OLX_VALIDATION"] = True  # noqa: F405
# What a view raises is told to the tests, and no page is made of it.
DEBUG_PROPAGATE_EXCEPTIONS = True
