// The wall hangs for months: fresh page at 04:00, a 2-pixel shift each hour against burn-in (ux.md 6.8).

function reloadAtFour() {
  const now = new Date(), next = new Date(now);
  next.setHours(4, 0, 0, 0);
  if (next <= now) next.setDate(next.getDate() + 1);
  setTimeout(() => location.reload(), next - now);
}
function shift() {
  const hour = new Date().getHours();
  document.body.style.transform = `translate(${(hour % 3) - 1}px, ${((hour >> 1) % 3) - 1}px)`;
}
reloadAtFour();
shift();
setInterval(shift, 3600000);
