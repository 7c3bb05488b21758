"""What every page keeps to, as a browser sees it."""

from axe_playwright_python.sync_playwright import Axe


def faults_of(page, width):
    """Return what a page breaks of the rules of accessibility, and whether it is too wide."""
    violations = Axe().run(page).response["violations"]
    faults = [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in violations]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        faults.append("wider than the screen")
    return faults
