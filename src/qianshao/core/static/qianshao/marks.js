// Marks on a map: links of the page, gathered where they would lie on each other. For the desk's map and the one map.

export function hasWebGl2() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

function drawIcon(sprite, name) {
  const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg"), use = document.createElementNS(space, "use");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#i-${name}`);
  svg.append(use);
  return svg;
}

// Marks nearer than this cannot be pressed apart (WCAG 2.5.8: 24 px, and the white ring).
const APART = 28, WORST = ["bad", "wait", "run", "ok"];

function rank(feature) {
  const found = WORST.indexOf(feature.properties.tone);
  return found < 0 ? WORST.length : found;
}

// Points that would lie on each other at this zoom stand together, under the worst of them.
function gather(map, features) {
  const groups = [];
  for (const feature of [...features].sort((a, b) => rank(a) - rank(b))) {
    const at = map.project(feature.geometry.coordinates);
    const near = groups.find((group) => Math.hypot(group.at.x - at.x, group.at.y - at.y) < APART);
    if (near) near.all.push(feature);
    else groups.push({ at, all: [feature] });
  }
  return groups.map((group) => group.all);
}

function wordsOf({ title, words }) { return words ? `${title} ${words}` : title; }

// Points are links of the page, so that the keyboard reaches them; outlines belong to the map.
function oneMark(feature, icons) {
  const { tone, icon, url } = feature.properties, mark = document.createElement(url ? "a" : "span");
  mark.className = `mk ${tone}`;
  if (url) mark.href = url;
  mark.title = wordsOf(feature.properties);
  mark.append(drawIcon(icons, icon || "circle-dot"));
  const label = document.createElement("span");
  label.className = "mklab";
  label.textContent = mark.title;
  mark.append(label);
  return mark;
}

// Several at one place: a button with their number; pressing it goes nearer until they stand apart.
function manyMark(map, all, words) {
  const mark = document.createElement("button");
  mark.type = "button";
  mark.className = `mk many ${all[0].properties.tone}`;
  mark.textContent = all.length;
  mark.title = `${words.replace("{n}", all.length)}：${all.slice(0, 6).map((one) => wordsOf(one.properties)).join("；")}`;
  mark.setAttribute("aria-label", mark.title);
  mark.addEventListener("click", () => map.easeTo({ center: all[0].geometry.coordinates, zoom: map.getZoom() + 2, animate: false }));
  return mark;
}

export function putMarks(lib, map, data, box) {
  return gather(map, data.features).map((all) => {
    const element = all.length > 1 ? manyMark(map, all, box.dataset.many) : oneMark(all[0], box.dataset.icons);
    return new lib.Marker({ element }).setLngLat(all[0].geometry.coordinates).addTo(map);
  });
}
