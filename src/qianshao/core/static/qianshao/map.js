// The desk's map: MapLibre when the machine has WebGL2, else the drawing the server made stays (ux.md 1.5).
// The library is loaded only when there is a map to show. Text on the map comes from the system's own fonts.

import { hasWebGl2, putMarks } from "./marks.js";

const LIGHT = { land: "#EEF1EE", line: "#8FA09F", ink: "#15202B", halo: "#FFFFFF", warn: "#E07800",
  tones: { ok: "#2E9E6B", run: "#3B93B3", wait: "#B97A12", bad: "#D8493F", off: "#5F6C79" },
  bands: { r0: "#E7968E", r1: "#EFCB87", r2: "#BFDDE4", r3: "#A9D9BF", rx: "#E3E8E6" } };
const FONTS = "'PingFang SC','Source Han Sans SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif";

function colourByBand() {
  return ["match", ["get", "band"], ...Object.entries(LIGHT.bands).flat(), LIGHT.bands.rx];
}

function colourByTone() {
  return ["match", ["get", "tone"], ...Object.entries(LIGHT.tones).flat(), LIGHT.tones.off];
}

function layers() {
  return [
    { id: "land", type: "background", paint: { "background-color": LIGHT.land } },
    { id: "towns", type: "fill", source: "towns", paint: { "fill-color": colourByBand(), "fill-opacity": 0.8 } },
    { id: "lines", type: "line", source: "towns", paint: { "line-color": LIGHT.line, "line-width": 1, "line-dasharray": [3, 2] } },
    { id: "warned-fill", type: "fill", source: "warned", paint: { "fill-color": LIGHT.warn, "fill-opacity": 0.06 } },
    { id: "warned", type: "line", source: "warned", paint: { "line-color": LIGHT.warn, "line-width": 2.2, "line-dasharray": [4, 2] } },
    { id: "shapes-fill", type: "fill", source: "shapes", paint: { "fill-color": colourByTone(), "fill-opacity": 0.18 } },
    { id: "shapes", type: "line", source: "shapes", paint: { "line-color": colourByTone(), "line-width": 1.6 } },
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

// How much of the map's top the switches lie on: no mark may begin life under a button.
function covered(box) {
  const switches = box.parentElement.querySelector(".mapbtns")?.getBoundingClientRect();
  return switches ? Math.max(0, switches.bottom - box.getBoundingClientRect().top) : 0;
}

async function draw(box) {
  const [lib, data] = await Promise.all([import(box.dataset.lib), fetchData(box)]);
  if (!data || !data.box) return without(box);
  box.hidden = false;
  const sources = {};
  for (const name of ["towns", "labels", "warned", "shapes"]) sources[name] = { type: "geojson", data: data[name] };
  const map = new lib.Map({
    container: box, bounds: data.box, fitBoundsOptions: { padding: { top: 18 + covered(box), right: 18, bottom: 18, left: 18 } },
    fadeDuration: 0, dragRotate: false, locale: { "NavigationControl.ZoomIn": box.dataset.nearer, "NavigationControl.ZoomOut": box.dataset.farther },
    attributionControl: false, localIdeographFontFamily: FONTS, style: { version: 8, sources, layers: layers() },
  });
  map.addControl(new lib.NavigationControl({ showCompass: false }), "top-right");
  map.on("error", () => { map.remove(); without(box); });
  map.once("idle", () => { document.body.dataset.map = "ready"; });
  map.on("click", "towns", (event) => {
    const link = document.getElementById("t-" + event.features[0].properties.path);
    if (link) link.click();
  });
  let stamp = stampOf(box), points = data.points, marks = [];
  const crowd = () => {
    box.classList.toggle("far", map.getZoom() < 11);
    marks.forEach((mark) => mark.remove());
    marks = putMarks(lib, map, points, box);
  };
  map.on("zoomend", crowd);
  crowd();
  setInterval(async () => {
    if (stampOf(box) === stamp) return;
    stamp = stampOf(box);
    const fresh = await fetchData(box);
    if (!fresh) return;
    for (const name of Object.keys(sources)) map.getSource(name).setData(fresh[name]);
    points = fresh.points;
    crowd();
  }, 5000);
}

function stampOf(box) { return box.closest("[data-map-stamp]")?.dataset.mapStamp; }

// The drawing the server made stays, and the page says that nothing more is coming.
function without(box) {
  box.hidden = true;
  document.body.dataset.map = "none";
}

const box = document.querySelector("[data-map]");
if (box && hasWebGl2()) draw(box).catch(() => without(box));
else if (box) without(box);
