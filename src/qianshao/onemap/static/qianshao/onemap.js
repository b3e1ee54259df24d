// The one map: MapLibre over the server's drawing when the machine has WebGL2; tiles for what is many, marks for the rest.
// Drawing an area asks the server who and what is inside; measuring is done here, on the sphere.

import { hasWebGl2, putMarks } from "./marks.js";

const TONES = { ok: "#2E9E6B", run: "#3B93B3", wait: "#B97A12", bad: "#D8493F", off: "#5F6C79" };
const FONTS = "'PingFang SC','Source Han Sans SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif";
const byTone = (key) => ["match", ["get", key], ...Object.entries(TONES).flat(), TONES.off];
const EMPTY = { type: "FeatureCollection", features: [] };
const box = document.querySelector("[data-onemap]");

function absolute(url) { return new URL(url, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}"); }

function baseLayers(base) {
  if (!base) return { sources: {}, layers: [] };
  const found = JSON.parse(base), zooms = { minzoom: found.minzoom, maxzoom: found.maxzoom }, sources = {}, layers = [];
  if (found.type === "raster") {
    found.tiles.forEach((url, n) => {
      sources[`base${n}`] = { type: "raster", tiles: [absolute(url)], tileSize: 256, ...zooms };
      layers.push({ id: `base${n}`, type: "raster", source: `base${n}` });
    });
    return { sources, layers };
  }
  const has = (name) => found.layers.includes(name), layer = (id, type, paint) => ({ id: `base-${id}`, type, source: "base", "source-layer": id, paint });
  const wanted = [["earth", "fill", { "fill-color": "#F3F4EF" }], ["landcover", "fill", { "fill-color": "#E7EDE0" }], ["landuse", "fill", { "fill-color": "#E9EEE4" }],
    ["water", "fill", { "fill-color": "#BCD8E4" }], ["waterway", "line", { "line-color": "#9CC6D8" }], ["roads", "line", { "line-color": "#C9B99A", "line-width": 1 }],
    ["transportation", "line", { "line-color": "#C9B99A", "line-width": 1 }], ["buildings", "fill", { "fill-color": "#DDD8CF" }], ["building", "fill", { "fill-color": "#DDD8CF" }]];
  return { sources: { base: { type: "vector", tiles: [absolute(found.tiles[0])], ...zooms } },
    layers: wanted.filter(([id]) => has(id)).map(([id, type, paint]) => layer(id, type, paint)) };
}

function styleOf(data, base) {
  const sources = { ...base.sources, drawn: { type: "geojson", data: EMPTY } };
  for (const name of ["towns", "labels", "shapes"]) sources[name] = { type: "geojson", data: data[name] };
  const layers = [
    { id: "land", type: "background", paint: { "background-color": "#EEF1EE" } }, ...base.layers,
    { id: "towns-fill", type: "fill", source: "towns", paint: { "fill-color": "#E3E8E6", "fill-opacity": base.layers.length ? 0.15 : 0.7 } },
    { id: "towns", type: "line", source: "towns", paint: { "line-color": "#8FA09F", "line-dasharray": [3, 2] } },
    { id: "shapes-fill", type: "fill", source: "shapes", paint: { "fill-color": byTone("tone"), "fill-opacity": 0.18 } },
    { id: "shapes", type: "line", source: "shapes", paint: { "line-color": byTone("tone"), "line-width": 1.6 } },
  ];
  for (const { name, url } of data.tiles) {
    const tiles = [absolute(url)], from = { source: `t-${name}`, "source-layer": "points" };
    sources[`t-${name}`] = { type: "vector", tiles, maxzoom: 16 };
    layers.push({ id: `p-${name}`, type: "circle", ...from, paint: { "circle-color": byTone("t"), "circle-stroke-color": "#fff", "circle-stroke-width": 1.5,
      "circle-radius": ["interpolate", ["linear"], ["get", "n"], 1, 5, 10, 11, 1000, 18] } });
    layers.push({ id: `n-${name}`, type: "symbol", ...from, filter: [">", ["get", "n"], 1],
      layout: { "text-field": ["to-string", ["get", "n"]], "text-size": 11, "text-font": ["Noto Sans CJK SC"], "text-allow-overlap": true }, paint: { "text-color": "#fff" } });
  }
  layers.push(
    { id: "labels", type: "symbol", source: "labels", layout: { "text-field": ["get", "name"], "text-size": 13, "text-font": ["Noto Sans CJK SC"] },
      paint: { "text-color": "#15202B", "text-halo-color": "#fff", "text-halo-width": 1.6 } },
    { id: "drawn-fill", type: "fill", source: "drawn", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": "#E07800", "fill-opacity": 0.12 } },
    { id: "drawn", type: "line", source: "drawn", paint: { "line-color": "#E07800", "line-width": 2.4 } },
    { id: "drawn-points", type: "circle", source: "drawn", paint: { "circle-color": "#E07800", "circle-radius": 4, "circle-stroke-color": "#fff", "circle-stroke-width": 1.5 } });
  return { version: 8, sources, layers };
}

function metres([lon, lat], [lon2, lat2]) {
  const rad = Math.PI / 180, a = Math.sin((lat2 - lat) * rad / 2) ** 2 + Math.cos(lat * rad) * Math.cos(lat2 * rad) * Math.sin((lon2 - lon) * rad / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.sqrt(a));
}

function said(words) {
  const place = document.querySelector("[data-said]");
  place.textContent = words;
  place.hidden = !words;
}

async function ask(ring) {
  const place = document.querySelector("[data-found]"), words = document.querySelector("[data-said]").dataset, body = new FormData();
  body.set("area", JSON.stringify({ type: "Polygon", coordinates: [ring] }));
  body.set("fragment", "1");
  said(words.wordsWait);
  const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers:inherited") || document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "" };
  const answer = await fetch(place.dataset.url, { method: "POST", body, headers }).catch(() => null);
  if (!answer || ![200, 422].includes(answer.status)) return said(words.wordsFail);
  said("");
  place.querySelector("[data-found-body]").innerHTML = await answer.text();
  place.hidden = false;
}

function tools(map) {
  const button = (name) => document.querySelector(`[data-tool=${name}]`), words = document.querySelector("[data-said]").dataset;
  let tool = "", points = [];
  const show = () => {
    const features = points.map((p) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: p } }));
    if (points.length > 1) features.push({ type: "Feature", properties: {}, geometry: tool === "measure" || points.length < 3 ?
      { type: "LineString", coordinates: points } : { type: "Polygon", coordinates: [[...points, points[0]]] } });
    map.getSource("drawn").setData({ type: "FeatureCollection", features });
    if (tool === "measure" && points.length > 1) {
      const sum = points.slice(1).reduce((total, p, n) => total + metres(points[n], p), 0);
      said(sum < 2000 ? `${Math.round(sum)} m` : `${(sum / 1000).toFixed(2)} km`);
    }
  };
  const set = (name) => {
    tool = name;
    for (const key of ["area", "measure"]) button(key).setAttribute("aria-pressed", String(key === tool));
    for (const key of ["back", "clear"]) button(key).hidden = !tool && !points.length;
    button("done").hidden = tool !== "area";
    box.closest(".map").classList.toggle("drawing", Boolean(tool));
    said(tool === "area" ? words.wordsArea : tool === "measure" ? words.wordsMeasure : "");
  };
  const begin = (name) => () => { points = []; set(tool === name ? "" : name); show(); };
  button("area").addEventListener("click", begin("area"));
  button("measure").addEventListener("click", begin("measure"));
  button("back").addEventListener("click", () => { points.pop(); show(); });
  button("clear").addEventListener("click", () => { points = []; document.querySelector("[data-found]").hidden = true; set(""); show(); map.resize(); });
  button("done").addEventListener("click", async () => {
    if (points.length < 3) return said(words.wordsFew);
    const ring = [...points, points[0]];
    set("");
    await ask(ring);
    map.resize();
  });
  map.on("click", (event) => {
    if (!tool) return;
    points.push([event.lngLat.lng, event.lngLat.lat].map((v) => Math.round(v * 1e6) / 1e6));
    show();
  });
  return () => Boolean(tool);
}

// The night of an alert: the slider asks for the marks as they stood at its moment; the last question asked wins.
function timeline(show) {
  const form = document.querySelector("[data-time]"), range = form?.elements.min;
  if (!range) return;
  const told = form.querySelector("[data-at]"), style = { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" };
  const words = new Intl.DateTimeFormat(document.documentElement.lang || "zh-CN", style);
  let asked = 0;
  range.addEventListener("input", () => {
    const seconds = Math.min(Number(form.dataset.start) + range.value * 60, Number(form.dataset.end));
    told.textContent = words.format(new Date(seconds * 1000));
    range.setAttribute("aria-valuetext", told.textContent);
  });
  range.addEventListener("change", async () => {
    const mine = ++asked, address = new URL(box.dataset.onemap, location.href);
    address.searchParams.set("min", range.value);
    const answer = await fetch(address).catch(() => null);
    if (mine !== asked || !answer?.ok) return;
    show(await answer.json());
    history.replaceState(null, "", `?${new URLSearchParams(new FormData(form))}`);
    document.body.dataset.at = range.value;
  });
}

// How much of the map's top the tools lie on: no mark may begin life under a button.
function covered() {
  const tools = document.querySelector(".om-tools")?.getBoundingClientRect(), top = box.getBoundingClientRect().top;
  return tools ? Math.max(0, tools.bottom - top) : 0;
}

async function draw() {
  const [lib, answer] = await Promise.all([import(box.dataset.lib), fetch(box.dataset.onemap)]), data = await answer.json();
  if (!data.box) return without();
  for (const key of ["area", "measure"]) document.querySelector(`[data-tool=${key}]`).hidden = false;
  document.querySelector("[data-noscript]").hidden = true;
  box.hidden = false;
  const map = new lib.Map({ container: box, bounds: data.box, fitBoundsOptions: { padding: { top: 24 + covered(), right: 44, bottom: 44, left: 24 } }, fadeDuration: 0, dragRotate: false,
    locale: { "NavigationControl.ZoomIn": box.dataset.nearer, "NavigationControl.ZoomOut": box.dataset.farther, "Map.Title": box.dataset.name },
    attributionControl: false, localIdeographFontFamily: FONTS, style: styleOf(data, baseLayers(box.dataset.base)) });
  map.addControl(new lib.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new lib.ScaleControl({ unit: "metric" }), "bottom-left");
  map.once("load", () => {
    const busy = tools(map);
    let points = data.points, marks = [];
    const crowd = () => {
      box.classList.toggle("far", map.getZoom() < 11);
      marks.forEach((mark) => mark.remove());
      marks = putMarks(lib, map, points, box);
    };
    map.on("zoomend", crowd);
    crowd();
    timeline((then) => {
      map.getSource("shapes").setData(then.shapes);
      points = then.points;
      crowd();
    });
    map.on("click", (event) => {
      const found = busy() ? [] : map.queryRenderedFeatures(event.point).filter((one) => one.source?.startsWith("t-"));
      if (found.length) map.easeTo({ center: event.lngLat, zoom: Math.min(map.getZoom() + (found[0].properties.n > 1 ? 2 : 0), 17) });
    });
    map.once("idle", () => { document.body.dataset.map = "ready"; });
  });
}

// The drawing the server made stays, and the page says that nothing more is coming.
function without() {
  box.hidden = true;
  document.body.dataset.map = "none";
}

if (box && hasWebGl2()) draw().catch(without);
else if (box) without();
