"""What pyproject.toml cannot say of the distribution: how a build begins, and its address."""

import shutil
import tomllib
from pathlib import Path

from setuptools import setup
from setuptools.command.build import build

HERE = Path(__file__).resolve().parent
ADDRESS = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["tool"]["hope"]["address"]


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
            left_behind = [Path(self.build_lib, name) for name in self.distribution.package_dir]
        for folder in left_behind:
            if folder.is_dir():
                shutil.rmtree(folder)
        super().run()


setup(cmdclass={"build": Build}, project_urls={"Repository": ADDRESS} if ADDRESS else {})
