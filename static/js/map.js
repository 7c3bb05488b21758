"use strict";
// Puts a map that zooms in the place of the server's drawing: counts on regions, then on
// departments, then single initiatives. A region or department leads where its link leads.
(() => {
  const DEPARTMENTS_FROM = 7; // zoom
  const POINTS_FROM = 9;
  const NAMES = 8; // in a popup; the list has the rest
  const METROPOLITAN = [[41.3, -5.2], [51.1, 9.6]];
  const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;

  function element(name, text, properties = {}) {
    return Object.assign(document.createElement(name), { textContent: text }, properties);
  }

  async function read(address) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response.json();
  }

  // The address of this page with other parameters for the place; all other filters stay.
  function around(address, place) {
    const query = new URLSearchParams(location.search);
    for (const name of ["region", "department", "commune", "radius", "place", "page"]) query.delete(name);
    for (const [name, value] of Object.entries(place)) query.set(name, value);
    return `${address}?${query}`;
  }

  // Outlines come as steps in 1/1,000 degree.
  function corners(ring) {
    const points = [];
    let [x, y] = [0, 0];
    for (let i = 0; i < ring.length; i += 2) {
      x += ring[i];
      y += ring[i + 1];
      points.push([y / 1000, x / 1000]);
    }
    return points;
  }

  class Area {
    constructor(outline, [code, name, , count], address, isChosen) {
      this.code = code;
      const styles = `area ${count ? "has" : "none"}${isChosen ? " chosen" : ""}`;
      this.shape = L.polygon(outline.polygons.map((rings) => rings.map(corners)), { className: styles, weight: 1 });
      this.shape.bindTooltip(element("span", `${name} (${count})`), { sticky: true });
      this.shape.on("click", () => location.assign(address));
      // Leaflet lets shapes take the focus: each is the link that the drawing has in its place.
      this.shape.on("add", () => {
        const link = this.shape.getElement();
        const attributes = { role: "link", tabindex: "0", "aria-label": `${name} (${count})` };
        for (const [key, value] of Object.entries(attributes)) link.setAttribute(key, value);
        link.addEventListener("keydown", (event) => event.key === "Enter" && location.assign(address));
      });
      const [x, y] = outline.label;
      this.count = count;
      this.name = name;
      this.text = element("span", "");
      const icon = L.divIcon({ className: `map-count${count ? "" : " zero"}`, html: this.text, iconSize: [0, 0] });
      this.label = L.marker([y / 1000, x / 1000], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 });
      this.bounds = this.shape.getBounds();
    }

    // Open, it has its name where its count stood: the points in it say the rest.
    show(map, isShown, isOpen = false) {
      for (const layer of [this.shape, this.label]) layer[isShown ? "addTo" : "removeFrom"](map);
      if (!isShown) return;
      this.text.textContent = isOpen ? this.name : this.count.toLocaleString(document.documentElement.lang);
      this.text.classList.toggle("named", isOpen);
      this.shape.getElement().classList.toggle("open", isOpen);
      if (isOpen) this.shape.bringToFront();
    }
  }

  function popup([, , count, commune, code, initiatives], texts) {
    const content = document.createElement("div");
    const list = document.createElement("ul");
    content.append(element("strong", commune), list);
    for (const [name, address] of initiatives.slice(0, NAMES)) {
      const item = document.createElement("li");
      item.append(element("a", name, { href: address + texts.here }));
      list.append(item);
    }
    if (count > Math.min(initiatives.length, NAMES) && code) {
      const address = around(texts.list, { commune: code, located: 1 });
      content.append(element("a", `${texts.all} (${count})`, { href: address }));
    }
    return content;
  }

  function points(found, texts) {
    return L.layerGroup(found.map((point) => {
      const [latitude, longitude, count, commune, , initiatives] = point;
      const title = count === 1 && initiatives.length ? initiatives[0][0] : `${commune} (${count})`;
      const icon = L.divIcon({ className: "map-point", html: element("span", count, { ariaHidden: "true" }), iconSize: [32, 32] });
      const marker = L.marker([latitude, longitude], { icon, title });
      marker.bindPopup(() => popup(point, texts), { autoPan: true });
      marker.on("popupopen", ({ popup: opened }) => {
        const box = opened.getElement();
        box.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", texts.close);
        box.querySelector("a:not(.leaflet-popup-close-button)")?.focus({ preventScroll: true });
      });
      marker.on("popupclose", () => marker.getElement()?.focus({ preventScroll: true }));
      return marker;
    }));
  }

  async function draw(frame) {
    const texts = frame.dataset;
    const known = JSON.parse(document.getElementById("map-territories").textContent);
    // Without outlines the server's drawing stays.
    const outlines = await read(texts.outlines);
    const canvas = element("div", "", { className: "map-canvas", role: "group", ariaLabel: texts.move });
    frame.prepend(canvas);
    const map = L.map(canvas, {
      attributionControl: Boolean(texts.tiles), zoomControl: false, zoomSnap: 0.25, minZoom: 4, maxZoom: texts.tiles ? 16 : 11,
      scrollWheelZoom: false, zoomAnimation: moves, fadeAnimation: moves, markerZoomAnimation: moves, inertia: moves,
    });
    canvas.addEventListener("keydown", ({ key }) => key === "Escape" && map.closePopup());
    L.control.zoom({ zoomInTitle: texts.closer, zoomOutTitle: texts.farther }).addTo(map);
    // The wheel scrolls the page until the map is used.
    map.on("focus", () => map.scrollWheelZoom.enable()).on("blur", () => map.scrollWheelZoom.disable());
    if (texts.tiles) {
      map.attributionControl.setPrefix(false);
      L.tileLayer(texts.tiles, { attribution: texts.attribution }).addTo(map);
      frame.classList.add("tiled");
    }

    const regions = known.regions.map((record) => {
      const address = around(location.pathname, { region: record[2] });
      const area = new Area(outlines[record[0]], record, address, known.chosenRegions.includes(record[0]));
      return Object.assign(area, { slug: record[2], departments: null });
    });
    const chosen = new Set(known.chosenDepartments);
    const mayOpen = (code) => !known.open || known.open.includes(code);

    async function loadDepartments(region) {
      region.departments = [];
      const shapes = await read(texts.outlines.replace(".json", `/${region.slug}.json`));
      region.departments = known.departments.filter(([, , of]) => of === region.code).map((record) => {
        const address = around(location.pathname, { department: record[0] });
        return Object.assign(new Area(shapes[record[0]], record, address, chosen.has(record[0])), { points: null });
      });
    }

    async function loadPoints(department) {
      department.points = L.layerGroup();
      const found = await read(`${texts.points}${department.code}.json${location.search}`);
      department.points = points(found.points, texts);
    }

    function update() {
      const zoom = map.getZoom();
      const view = map.getBounds();
      const radius = known.centre?.[2];
      for (const region of regions) {
        const isNear = view.intersects(region.bounds);
        const isOnly = known.chosenRegions.length === 1 && known.chosenRegions[0] === region.code;
        const isOpen = isOnly || (isNear && zoom >= DEPARTMENTS_FROM);
        if (isOpen && !region.departments) loadDepartments(region).then(update);
        region.show(map, !isOpen || !region.departments?.length);
        for (const department of region.departments ?? []) {
          const isClose = view.intersects(department.bounds) && (radius || zoom >= POINTS_FROM);
          const isPointed = isOpen && mayOpen(department.code) && (isClose || chosen.has(department.code));
          if (isPointed && department.count && !department.points) loadPoints(department).then(update);
          department.show(map, isOpen, isPointed);
          if (department.points) department.points[isPointed ? "addTo" : "removeFrom"](map);
        }
      }
    }

    function look(bounds, animate = moves) {
      map.fitBounds(bounds, { animate, padding: [8, 8] });
    }

    const first = regions.filter(({ code }) => known.chosenRegions.includes(code));
    look(first.length ? L.latLngBounds(first.map(({ bounds }) => bounds)) : METROPOLITAN, false);
    if (first.length === 1 && chosen.size) {
      await loadDepartments(first[0]);
      look(L.latLngBounds(first[0].departments.filter(({ code }) => chosen.has(code)).map(({ bounds }) => bounds)), false);
    }
    if (known.centre) {
      const [latitude, longitude, km] = known.centre;
      if (km) L.circle([latitude, longitude], { radius: km * 1000, fill: false, interactive: false, className: "map-radius", pane: "shadowPane" }).addTo(map);
      look(L.latLng(latitude, longitude).toBounds((km || 15) * 2000), false);
    }
    map.on("moveend", update);
    update();

    const places = document.getElementById("map-places");
    places.hidden = false;
    for (const button of places.children) {
      const bounds = regions.find(({ code }) => code === button.dataset.code)?.bounds ?? METROPOLITAN;
      button.addEventListener("click", () => look(bounds));
    }
  }

  function start() {
    const frame = document.getElementById("map");
    if (!frame || "drawn" in frame.dataset) return;
    frame.dataset.drawn = ""; // or two swaps at once would draw it twice
    draw(frame);
  }
  start();
  // Other filters bring another drawing.
  document.addEventListener("htmx:afterSwap", start);
})();
