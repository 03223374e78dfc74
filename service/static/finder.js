/* Where the seeker is, asked only on a click; it goes into the address and nowhere else. */
(() => {
  "use strict";

  const form = document.getElementById("place");
  for (const part of document.querySelectorAll(".needs-script")) part.hidden = false;
  if (!form) return;

  const button = document.getElementById("locate");
  const said = document.getElementById("said");
  // Where a fair's page leads back to: kept in this tab of the browser, and nowhere else.
  try {
    window.sessionStorage.setItem("list", document.getElementById("more-fairs")?.href ?? window.location.href);
  } catch { /* a browser that keeps nothing: a fair leads to all fairs then */ }

  // The days that are chosen are seen, however narrow the screen.
  document.querySelector(".chips [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

  const words = JSON.parse(document.getElementById("map-data").textContent).strings;

  const go = (lon, lat) => {
    const query = new URLSearchParams({ lon, lat });
    for (const [name, value] of new FormData(form)) {
      if (value !== "" && !["q", "kept"].includes(name)) query.append(name, value);
    }
    window.location.assign(`${form.getAttribute("action")}?${query}`);
  };

  if ("geolocation" in navigator && window.isSecureContext) {
    button.closest("p").hidden = false;
    button.addEventListener("click", () => {
      said.textContent = words.locating;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => go(coords.longitude.toFixed(4), coords.latitude.toFixed(4)),
        (error) => {
          said.textContent = error.code === error.PERMISSION_DENIED ? words.location_denied : words.location_failed;
        },
        { timeout: 10000, maximumAge: 60000 },
      );
    });
  }

  document.addEventListener("fairreach:place", ({ detail }) => go(detail.lon, detail.lat));
  document.addEventListener("fairreach:fair", ({ detail }) => {
    for (const each of document.querySelectorAll(".cards .chosen")) each.classList.remove("chosen");
    document.getElementById(`fair-${detail.fair_id}`)?.classList.add("chosen");
  });
})();
