"""For MkDocs: runs a notebook again only when it, or what it rests on, has changed.

While the site is served, a change of the library runs nothing again: the next `make build` does.
"""

from mkdocs_jupyter import convert, nbconvert2

from course_notebooks.pages import encrypted, kept


def on_startup(*, command: str, dirty: bool) -> None:
    """Put what is kept before what is run."""
    convert.nb2html = kept(convert.nb2html, any_code=command == "serve")
    nbconvert2.get_nbconvert_app = encrypted(nbconvert2.get_nbconvert_app)
