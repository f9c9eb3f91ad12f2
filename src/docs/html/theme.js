// The theme that the reader has chosen counts before anything is shown.
"use strict";
(() => {
  try {
    const chosen = localStorage.getItem("portcullis-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // A browser that keeps nothing shows what the system prefers.
  }
})();
