// The page works without this file. With it: says how many photos are chosen, and makes large ones smaller before they
// are sent, so that a slow line suffices; a smaller copy carries no place or moment of its own.
const MOST = 3 * 1024 * 1024, EDGE = 2560;
const form = document.querySelector("[data-photos]");
const box = form?.querySelector("input[type=file]");
const said = form?.querySelector("[data-count]");

box?.classList.add("sr"); // the large button above opens it; without this file the browser's own stays
box?.addEventListener("change", async () => {
  said.textContent = said.dataset.count.replace("{n}", box.files.length);
  if (![...box.files].some((file) => file.size > MOST) || !window.createImageBitmap || !window.DataTransfer) return;
  const kept = new DataTransfer();
  for (const file of box.files) kept.items.add(file.size > MOST ? await smaller(file) : file);
  box.files = kept.files;
});

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
