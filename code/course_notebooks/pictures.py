"""Plots in the colours of the page: SVG whose colours are the site's own, in light and in dark.

A plot is drawn with one stand-in for each colour. In the SVG each stand-in gives way to a custom
property of the page; where there is no such page, a colour that can be read on light and on dark.
"""

import re
from collections.abc import Callable
from html import escape
from io import StringIO
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito's hues. The first is the one that a plot speaks of.
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]
INK, LINE, GROUND = "#7b8494", "#8a93a3", "#fefefe"
PROPERTIES = {
    COLOURS[0]: "--cm-a",
    COLOURS[1]: "--cm-bad",
    COLOURS[2]: "--cm-good",
    COLOURS[3]: "--cm-b",
    COLOURS[4]: "--cm-c",
    COLOURS[5]: "--cm-plot-6",
    INK: "--cm-ink-2",
    LINE: "--cm-line-2",
}
STYLE: dict[str, Any] = {
    "svg.fonttype": "none",  # texts stay texts, in the face of the page
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.edgecolor": LINE,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "none",
    "legend.frameon": False,
    "legend.fontsize": 8,
    "legend.columnspacing": 1.0,
    "legend.handlelength": 2.0,
    "lines.linewidth": 1.8,
    "axes.prop_cycle": cycler(color=COLOURS),
}


class Picture:
    """An SVG, with a text for those who do not see it."""

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def _repr_html_(self) -> str:
        return f'<div class="plot">{self.svg}</div>'


def plot(
    draw: Callable[[Axes], object], text: str, *, width: float = 4.2, height: float = 2.9
) -> Picture:
    """Let `draw` draw on the axes of a new plot; `text` says what can be seen there."""
    style: Any = STYLE | {"svg.hashsalt": text}  # so that the same plot is the same file
    with mpl.rc_context(style):
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure.add_subplot())
        written = StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return Picture(_for_a_page(written.getvalue(), text))


def _for_a_page(svg: str, text: str) -> str:
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'<svg [^>]*?(viewBox="[^"]*")[^>]*>', rf"<svg {_ROLE} \1>", svg, count=1)
    svg = svg.replace(_ROLE, f'xmlns="{_SVG}" xmlns:xlink="{_XLINK}" role="img"')
    svg = svg.replace(' role="img"', f' role="img" aria-label="{escape(text)}"', 1)
    svg = re.sub(r"font-family: [^;\"]*;? ?", "", svg)  # the face is the page's
    for colour, name in PROPERTIES.items():
        svg = svg.replace(colour, f"var({name}, {colour})")
    svg = re.sub(r"<style.*?</style>", "", svg, flags=re.DOTALL)  # notebooks.css says the same
    svg = re.sub(r' style="([^"]*)"', lambda match: _as_attributes(match[1]), svg)
    used = set(re.findall(r'(?:url\(|href=")#([^)"]+)', svg))
    return re.sub(r' id="([^"]*)"', lambda m: m[0] if m[1] in used else "", svg)


def _as_attributes(style: str) -> str:
    """The same in attributes of their own: the page's policy lets no style stand in its text."""
    rules = (rule.split(":", 1) for rule in style.split(";") if rule.strip())
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in rules)


_ROLE = "data-plot"
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
