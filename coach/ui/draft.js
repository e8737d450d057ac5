// Keeps what is typed and not yet sent, in this tab alone (sessionStorage): a reload or a page change loses nothing.
// What was spoken and not yet sent is kept too: after a reload it stands where it can be typed on.
(() => {
  const find = () => document.querySelector('textarea[data-testid="stChatInputTextArea"]');
  const heard = () => document.querySelector(".st-key-heard textarea")?.value || "";
  const key = () => "draft:" + (new URLSearchParams(location.search).get("practice") || "");
  if (window.coachDraft) clearInterval(window.coachDraft);
  let box = null, restored = "";
  window.coachDraft = setInterval(() => {
    const now = find();
    if (!now) { box = null; return; }
    if (now !== box || key() !== restored) {
      const saved = sessionStorage.getItem(key());
      if (saved && !now.value && !now.disabled && !heard()) {
        Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(now, saved);
        now.dispatchEvent(new Event("input", { bubbles: true }));
      }
      box = now; restored = key();
      return;
    }
    const words = now.value || heard();
    if (words) sessionStorage.setItem(key(), words); else sessionStorage.removeItem(key());
  }, 300);
})();
