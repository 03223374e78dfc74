/* What a plan needs beside the page is fetched once there is a form for one: a first visit has none. */
(() => {
  "use strict";

  const need = () => {
    if (!document.querySelector("form.siting")) return;
    document.removeEventListener("fairreach:shown", need);
    document.head.append(Object.assign(document.createElement("script"), { src: document.getElementById("panel").dataset.plans }));
  };

  document.addEventListener("fairreach:shown", need);
  need();
})();
