"""The pictures of a report as SVG text, drawn by matplotlib without pyplot."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from eval.history import Point
from eval.measures.refusing import Roc
from eval.summary import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_INK, _SOFT, _BLUE, _GREEN, _RED = "#1b2733", "#c9d3dc", "#1f5fa8", "#2b7a4b", "#b3362b"
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: it can be read aloud, searched and copied
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.edgecolor": _SOFT,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "text.color": _INK,
    "svg.hashsalt": "euma",
}


def bars(figures: Sequence[Figure], labels: Sequence[str], title: str) -> str:
    """Shares as horizontal bars with their 95 % intervals and numbers of items, in the order given."""
    canvas, axes = _canvas(6.4, 0.9 + 0.29 * len(figures))
    places = list(range(len(figures), 0, -1))
    values = [figure.value for figure in figures]
    errors = [[f.value - f.low for f in figures], [f.high - f.value for f in figures]]
    axes.barh(places, values, height=0.62, color=_BLUE, alpha=0.85)
    axes.errorbar(values, places, xerr=errors, fmt="none", ecolor=_INK, elinewidth=1, capsize=2)
    axes.set_yticks(places, [f"{label} ({f.n})" for label, f in zip(labels, figures, strict=True)])
    for place, figure in zip(places, figures, strict=True):
        axes.text(1.02, place, f"{100 * figure.value:.0f} %", va="center", fontsize=9)
    axes.set_xlim(0, 1.12)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0], ["0", "25 %", "50 %", "75 %", "100 %"])
    axes.set_ylim(0.3, len(figures) + 0.7)
    return _svg(canvas, title)


def curve(roc: Roc, title: str) -> str:
    """The ROC curve: how many answerable questions are answered as more unanswerable ones slip through."""
    canvas, axes = _canvas(4.4, 4.0)
    axes.plot([0, 1], [0, 1], color=_SOFT, linewidth=1)
    axes.step(roc.false_rate, roc.true_rate, where="post", color=_BLUE, linewidth=2)
    axes.set_xlabel("unanswerable questions answered")
    axes.set_ylabel("answerable questions answered")
    axes.text(0.55, 0.12, f"AUC {roc.auc:.3f}", fontsize=12)
    axes.text(0.55, 0.04, f"{roc.answerable} against {roc.unanswerable}", fontsize=9)
    return _svg(canvas, title)


def waits(seconds: Sequence[float], title: str) -> str:
    """How many answers took how long."""
    canvas, axes = _canvas(4.4, 4.0)
    axes.hist(seconds, bins=min(40, max(5, len(seconds) // 8)), color=_BLUE, alpha=0.85)
    axes.set_xlabel("seconds to the answer")
    axes.set_ylabel("questions")
    axes.set_xlim(left=0)
    return _svg(canvas, title)


def trend(points: Sequence[Point], title: str) -> str:
    """Main figures over the runs, oldest left."""
    canvas, axes = _canvas(9.2, 3.4)
    places = list(range(len(points)))
    for name, colour in (("right", _BLUE), ("article R@5", _GREEN), ("false refusal", _RED)):
        drawn = [(place, p.values[name]) for place, p in zip(places, points, strict=True) if name in p.values]
        if drawn:
            axes.plot(*zip(*drawn, strict=True), marker="o", markersize=4, color=colour, label=name)
    axes.set_ylim(-0.02, 1.02)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1.0], ["0", "25 %", "50 %", "75 %", "100 %"])
    step = max(1, len(points) // 8)
    axes.set_xticks(places[::step], [p.made_at[5:16].replace("T", "\n") for p in points[::step]], fontsize=8)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), frameon=False, fontsize=9, ncols=3)
    return _svg(canvas, title)


def _canvas(width: float, height: float) -> tuple[Canvas, Axes]:
    import matplotlib  # noqa: PLC0415 - 0.3 s, only for reports
    from matplotlib.figure import Figure as MatplotlibFigure  # noqa: PLC0415

    with matplotlib.rc_context(_STYLE):
        canvas = MatplotlibFigure(figsize=(width, height), layout="constrained")
        axes = canvas.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color=_SOFT, linewidth=0.5)
    axes.set_axisbelow(True)
    return canvas, axes


def _svg(canvas: Canvas, title: str) -> str:
    """The picture as an <svg> element that names itself to screen readers; metadata and the XML head are dropped."""
    import matplotlib  # noqa: PLC0415

    stream = io.StringIO()
    with matplotlib.rc_context(_STYLE):
        canvas.savefig(stream, format="svg", transparent=True, metadata={"Date": None})
    text = stream.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.S)
    label = title.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return text.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
