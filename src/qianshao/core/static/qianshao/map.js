// The desk's map: MapLibre when the machine has WebGL2, else the drawing the server made stays (ux.md 1.5).
// The library is loaded only when there is a map to show. Text on the map comes from the system's own fonts.

const LIGHT = { land: "#EEF1EE", line: "#8FA09F", ink: "#15202B", halo: "#FFFFFF", warn: "#E07800",
  bands: { r0: "#E7968E", r1: "#EFCB87", r2: "#BFDDE4", r3: "#A9D9BF", rx: "#E3E8E6" } };
const FONTS = "'PingFang SC','Source Han Sans SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif";

function hasWebGl2() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

function colourByBand() {
  return ["match", ["get", "band"], ...Object.entries(LIGHT.bands).flat(), LIGHT.bands.rx];
}

function layers() {
  return [
    { id: "land", type: "background", paint: { "background-color": LIGHT.land } },
    { id: "towns", type: "fill", source: "towns", paint: { "fill-color": colourByBand(), "fill-opacity": 0.8 } },
    { id: "lines", type: "line", source: "towns", paint: { "line-color": LIGHT.line, "line-width": 1, "line-dasharray": [3, 2] } },
    { id: "warned-fill", type: "fill", source: "warned", paint: { "fill-color": LIGHT.warn, "fill-opacity": 0.06 } },
    { id: "warned", type: "line", source: "warned", paint: { "line-color": LIGHT.warn, "line-width": 2.2, "line-dasharray": [4, 2] } },
    { id: "labels", type: "symbol", source: "labels",
      layout: { "text-field": ["concat", ["get", "name"], "\n", ["get", "words"]], "text-size": 13, "text-line-height": 1.25,
        "text-font": ["Noto Sans CJK SC"], "text-allow-overlap": false, "text-padding": 1 },
      paint: { "text-color": LIGHT.ink, "text-halo-color": LIGHT.halo, "text-halo-width": 1.6 } },
  ];
}

async function fetchData(box) {
  const answer = await fetch(box.dataset.map, { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : null;
}

async function draw(box) {
  const [lib, data] = await Promise.all([import(box.dataset.lib), fetchData(box)]);
  if (!data || !data.box) return;
  box.hidden = false;
  const sources = {};
  for (const name of ["towns", "labels", "warned"]) sources[name] = { type: "geojson", data: data[name] };
  const map = new lib.Map({
    container: box, bounds: data.box, fitBoundsOptions: { padding: 18 }, fadeDuration: 0, dragRotate: false,
    attributionControl: false, localIdeographFontFamily: FONTS, style: { version: 8, sources, layers: layers() },
  });
  map.addControl(new lib.NavigationControl({ showCompass: false }), "top-right");
  map.on("error", () => { map.remove(); box.hidden = true; });
  map.once("idle", () => { document.body.dataset.map = "ready"; });
  map.on("click", "towns", (event) => {
    const link = document.getElementById("t-" + event.features[0].properties.path);
    if (link) link.click();
  });
  let stamp = stampOf(box);
  setInterval(async () => {
    if (stampOf(box) === stamp) return;
    stamp = stampOf(box);
    const fresh = await fetchData(box);
    if (fresh) for (const name of Object.keys(sources)) map.getSource(name).setData(fresh[name]);
  }, 5000);
}

function stampOf(box) { return box.closest("[data-map-stamp]")?.dataset.mapStamp; }

const box = document.querySelector("[data-map]");
if (box && hasWebGl2()) draw(box).catch(() => { box.hidden = true; });
