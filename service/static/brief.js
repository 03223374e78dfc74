/* The brief as PDF while the page stays: asked for, watched, and saved without leaving it. */
(() => {
  "use strict";

  const ASK_EVERY_MS = 700;
  const STATES_OVER = ["done", "stopped", "failed"];
  const number = (value) => new Intl.NumberFormat(document.documentElement.lang).format(value);
  const wait = () => new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));

  /** What an error page says. */
  const complaint = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    return [...page.querySelectorAll("main h1, main p:not(:has(a))")].map((each) => each.textContent.trim()).join(" ");
  };

  /** Begin the job of a form; the address that says how far it is. */
  const begin = async (form) => {
    const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!response.ok) throw Object.assign(new Error("refused"), { said: complaint(await response.text()) });
    const { pathname, search } = new URL(response.url);
    const lang = new URLSearchParams(search).get("lang");
    return `${pathname}.json${lang ? `?lang=${lang}` : ""}`;
  };

  /** Ask until a job is over; what it has come to. */
  const ended = async (address, say, { working, waiting }) => {
    for (;;) {
      const response = await fetch(address, { cache: "no-store" });
      if (!response.ok) throw Object.assign(new Error("gone"), { said: complaint(await response.text()) });
      const job = await response.json();
      if (STATES_OVER.includes(job.state)) return job;
      say(job.state === "queued" && job.waiting ? waiting.replace("{n}", number(job.waiting)) : working);
      await wait();
    }
  };

  /** Say that the file is there, and begin to save it. */
  const offer = (said, { file }, { ready, save }) => {
    const link = Object.assign(document.createElement("a"), { href: file, download: "", textContent: save });
    said.replaceChildren(`${ready} `, link);
    link.click();
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form.brief")) return;
    event.preventDefault();
    const button = form.querySelector("button");
    const said = form.querySelector(".brief-said");
    const say = (text) => {
      if (said.textContent !== text) said.textContent = text;
    };
    button.disabled = true;
    say(form.dataset.working);
    try {
      const job = await ended(await begin(form), say, form.dataset);
      if (job.state === "done") offer(said, job, form.dataset);
      else say(job.reason);
    } catch (error) {
      say(error.said ?? form.dataset.unreachable);
    }
    button.disabled = false;
  });
})();
