"""The addresses in the package's metadata: nothing in the tree knows who owns the repository.

Where GitHub builds the package, it says so itself. Built anywhere else, a package has none.
"""

import os
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class RepositoryUrls(MetadataHookInterface):
    """Adds the repository's addresses to the metadata."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Write `urls`, if GitHub has named the repository."""
        repository = os.environ.get("GITHUB_REPOSITORY")
        if repository:
            address = f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{repository}"
            metadata["urls"] = {
                "Source": address,
                "Changelog": f"{address}/blob/main/CHANGELOG.md",
                "Issues": f"{address}/issues",
            }
