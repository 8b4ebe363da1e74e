// The desk's map: one click, or Enter at its middle, writes a home's place into its field; the field stays what counts.
const panel = document.getElementById("place-panel");
const canvas = document.getElementById("place-map");
const NEAR_ZOOM = 16;
const PAIR = /(\d{1,3}[.,]\d{2,})\s*[,; ]\s*(\d{1,3}[.,]\d{2,})/;
let map = null;
let pin = null;

const field = () => document.getElementById("place");
// East of Greenwich a place here has always more degrees than north of the equator.
const typed = () => {
  const found = PAIR.exec(field()?.value ?? "");
  return found && [found[1], found[2]].map((text) => Number(text.replace(",", "."))).sort((one, other) => other - one);
};
const show = () => {
  if (!map) return;
  const at = typed();
  canvas.dataset.at = at ? at.join() : "";
  if (!at) return pin.remove();
  pin.setLngLat(at).addTo(map);
  pin.getElement().setAttribute("aria-hidden", "true");
  if (!map.getBounds().contains(at)) map.jumpTo({ center: at, zoom: Math.max(map.getZoom(), NEAR_ZOOM) });
};
const take = ({ lng, lat }) => {
  if (!field()) return;
  field().value = `${lat.toFixed(6)}, ${lng.toFixed(6)}`;
  field().dispatchEvent(new Event("input", { bubbles: true }));
};
const without = () => {
  document.getElementById("place-none").hidden = false;
  canvas.hidden = true;
};

const open = async () => {
  if (map || !panel.open) return;
  const { canDraw, openMap } = await import(panel.dataset.ground);
  if (!canDraw()) return without();
  const office = panel.dataset.office ? panel.dataset.office.split(",").map(Number) : undefined;
  try {
    const opened = await openMap(panel, canvas, { center: typed() ?? office, zoom: typed() ? NEAR_ZOOM : 13 });
    const mark = Object.assign(document.createElement("span"), { className: "office", textContent: "⌂" });
    if (office) new opened.engine.Marker({ element: mark }).setLngLat(office).addTo(opened.map);
    mark.setAttribute("aria-hidden", "true");
    pin = new opened.engine.Marker();
    map = opened.map;
  } catch (error) {
    console.warn(error);
    return without();
  }
  map.on("click", ({ lngLat }) => take(lngLat));
  map.once("load", () => { canvas.dataset.ready = "yes"; show(); });
};

panel.addEventListener("toggle", open);
canvas.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !map || event.target !== map.getCanvas()) return;
  event.preventDefault();
  take(map.getCenter());
});
document.addEventListener("input", (event) => event.target.id === "place" && show());
new MutationObserver(show).observe(document.getElementById("person"), { childList: true, subtree: true, attributes: true, attributeFilter: ["value"] });
