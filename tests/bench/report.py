"""The tables of a run, and whether the promises are kept."""

from tests.bench.meter import Scene
from tests.bench.pages import DETAIL, FORM, KEPT

# Times the bare page: of a page that is made, and of one that was kept.
MOST, MOST_KEPT = 20, 1.5
SAME = 0.20


def lines_of(scene: Scene) -> list[str]:
    """Return a table for people: CPU milliseconds of a request, and how many bare pages it is."""
    lines = ["", f"{scene.title:<30} {'process':>9} {'database':>9} {'sum':>9} {'x bare':>9}"]
    for page in (scene.in_a_row, scene.bare, *scene.pages):
        row = page.measured
        figures = f"{row.process:9.2f} {row.database:9.2f} {row.total:9.2f} {row.ratio:9.1f}"
        lines.append(f"{page.name:<30} {figures}")
    return lines


def promises(small: Scene, large: Scene) -> list[tuple[bool, str]]:
    """Return each promise: whether it is kept, and in words with the figure."""
    kept = []
    for page, grown in zip(small.pages, large.pages, strict=True):
        most = MOST_KEPT if page.name == KEPT else MOST
        ratio = max(page.measured.ratio, grown.measured.ratio)
        kept.append(
            (ratio <= most, f"{page.name}: {ratio:.1f} times the bare page, {most} at most")
        )
        if page.name in (DETAIL, FORM):
            # In bare pages: what slowed the machine meanwhile slowed both.
            change = grown.measured.ratio / page.measured.ratio - 1
            words = f"{page.name}: {change:+.0%} with five times the rows, {SAME:.0%} at most"
            kept.append((abs(change) <= SAME, words))
    return kept
