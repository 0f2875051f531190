"""The one distribution: what runs in the LMS, and the compiler that trainers run."""

import shutil
import tomllib
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build import build

HERE = Path(__file__).resolve().parent
ADDRESS = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["tool"]["hope"]["address"]
ROOTS = {"hope_xblocks": "xblocks/hope_xblocks", "hope_authoring": "authoring/hope_authoring"}


class Build(build):
    """Begins with nothing: what an earlier build has left would go into the next wheel.

    A file that is deleted here would still be there, and what is no `.py` in hope_xblocks is given
    to anybody by the platform.
    """

    def run(self):
        """Clear the folder, then build; a place that somebody else chose keeps what is not ours."""
        if Path(self.build_base).resolve() == HERE / "build":
            left_behind = [HERE / "build"]
        else:
            left_behind = [Path(self.build_lib, name) for name in ROOTS]
        for folder in left_behind:
            if folder.is_dir():
                shutil.rmtree(folder)
        super().run()


setup(
    name="hope-xblocks",
    version="0.1.0",
    description="Interactive lessons for the prevention of radicalisation, for Open edX",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    author="The authors of hope-xblocks",
    license="Apache-2.0",
    license_files=["LICENSE"],
    keywords=["Open edX", "XBlock", "OLX", "prison", "probation", "radicalisation", "training"],
    project_urls={"Repository": ADDRESS} if ADDRESS else {},
    python_requires=">=3.11",
    # Two source roots: xblocks/ is all that runs in the LMS and Studio, authoring/ is the compiler.
    packages=find_packages("xblocks") + find_packages("authoring"),
    package_dir=ROOTS,
    cmdclass={"build": Build},
    # The platform serves every data file of hope_xblocks to the public: no keys, no courses here.
    # Of translations, only what programs read: the sources have more than a megabyte.
    package_data={
        "hope_xblocks": [
            "py.typed",
            "public/*",
            "*/sample.yaml",
            "*/templates/*.html",
            "translations/*/LC_MESSAGES/text.mo",
        ],
        "hope_authoring": [
            "py.typed",
            "templates/*.yaml",
            "explanations/*.md",
            "checks/words/*.yaml",
            "preview/templates/*.html",
            "preview/static/*",
        ],
    },
    # No upper pins: they would fight the platform's own. Lower bounds: Sumac's pins or below.
    install_requires=[
        "XBlock>=5.1",
        "web-fragments>=2.2; python_version<'3.12'",
        "Markdown>=3.3.7",
        "nh3>=0.2.18",
        "PyYAML>=6.0.1",
        "lxml>=4.9.4",
        "Jinja2>=3.1",
        "pydantic>=2.7",
        "cryptography>=42",  # answers to self-assessments are kept sealed
    ],
    extras_require={
        "authoring": [
            "click>=8.1",
            "rich>=13",
            "Django>=4.2",
            "edx-opaque-keys>=2.11",
            "markdownify>=1.1",  # `hope import`: HTML of others back to Markdown
            "anyascii>=0.3.2",  # ids from titles in any script
        ],
        "fuzz": ["atheris>=2.3"],
        "test": [
            "pytest>=8",
            "hypothesis>=6.100",
            "setuptools>=70.1,<81",  # builds our wheel; the last with pkg_resources, for fs
            "ruff>=0.14",
            "mypy>=1.18",
            "import-linter>=2.1",
            "types-PyYAML",
            "types-Markdown",
            "lxml-stubs",
            "playwright>=1.49",
            "axe-playwright-python>=0.1.4",
            "olxcleaner>=0.3.0",
            "xblock-sdk>=0.14",
            "xblocks-contrib>=0.13",
            "Babel>=2.14",
            "polib>=1.2",
            "jsonschema>=4.21",
            "pytest-xdist>=3.5",
            "PyMySQL>=1.1",  # speaks to the MariaDB that totals are tried on
            "scikit-learn>=1.5",  # with the scipy it brings: what our figures are held against
            "twine>=5",  # reads the metadata of the wheel as an index would
        ],
    },
    entry_points={
        "xblock.v1": [
            "hope_case_study = hope_xblocks.blocks:CaseStudyBlock",
            "hope_red_flag_quiz = hope_xblocks.blocks:RedFlagQuizBlock",
            "hope_self_assessment = hope_xblocks.blocks:SelfAssessmentBlock",
        ],
        "hope_xblocks.kinds": [
            "case_study = hope_xblocks.case_study:kind",
            "red_flag_quiz = hope_xblocks.red_flag_quiz:kind",
            "self_assessment = hope_xblocks.self_assessment:kind",
        ],
        # The cohort figures' tables, in LMS and Studio alike.
        "lms.djangoapp": ["hope_cohort = hope_xblocks.cohort.apps:CohortConfig"],
        "cms.djangoapp": ["hope_cohort = hope_xblocks.cohort.apps:CohortConfig"],
        "console_scripts": [
            "hope = hope_authoring.cli:run",
        ],
    },
    classifiers=[
        "Development Status :: 3 - Alpha",
        "Environment :: Web Environment",
        "Framework :: Django",
        "Framework :: Django :: 4.2",
        "Framework :: Django :: 5.2",
        "Intended Audience :: Education",
        "License :: OSI Approved :: Apache Software License",
        "Operating System :: OS Independent",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3 :: Only",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Education :: Computer Aided Instruction (CAI)",
        "Typing :: Typed",
    ],
)
