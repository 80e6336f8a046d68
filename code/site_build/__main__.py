"""The command line: `python -m site_build [site|serve|finish|links|compare]`."""

import argparse
import sys
from pathlib import Path

from site_build.compare_sites import compare_sites
from site_build.errors import BuildProblem
from site_build.markdown_links import check_links
from site_build.project import PROJECT
from site_build.serve import serve
from site_build.whole_site import assemble_parts, build_site, finish


def main() -> int:
    arguments = _parser().parse_args()
    try:
        match arguments.command:
            case "serve":
                serve(PROJECT, arguments.port)
            case "site":
                build_site(PROJECT, arguments.engine)
            case "finish":
                finish(arguments.site)
            case "links":
                check_links(PROJECT)
            case "compare":
                compare_sites(arguments.wanted, arguments.built)
            case _:
                assemble_parts(PROJECT)
    except BuildProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()  # Ctrl+C is how serving ends
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m site_build", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="command")
    commands.add_parser("parts", help="put the generated parts together (the default)")
    serving = commands.add_parser("serve", help="serve the course with live reload")
    serving.add_argument("--port", type=int, default=8000)
    building = commands.add_parser("site", help="build the site into site/")
    building.add_argument("engine", nargs="?", default="mkdocs", help="mkdocs or zensical")
    finishing = commands.add_parser(
        "finish", help="name what pages load by its content, and list it"
    )
    finishing.add_argument("--site", type=Path, default=PROJECT.root / "site")
    commands.add_parser("links", help="check the links of the Markdown files outside docs/")
    comparing = commands.add_parser("compare", help="say what one built site lacks of another")
    comparing.add_argument("wanted", type=Path)
    comparing.add_argument("built", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
