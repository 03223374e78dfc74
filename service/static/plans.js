/* What plans and briefs need beside the page is fetched once it is asked for: few first visits do. */
(() => {
  "use strict";

  let script, held;

  const fetchOnce = () => {
    if (script) return;
    script = Object.assign(document.createElement("script"), { src: document.getElementById("panel").dataset.plans });
    script.addEventListener("load", () => {
      document.removeEventListener("submit", hold);
      held?.target.requestSubmit(held.submitter);
    });
    script.addEventListener("error", () => {
      script.remove();
      script = undefined;
      held?.target.submit(); // the plain form leads to a page of its own
    });
    document.head.append(script);
  };

  /** A brief that is asked for before its script is there waits for it. */
  const hold = (event) => {
    const { target, submitter } = event;
    if (!target.matches("form.brief")) return;
    event.preventDefault();
    held = { target, submitter };
    fetchOnce();
  };

  const need = () => {
    if (document.querySelector("form.siting")) fetchOnce();
  };

  document.addEventListener("submit", hold);
  document.addEventListener("fairreach:shown", need);
  need();
})();
