// The ground of every map of the consoles: the engine, fetched when first needed, and what lies under it.
// What lies under when the server has tiles: the layers that Protomaps and OpenMapTiles extracts are made of.
const fill = (color) => ["fill", { "fill-color": color }];
const stroke = (color, width) => ["line", { "line-color": color, "line-width": width }];
const UNDER = {
  earth: fill("#f6f5f0"), landcover: fill("#eef1e6"), landuse: fill("#ecefe3"), park: fill("#e2edd8"), water: fill("#c8dbe6"), waterway: stroke("#c8dbe6", 2),
  buildings: fill("#e3ded3"), building: fill("#e3ded3"), roads: stroke("#ffffff", 3), transportation: stroke("#ffffff", 3), boundaries: stroke("#b6a58f", 1), boundary: stroke("#b6a58f", 1),
};
const NAMED = ["places", "place", "roads", "transportation_name"];
const NAME = ["coalesce", ["get", "name:vi"], ["get", "name"], ""];
const named = (layer) => ({
  id: `name-${layer}`, type: "symbol", source: "under", "source-layer": layer,
  layout: { "text-field": NAME, "text-size": 12, "symbol-placement": layer.startsWith("place") ? "point" : "line" },
  paint: { "text-color": "#333333", "text-halo-color": "#ffffff", "text-halo-width": 1.5 },
});
const styled = async (panel, above) => {
  const answer = await fetch(panel.dataset.tiles);
  const told = answer.ok ? await answer.json() : { tiles: [] };
  const sources = { ...above.sources };
  const layers = [{ id: "ground", type: "background", paint: { "background-color": "#f3f4f1" } }];
  if (told.tiles.length) {
    const here = new Set(told.vector_layers.map((one) => one.id));
    sources.under = { type: "vector", tiles: told.tiles.map((path) => location.origin + path), minzoom: told.minzoom, maxzoom: told.maxzoom, bounds: told.bounds, attribution: told.attribution };
    for (const [id, [type, paint]] of Object.entries(UNDER)) if (here.has(id)) layers.push({ id, type, paint, source: "under", "source-layer": id });
    layers.push(...NAMED.filter((layer) => here.has(layer)).map(named));
  }
  return { version: 8, sources, layers: [...layers, ...above.layers] };
};

export const canDraw = () => Boolean(document.createElement("canvas").getContext("webgl2"));

/** The engine and a map of it in `canvas`, looking at `center`; throws where it cannot be drawn. */
export const openMap = async (panel, canvas, { center = [105.435, 10.386], zoom = 12, above = { sources: {}, layers: [] } } = {}) => {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: panel.dataset.style }));
  const engine = await import(panel.dataset.engine);
  engine.setWorkerUrl(panel.dataset.worker);
  const map = new engine.Map({
    container: canvas, style: await styled(panel, above), center, zoom, attributionControl: { compact: false },
    dragRotate: false, pitchWithRotate: false, touchPitch: false, fadeDuration: 0,
    locale: { "Map.Title": canvas.dataset.label, "NavigationControl.ZoomIn": canvas.dataset.in, "NavigationControl.ZoomOut": canvas.dataset.out },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new engine.NavigationControl({ showCompass: false }));
  map.addControl(new engine.ScaleControl({ unit: "metric" }));
  map.on("error", ({ error }) => console.warn(String(error?.message || error), error?.stack));
  return { engine, map };
};
