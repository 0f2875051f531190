"""A kind of lesson for hope-xblocks."""

from setuptools import setup

setup(
    name="hope-best-answer",
    version="0.1.0",
    python_requires=">=3.11",
    packages=["hope_best_answer"],
    # The platform serves every data file of this package to the public: no keys in here.
    package_data={"hope_best_answer": ["sample.yaml", "templates/*.html", "public/*"]},
    # No `install_requires` with hope-xblocks: it is on no package index, and pip would take what
    # somebody else puts there by its name. It is installed first, as its docs/installing.md says.
    extras_require={"test": ["pytest>=8"]},
    entry_points={
        # The name of the XBlock is part of every learner's work. It never changes.
        "xblock.v1": ["hope_best_answer = hope_best_answer.blocks:BestAnswerBlock"],
        "hope_xblocks.kinds": ["best_answer = hope_best_answer:kind"],
    },
)
