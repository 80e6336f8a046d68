"""What runs under Node while the site is built: scripts, and the Python that they load."""
