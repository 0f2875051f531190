"""The one distribution: what runs in the LMS, and the compiler that trainers run."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent

setup(
    name="hope-xblocks",
    version="0.1.0",
    description="Interactive lessons for the prevention of radicalisation, for Open edX",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    license_files=["LICENSE"],
    python_requires=">=3.11",
    # Two source roots: xblocks/ is all that runs in the LMS and Studio, authoring/ is the compiler.
    packages=find_packages("xblocks") + find_packages("authoring"),
    package_dir={
        "hope_xblocks": "xblocks/hope_xblocks",
        "hope_authoring": "authoring/hope_authoring",
    },
    # The platform serves every data file of hope_xblocks to the public: no keys, no courses here.
    package_data={
        "hope_xblocks": [
            "py.typed",
            "public/*",
            "*/sample.yaml",
            "*/templates/*.html",
            "translations/text.pot",
            "translations/*/LC_MESSAGES/text.*",
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
        "Framework :: Django",
        "Intended Audience :: Education",
        "License :: OSI Approved :: Apache Software License",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
    ],
)
