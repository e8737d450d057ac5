// Keeps what is typed into the story boxes and not yet sent, in this tab alone (sessionStorage), through a reload.
(() => {
  const boxes = () => document.querySelectorAll('[data-testid="stForm"] textarea');
  const key = (box) => "story:" + (new URLSearchParams(location.search).get("story") || "") + ":" + box.getAttribute("aria-label");
  if (window.coachStory) clearInterval(window.coachStory);
  const met = new WeakMap();
  window.coachStory = setInterval(() => {
    for (const box of boxes()) {
      const name = key(box), saved = sessionStorage.getItem(name);
      if (met.get(box) !== name) {
        met.set(box, name);
        const [given, typed] = saved ? JSON.parse(saved) : [null, null];
        // Only over the words that it was typed over: a new version on record counts before an old draft of it.
        if (typed !== null && given === box.value && typed !== box.value) {
          Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, typed);
          box.dispatchEvent(new Event("input", { bubbles: true }));
        }
        box.dataset.given = given !== null && typed === box.value ? given : box.value;
        continue;
      }
      if (box.value !== box.dataset.given) sessionStorage.setItem(name, JSON.stringify([box.dataset.given, box.value]));
      else sessionStorage.removeItem(name);
    }
  }, 300);
})();
