"""What every page keeps to, as a browser sees it."""

from axe_playwright_python.sync_playwright import Axe


def faults_of(page, width):
    """Return what a page breaks of the rules of accessibility, and whether it is too wide."""
    violations = Axe().run(page).response["violations"]
    faults = [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in violations]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        faults.append("wider than the screen")
    return faults


# Boxes that are laid out in another order than the tab key follows.
OUT_OF_ORDER = """() => {
  const found = [];
  for (const box of document.querySelectorAll("body, body *")) {
    if (!/flex|grid/.test(getComputedStyle(box).display)) continue;
    const seen = [...box.children].filter((child) => {
      const { position } = getComputedStyle(child);
      return !/absolute|fixed/.test(position) && child.getClientRects().length;
    });
    seen.slice(1).forEach((later, index) => {
      const [a, b] = [seen[index].getBoundingClientRect(), later.getBoundingClientRect()];
      const isLeft = b.right <= a.left && b.top < a.bottom && a.top < b.bottom;
      if (isLeft || b.bottom <= a.top) found.push(later.outerHTML.slice(0, 100));
    });
  }
  return found;
}"""
# Where scripts and links put the focus; the tab key does not stop there.
NO_STOPS = {"RootWebArea", "main", "status", "complementary"}


def keyboard_faults(page):
    """Return what the tab key meets in another order than the eye, and where nothing is said."""
    faults = [("out of order", html) for html in page.evaluate(OUT_OF_ORDER)]
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    for node in tree["nodes"]:
        takes_focus = any(
            one["name"] == "focusable" and one["value"]["value"]
            for one in node.get("properties", [])
        )
        role = node.get("role", {}).get("value")
        if takes_focus and role not in NO_STOPS and not node.get("name", {}).get("value"):
            faults.append(("without a name", role))
    return faults
