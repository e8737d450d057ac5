// Shows the time that is left, a second at a time. The server's time is the truth: each drawing of the page brings it anew.
(() => {
  if (window.coachClock) clearInterval(window.coachClock);
  let stamp = null, left = 0, since = 0;
  const shown = (seconds) => {
    const whole = Math.abs(Math.round(seconds));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  };
  const tell = (element, words) => { if (element && element.textContent !== words) element.textContent = words; };
  window.coachClock = setInterval(() => {
    const clock = document.querySelector(".clock[data-left]");
    if (!clock || clock.dataset.still) return;
    if (clock.dataset.stamp !== stamp) { stamp = clock.dataset.stamp; left = Number(clock.dataset.left); since = Date.now(); }
    const now = left - (Date.now() - since) / 1000;
    tell(clock.querySelector(".time"), shown(now));
    tell(clock.querySelector(".word"), now < 0 ? "over time" : "left");
    const nudge = document.querySelector(".nudge");
    if (nudge) tell(nudge, now <= 0 ? nudge.dataset.over : now <= Number(clock.dataset.nearly) ? nudge.dataset.nearly : "");
  }, 500);
})();
