"""A kind of lesson that is not part of hope-xblocks, and runs with it."""

from setuptools import setup

setup(
    name="hope-ordering",
    version="0.1.0",
    description="Steps to be brought into the right order, for hope-xblocks",
    python_requires=">=3.11",
    packages=["hope_ordering"],
    # The platform serves every data file of this package to the public.
    package_data={"hope_ordering": ["sample.yaml", "templates/*.html", "public/*"]},
    # No `install_requires` with hope-xblocks: it is on no package index, and pip would take what
    # somebody else puts there by its name. It is installed first, as its docs/installing.md says.
    entry_points={
        "xblock.v1": ["hope_ordering = hope_ordering.blocks:OrderingBlock"],
        "hope_xblocks.kinds": ["ordering = hope_ordering:kind"],
    },
)
