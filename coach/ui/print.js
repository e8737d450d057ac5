// The Print button, and every drawer open on paper.
(() => {
  if (!window.coachPrints) {
    window.coachPrints = true;
    window.addEventListener("beforeprint", () => document.querySelectorAll("details:not(.point details, .more)").forEach((one) => { one.open = true; }));
  }
  const button = document.querySelector("#print-debrief");
  if (button && !button.dataset.ready) { button.dataset.ready = "true"; button.addEventListener("click", () => window.print()); }
})();
