// The page works without this file. With it: photos add up, one camera shot after the other, are shown small and can be
// taken out again; large ones are made smaller before they are sent, so that a slow line suffices; a smaller copy
// carries no place or moment of its own. ``form.ready`` ends when that is done.
const MOST = 4, LARGE = 3 * 1024 * 1024, EDGE = 2560;
const form = document.querySelector("[data-photos]");
const box = form?.querySelector("input[type=file]");
const said = form?.querySelector("[data-count]");
const thumbs = form?.querySelector("[data-thumbs]");
const chosen = [], asItWas = said?.textContent;

if (box && window.DataTransfer) {
  box.classList.add("sr"); // the large button above opens it; without this file the browser's own stays
  box.addEventListener("change", () => { form.ready = add([...box.files]); });
  form.addEventListener("reset", () => { chosen.length = 0; show(); });
}

async function add(files) {
  const room = files.slice(0, MOST - chosen.length);
  chosen.push(...(await Promise.all(room.map((file) => (file.size > LARGE ? smaller(file) : file)))));
  show(room.length < files.length);
}

function show(isFull) {
  const kept = new DataTransfer();
  for (const file of chosen) kept.items.add(file);
  box.files = kept.files; // what is sent, with this file or without the other
  const words = isFull ? said.dataset.most.replace("{n}", MOST) : said.dataset.count.replace("{n}", chosen.length);
  said.textContent = chosen.length ? words : asItWas;
  for (const old of thumbs.querySelectorAll("img")) URL.revokeObjectURL(old.src);
  thumbs.replaceChildren(...chosen.map(thumb));
  thumbs.hidden = !chosen.length;
}

function thumb(file, at) {
  const row = document.createElement("li"), picture = new Image(), drop = document.createElement("button");
  picture.src = URL.createObjectURL(file);
  picture.alt = thumbs.dataset.name.replace("{n}", at + 1);
  picture.addEventListener("error", () => {
    const words = document.createElement("span");
    words.textContent = thumbs.dataset.blind;
    picture.replaceWith(words);
  });
  drop.type = "button";
  drop.textContent = "×";
  drop.setAttribute("aria-label", thumbs.dataset.drop.replace("{n}", at + 1));
  drop.addEventListener("click", () => { chosen.splice(at, 1); show(); box.focus(); });
  row.append(picture, drop);
  return row;
}

async function smaller(file) {
  try {
    const picture = await createImageBitmap(file);
    const by = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const sheet = new OffscreenCanvas(Math.round(picture.width * by), Math.round(picture.height * by));
    sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
    const blob = await sheet.convertToBlob({ type: "image/jpeg", quality: 0.85 });
    return new File([blob], "photo.jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
}
