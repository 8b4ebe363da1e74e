// The board's map: drawn from the list beside it, so both always say the same. The engine is fetched when the map is opened.
const panel = document.getElementById("map-panel");
const canvas = document.getElementById("map");
const COLOURS = ["#0b5d4e", "#1d4f91", "#a1450b", "#7a1f6b", "#6b5900", "#b3261e", "#2f3e46", "#4338ca"];
const NEAR_ZOOM = 15;
const pins = new Map();
let engine = null;
let map = null;
let framed = false;
let fetching = false;
let again = false;
let only = "";

const list = () => document.getElementById("map-list");
const place = (one) => [Number(one.dataset.lon), Number(one.dataset.lat)];
const colour = (number) => COLOURS[number % COLOURS.length];

const fetchList = async () => {
  if (!panel.open) return;
  again = fetching;
  if (fetching) return;
  fetching = true;
  const focused = document.activeElement?.id;
  try {
    await htmx.ajax("GET", panel.dataset.list, { source: panel, target: "#map-list", swap: "outerHTML" });
  } finally {
    fetching = false;
  }
  if (again) return fetchList();
  if (focused?.startsWith("spot-") || focused === "map-only") document.getElementById(focused)?.focus();
  draw();
};

const ways = () => [...list().querySelectorAll(".way")].map((way, number) => ({
  way, colour: colour(number), name: way.dataset.name, letter: way.dataset.letter,
  line: (way.dataset.line || "").trim().split(/\s+/).filter(Boolean).map((pair) => pair.split(",").map(Number)),
}));

// A pin is for the pointer; keys and screen readers have the same home in the list, which is where focus comes back to.
const pinOf = (spot) => {
  const known = pins.get(spot.id);
  if (known) return known;
  const pin = document.createElement("span");
  pin.append(document.createElement("b"), document.createElement("small"));
  pin.addEventListener("click", () => {
    document.getElementById(spot.id)?.focus({ preventScroll: true });
    document.getElementById(spot.id)?.click();
  });
  const marker = new engine.Marker({ element: pin });
  pins.set(spot.id, marker);
  return marker;
};
const drawPin = (spot, side) => {
  const marker = pinOf(spot);
  const pin = marker.getElement();
  for (const name of [...pin.classList]) if (!name.startsWith("maplibregl")) pin.classList.remove(name);
  pin.classList.add("pin", spot.dataset.state);
  pin.classList.toggle("late", "late" in spot.dataset);
  pin.firstChild.textContent = spot.dataset.mark;
  pin.lastChild.textContent = spot.dataset.sign;
  pin.title = spot.textContent.replace(/\s+/g, " ").trim();
  marker.setLngLat(place(spot)).setOffset([side * 34, 0]).addTo(map);
  for (const name of ["aria-label", "role", "tabindex"]) pin.removeAttribute(name);
  pin.setAttribute("aria-hidden", "true");
};
const drawLast = (one, side) => {
  const id = `last-${one.letter}`;
  if (!pins.has(id)) {
    const sign = document.createElement("span");
    sign.setAttribute("aria-hidden", "true");
    pins.set(id, new engine.Marker({ element: sign }));
  }
  const sign = pins.get(id).getElement();
  sign.classList.add("last");
  sign.textContent = one.letter;
  sign.title = one.name;
  sign.style.backgroundColor = one.colour;
  pins.get(id).setLngLat(place(one.way)).setOffset([side * 22, 26]).addTo(map);
};

const draw = () => {
  const every = ways();
  document.getElementById("map-only").value = every.some((one) => one.letter === only) ? only : "";
  for (const one of every) {
    one.way.querySelector(".key").style.backgroundColor = one.colour;
    one.way.hidden = Boolean(only) && one.letter !== only;
  }
  const found = every.filter((one) => !one.way.hidden);
  if (!map?.getSource("ways")) return;
  const spots = [...list().querySelectorAll("section:not([hidden]) .spot[data-lat]")];
  const beside = {};
  for (const spot of spots) {
    const at = place(spot).join();
    drawPin(spot, beside[at] = (beside[at] ?? -1) + 1);
  }
  const here = found.filter((one) => one.way.dataset.lat);
  for (const one of here) drawLast(one, beside[place(one.way)] = (beside[place(one.way)] ?? -1) + 1);
  const wanted = new Set([...spots.map((spot) => spot.id), ...here.map((one) => `last-${one.letter}`)]);
  for (const [id, marker] of pins) if (!wanted.has(id)) { marker.remove(); pins.delete(id); }
  map.getSource("ways").setData({ type: "FeatureCollection", features: found.filter((one) => one.line.length > 1).map((one) => ({
    type: "Feature", properties: { colour: one.colour }, geometry: { type: "LineString", coordinates: one.line },
  })) });
  if (!framed) frame([...spots.map(place), ...found.flatMap((one) => one.line)]);
  canvas.dataset.drawn = String(spots.length);
};
const frame = (places) => {
  if (!places.length) return;
  framed = true;
  const bounds = places.reduce((all, one) => all.extend(one), new engine.LngLatBounds(places[0], places[0]));
  map.fitBounds(bounds, { padding: 50, maxZoom: NEAR_ZOOM, animate: false });
};

const WAYS = { id: "ways", type: "line", source: "ways", layout: { "line-join": "round" }, paint: { "line-color": ["get", "colour"], "line-width": 3, "line-opacity": 0.75 } };
const withoutMap = () => {
  document.getElementById("map-none").hidden = false;
  canvas.hidden = true;
};
const open = async () => {
  await fetchList();
  if (map || !panel.open) return;
  const { canDraw, openMap } = await import(panel.dataset.ground);
  if (!canDraw()) return withoutMap();
  try {
    const sources = { ways: { type: "geojson", data: { type: "FeatureCollection", features: [] } } };
    ({ engine, map } = await openMap(panel, canvas, { above: { sources, layers: [WAYS] } }));
  } catch (error) {
    console.warn(error);
    return withoutMap();
  }
  map.once("load", draw);
};

panel.addEventListener("toggle", open);
panel.addEventListener("change", (event) => {
  if (event.target.id !== "map-only") return;
  only = event.target.value;
  draw();
});
new MutationObserver(fetchList).observe(document.getElementById("live"), { childList: true });
