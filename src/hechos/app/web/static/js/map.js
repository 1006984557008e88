// The map of a search: the drawing of the server is replaced where the browser can do better.
const box = document.getElementById("map");
const KM_A_DEGREE = 111.32;

function canDraw() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function ring({ lat, lon, km }) {
  const wide = km / (KM_A_DEGREE * Math.max(0.05, Math.cos((lat * Math.PI) / 180)));
  const high = km / KM_A_DEGREE;
  const points = Array.from({ length: 49 }, (_, n) => {
    const turn = (n / 48) * 2 * Math.PI;
    return [lon + wide * Math.cos(turn), Math.max(-89, Math.min(89, lat + high * Math.sin(turn)))];
  });
  return { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: points } };
}

// Places at one point are laid around it, so that each can be chosen.
function spread(points) {
  const at = new Map();
  for (const one of points) {
    const key = `${one.lat} ${one.lon}`;
    at.set(key, [...(at.get(key) ?? []), one]);
  }
  return [...at.values()].flatMap((same) => same.map((one, n) => {
    const turn = (n / same.length) * 2 * Math.PI;
    const off = same.length > 1 ? Math.min(0.02, one.km / KM_A_DEGREE / 3) : 0;
    return { ...one, x: one.lon + off * Math.cos(turn), y: one.lat + off * Math.sin(turn) };
  }));
}

function dots(points) {
  return {
    type: "FeatureCollection",
    features: spread(points).map(({ x, y, n, path, href, words }) => ({
      type: "Feature", properties: { n, path, href, words },
      geometry: { type: "Point", coordinates: [x, y] },
    })),
  };
}

function style(land, points) {
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: land, attribution: "Natural Earth" },
      rings: { type: "geojson", data: { type: "FeatureCollection", features: points.map(ring) } },
      points: { type: "geojson", data: dots(points), cluster: true, clusterRadius: 44, clusterMaxZoom: 9, clusterProperties: { n: ["+", ["get", "n"]] } },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("--wash") } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("--paper") } },
      { id: "borders", type: "line", source: "land", paint: { "line-color": colour("--line"), "line-width": 0.8 } },
      { id: "rings", type: "line", source: "rings", paint: { "line-color": colour("--derived"), "line-opacity": 0.55, "line-dasharray": [2, 2] } },
      { id: "points", type: "circle", source: "points", paint: { "circle-color": colour("--link"), "circle-opacity": 0.85, "circle-stroke-color": colour("--paper"), "circle-stroke-width": 1.5, "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "n"]], 1, 6, 10, 14, 100, 30] } },
      { id: "numbers", type: "symbol", source: "points", layout: { "text-field": ["to-string", ["get", "n"]], "text-size": 11, "text-allow-overlap": true }, paint: { "text-color": colour("--on-link") } },
    ],
  };
}

function said({ path, words, href }) {
  const part = document.createElement("div");
  const link = Object.assign(document.createElement("a"), { href, textContent: box.dataset.open });
  part.append(Object.assign(document.createElement("b"), { textContent: path }), document.createElement("br"), words, document.createElement("br"), link);
  return part;
}

async function begin() {
  const [library, land, { points }] = await Promise.all([
    import(box.dataset.library),
    fetch(box.dataset.land).then((answer) => answer.json()),
    fetch(box.dataset.points, { headers: { Accept: "application/json" } }).then((answer) => answer.json()),
  ]);
  library.setWorkerUrl(box.dataset.worker);
  const countries = window.topojson.feature(land, land.objects.countries);
  const drawing = box.querySelector("svg");
  drawing.classList.add("hidden");
  const map = new library.Map({ container: box, style: style(countries, points), attributionControl: { compact: true }, renderWorldCopies: false, dragRotate: false });
  map.addControl(new library.NavigationControl({ showCompass: false }));
  const around = new library.LngLatBounds();
  points.forEach((one) => ring(one).geometry.coordinates.forEach((point) => around.extend(point)));
  if (points.length) map.fitBounds(around, { padding: 60, maxZoom: 7, animate: false });
  map.on("click", "points", async ({ features: [one] }) => {
    if (one.properties.cluster) {
      const zoom = await map.getSource("points").getClusterExpansionZoom(one.properties.cluster_id);
      map.easeTo({ center: one.geometry.coordinates, zoom });
      return;
    }
    new library.Popup().setLngLat(one.geometry.coordinates).setDOMContent(said(one.properties)).addTo(map);
  });
  map.on("mouseenter", "points", () => map.getCanvas().classList.add("pointing"));
  map.on("mouseleave", "points", () => map.getCanvas().classList.remove("pointing"));
  map.once("idle", () => { box.dataset.ready = "yes"; });
}

if (box && canDraw()) begin().catch(() => box.querySelector("svg")?.classList.remove("hidden"));
