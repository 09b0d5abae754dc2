// Runs before the first paint, so that a dark room never sees a white flash.
(() => {
  let wanted = 'auto';
  try {
    wanted = localStorage.getItem('paulownia.theme') || 'auto';
  } catch {
    // Storage may be forbidden; the system's theme is used then.
  }
  const dark =
    wanted === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : wanted === 'dark';
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
