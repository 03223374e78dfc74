/* The addresses of what is tried: undo and redo lead back and forth, and one is copied as a link. */
(() => {
  "use strict";

  const KINDS = ["add", "move", "close", "redate"];
  const { steps } = window.fairreach;
  const part = (id) => document.getElementById(id);

  let states; // of each the changes, as pairs of the address
  let at = 0;

  const pairs = () => [...new URLSearchParams(window.location.search)];

  const changesNow = () => pairs().filter(([name]) => KINDS.includes(name));

  const note = () => {
    const now = changesNow();
    if (!states) {
      states = [...now.map((_, number) => now.slice(0, number)), now];
      at = now.length;
    }
    const known = [at, at - 1, at + 1].find((index) => String(states[index]) === String(now));
    if (known === undefined) states.splice(at + 1, Infinity, now);
    at = known ?? at + 1;
    offer();
  };

  const offer = () => {
    part("trial-undo").disabled = at === 0;
    part("trial-redo").disabled = at === states.length - 1;
  };

  const turnTo = (index) => {
    if (!states?.[index] || steps.isWaiting) return;
    at = index;
    const kept = pairs().filter(([name]) => !KINDS.includes(name));
    steps.go(`${window.location.pathname}?${new URLSearchParams([...kept, ...states[index]])}`);
    offer();
  };

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest("input, select, textarea")) return;
    const key = event.key.toLowerCase();
    const step = key === "y" || (key === "z" && event.shiftKey) ? 1 : key === "z" ? -1 : 0;
    if (!step || !states?.[at + step]) return;
    event.preventDefault();
    turnTo(at + step);
  });
  part("trial-undo")?.addEventListener("click", () => turnTo(at - 1));
  part("trial-redo")?.addEventListener("click", () => turnTo(at + 1));

  /* ---- the address as a link ---- */

  const offerCopy = () => {
    const button = part("copy-link");
    if (button) button.hidden = !navigator.clipboard;
  };

  document.addEventListener("click", async ({ target }) => {
    if (target.id !== "copy-link") return;
    const { copied, failed } = target.dataset;
    const isCopied = await navigator.clipboard.writeText(window.location.href).then(() => true, () => false);
    part("copied").textContent = isCopied ? copied : failed;
  });
  document.addEventListener("fairreach:shown", offerCopy);
  offerCopy();
  steps.whenDrawn(() => window.fairreach.current.data.trial && note());
})();
