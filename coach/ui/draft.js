// Keeps what is typed and not yet sent, in this tab alone (sessionStorage): a reload or a page change loses nothing.
// What was spoken and not yet sent is kept too: after a reload it stands where it can be typed on. And what was sent is
// kept until it is seen among the messages: if the record can't be written, or the sign-in has run out, it comes back.
(() => {
  const LATE = 6000, OLD = 3600000;  // milliseconds: until what was sent must be seen; until nobody wants it any more
  const WORTH = 40;  // characters: what is shorter is typed again, and may be a command
  const find = () => document.querySelector('textarea[data-testid="stChatInputTextArea"]');
  const heard = () => document.querySelector(".st-key-heard textarea")?.value || "";
  const key = () => "draft:" + (new URLSearchParams(location.search).get("practice") || "");
  const atRest = () => document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]');
  const flat = (words) => words.replace(/[^\p{L}\p{N}]+/gu, "");
  const told = (words) => flat(words.split("\n").reduce((one, other) => (other.length > one.length ? other : one)));
  const seen = (words) => [...document.querySelectorAll(".msg.learner")].some(
    (message) => flat(message.textContent).includes(told(words).slice(0, 60)));
  const put = (box, words) => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, words);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const sent = () => JSON.parse(sessionStorage.getItem("sent:" + key()) || "null");
  const lookAfterSent = (box) => {
    const last = sent();
    if (!last || Date.now() - last.at < LATE || !atRest()) return;
    const [words, age] = [last.words, Date.now() - last.at];
    sessionStorage.removeItem("sent:" + key());
    if (words.trim().length < WORTH || words.startsWith("/")) return;
    if (age < OLD && !seen(words) && !box.value && !box.disabled && !heard()) put(box, words);
  };
  if (window.coachDraft) { clearInterval(window.coachDraft.timer); window.coachDraft.forget.abort(); }
  const forget = new AbortController();
  const sending = (words) => {
    sessionStorage.removeItem(key());  // no draft any more: else a new, empty box would get it
    sessionStorage.setItem("sent:" + key(), JSON.stringify({ words, at: Date.now() }));
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.target === find() && !event.shiftKey) sending(find().value);
    if (event.target.closest(".st-key-heard textarea") && (event.ctrlKey || event.metaKey)) sending(heard());
  }, { capture: true, signal: forget.signal });
  document.addEventListener("click", (event) => {
    if (event.target.closest('[data-testid="stChatInputSubmitButton"]')) sending(find()?.value || "");
    if (event.target.closest('.st-key-heard [data-testid="stFormSubmitButton"]')) sending(heard());
  }, { capture: true, signal: forget.signal });
  let box = null, restored = "";
  const timer = setInterval(() => {
    const now = find();
    if (!now) { box = null; return; }
    const saved = sessionStorage.getItem(key());
    if (now !== box || key() !== restored) {
      if (saved && !now.value && !now.disabled && !heard()) put(now, saved);
      box = now; restored = key();
      return;
    }
    const words = now.value || heard();
    if (words && words === sent()?.words) return;  // on its way, and still to be seen here
    if (words) { sessionStorage.setItem(key(), words); return; }
    sessionStorage.removeItem(key());
    lookAfterSent(now);
  }, 300);
  window.coachDraft = { timer, forget };
})();
