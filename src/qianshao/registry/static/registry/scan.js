// A label was read: tell where the phone stands, if it may say so. The buttons work at once, with or without a place.

const form = document.querySelector("form[data-place]");
if (form && navigator.geolocation) {
  navigator.geolocation.getCurrentPosition(
    (found) => {
      form.elements.lon.value = found.coords.longitude.toFixed(6);
      form.elements.lat.value = found.coords.latitude.toFixed(6);
    },
    () => {}, // refused or unknown: the answer counts without it
    { enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 },
  );
}
