/* The map on paper, and as a file: both are the picture that the service draws, never the live map. */
(() => {
  "use strict";

  const FACTOR = 2; // pixels for one unit of the picture
  const TYPE = "data:image/svg+xml;charset=utf-8,";

  const panel = document.getElementById("panel");
  const paper = document.createElement("img");
  paper.className = "paper";
  document.querySelector(".board .map").after(paper);

  /** Printing waits for nothing but this event: the picture is fetched before it ends. */
  const fetchNow = (url) => {
    const request = new XMLHttpRequest();
    request.open("GET", url, false);
    request.send();
    if (request.status !== 200) throw new Error(`${request.status}`);
    return request.responseText;
  };

  window.addEventListener("beforeprint", () => {
    const links = document.getElementById("picture-links");
    if (!links || paper.dataset.shown === links.dataset.paper) return;
    paper.alt = links.dataset.headline;
    paper.removeAttribute("src"); // of another state; without a new one its headline is printed
    delete paper.dataset.shown;
    try {
      paper.src = TYPE + encodeURIComponent(fetchNow(links.dataset.paper));
      paper.dataset.shown = links.dataset.paper;
    } catch {
      // there is no connection: the headline and the table are printed alone
    }
  });

  const loaded = async (url) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status}`);
    const image = new Image();
    image.src = TYPE + encodeURIComponent(await response.text());
    await image.decode();
    return image;
  };

  const inPixels = (image) => {
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * FACTOR;
    canvas.height = image.naturalHeight * FACTOR;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done, fail) => {
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png");
    });
  };

  const download = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  const save = async (button) => {
    const said = document.getElementById("picture-said");
    said.textContent = "";
    button.disabled = true;
    try {
      download(await inPixels(await loaded(button.dataset.file)), button.dataset.name);
    } catch {
      said.textContent = said.dataset.failed;
    } finally {
      button.disabled = false;
    }
  };

  /** The button works by this script alone; the panel's content is another for each state. */
  const offer = () => document.getElementById("save-picture")?.removeAttribute("hidden");

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("#save-picture");
    if (button) save(button);
  });
  new MutationObserver(offer).observe(panel, { childList: true });
  offer();
})();
