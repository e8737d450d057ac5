// Keeps what is typed into the story boxes and not yet sent, in this tab alone (sessionStorage), through a reload.
(() => {
  const SENDING = 15000;  // milliseconds in which what was just sent is no draft, unless it is still here afterwards
  const boxes = () => document.querySelectorAll('[data-testid="stForm"] textarea');
  const key = (box) => "story:" + (new URLSearchParams(location.search).get("story") || "") + ":" + box.getAttribute("aria-label");
  const isNew = (box) => box.getAttribute("aria-label") === "Your story";
  if (window.coachStory) { clearInterval(window.coachStory.timer); window.coachStory.forget.abort(); }
  const forget = new AbortController(), met = new WeakMap(), sent = new WeakMap();
  const sending = (form) => form?.querySelectorAll("textarea").forEach((box) => {
    sessionStorage.removeItem(key(box));
    sent.set(box, Date.now());
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest('[data-testid="stFormSubmitButton"]')) sending(event.target.closest('[data-testid="stForm"]'));
  }, { capture: true, signal: forget.signal });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) sending(event.target.closest('[data-testid="stForm"]'));
  }, { capture: true, signal: forget.signal });
  const timer = setInterval(() => {
    for (const box of boxes()) {
      const name = key(box), saved = sessionStorage.getItem(name);
      if (met.get(box) !== name) {
        met.set(box, name);
        // A new story starts from nothing, whatever was typed before this script came; a retold one from what stands there.
        const [given, typed] = saved ? JSON.parse(saved) : [isNew(box) ? "" : box.value, box.value];
        box.dataset.given = given;
        // Only over the words that it was typed over: a new version on record counts before an old draft of it.
        if (given !== box.value && typed !== box.value) { box.dataset.given = box.value; continue; }
        if (typed !== box.value) {
          Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, typed);
          box.dispatchEvent(new Event("input", { bubbles: true }));
        }
        continue;
      }
      if (Date.now() - (sent.get(box) || 0) < SENDING) continue;
      if (box.value !== box.dataset.given) sessionStorage.setItem(name, JSON.stringify([box.dataset.given, box.value]));
      else sessionStorage.removeItem(name);
    }
  }, 300);
  window.coachStory = { timer, forget };
})();
