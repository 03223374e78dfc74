/* Plans that are calculated while the page stays: begun, watched and stopped without leaving it. */
(() => {
  "use strict";

  const ASK_EVERY_MS = 1000;
  const STATES_OVER = ["done", "stopped", "failed"];
  let timer;

  const panel = () => document.getElementById("next");
  const show = (url) => document.dispatchEvent(new CustomEvent("fairreach:show", { detail: { url, what: "next" } }));

  /** Say what went wrong where the eye is. */
  const complain = (text) => {
    const note = panel()?.querySelector(".problem");
    if (!note) return;
    note.textContent = text;
    note.hidden = false;
  };

  /** Send a form; the page that it leads to is shown, or what an error page says. */
  const send = async (form) => {
    const buttons = form.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    try {
      const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (response.ok) {
        show(response.url);
        return;
      }
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      complain([...page.querySelectorAll("main h1, main p:not(:has(a))")].map((each) => each.textContent.trim()).join(" "));
    } catch {
      complain(panel().dataset.unreachable);
    }
    for (const button of buttons) button.disabled = false;
  };

  const number = (value, digits) =>
    new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: digits }).format(value);

  /** How far a job is, in the page's words. */
  const progress = (job, { waiting, running, sofar }) => {
    if (job.state === "queued") return waiting.replace("{n}", number(job.waiting_before ?? 0, 0));
    if (job.best === null || job.gap === null) return running;
    return sofar.replace("{best}", number(job.best, 1)).replace("{gap}", number(100 * job.gap, 2));
  };

  /** Ask how far the job of the page is, as long as it goes on. */
  const watch = async () => {
    clearTimeout(timer);
    const line = document.getElementById("progress");
    if (!line) return;
    try {
      const response = await fetch(line.dataset.job, { cache: "no-store" });
      const job = response.ok ? await response.json() : { state: "failed" };
      if (document.getElementById("progress") !== line) return;
      if (STATES_OVER.includes(job.state)) {
        show(window.location.href);
        return;
      }
      line.textContent = progress(job, line.dataset);
    } catch {
      // The next look may find the network again.
    }
    timer = setTimeout(watch, ASK_EVERY_MS);
  };

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.siting") || !panel()) return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("fairreach:shown", watch);
  watch();
})();
