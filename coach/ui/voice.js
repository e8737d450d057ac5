// Questions are read aloud by the browser itself, on request. The words come from the page, never from here.
(() => {
  if (!("speechSynthesis" in window)) return;
  document.documentElement.classList.add("can-read-aloud");
  if (window.coachReadsAloud) return;
  window.coachReadsAloud = true;
  const show = (button, reading) => {
    button.setAttribute("aria-pressed", String(reading));
    button.textContent = reading ? "Stop reading" : "Read aloud";
  };
  const quiet = () => {
    speechSynthesis.cancel();
    document.querySelectorAll('button.aloud[aria-pressed="true"]').forEach((one) => show(one, false));
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button.aloud");
    if (!button) return;
    const reading = button.getAttribute("aria-pressed") === "true";
    quiet();
    if (reading) return;
    const said = new SpeechSynthesisUtterance(button.closest("article").querySelector(".question").innerText);
    said.lang = "en-US";
    // A voice of this machine, where there is one: others send the words elsewhere.
    said.voice = speechSynthesis.getVoices().find((one) => one.lang.startsWith("en") && one.localService) || null;
    said.onend = said.onerror = () => show(button, false);
    show(button, true);
    speechSynthesis.speak(said);
  });
  addEventListener("pagehide", quiet);
})();
