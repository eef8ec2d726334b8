// Light or dark as the reader chose; as the system says until then. Runs before the page is painted.
(() => {
  const root = document.documentElement;
  const kept = () => { try { return localStorage.getItem("euma-colours"); } catch { return null; } };
  const chosen = kept();
  if (chosen === "light" || chosen === "dark") root.dataset.colours = chosen;
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#colours")) return;
    const dark = root.dataset.colours ? root.dataset.colours === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.colours = dark ? "light" : "dark";
    try { localStorage.setItem("euma-colours", root.dataset.colours); } catch { /* storage may be switched off */ }
  });
})();
