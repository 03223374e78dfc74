/*
 * Steps from the state that is shown: what would be if a fair stood elsewhere, or other days were asked for. The
 * service counts each one. While one drags the latest place is asked for, one at a time; what is done is kept
 * until the service has heard of it.
 */
(() => {
  "use strict";

  const STEP_MS = 250; // at most four steps a second
  const AGAIN_MS = 3000;
  const said = document.getElementById("trial-said");
  const part = (id) => document.getElementById(id);
  const planner = () => window.fairreach?.current;

  const say = (text) => {
    if (said && said.textContent !== text) said.textContent = text;
  };

  const complain = (error) => {
    if (error.isRefused) say(said.dataset.refused);
    else say(error.isBusy ? said.dataset.busy : said.dataset.lost);
  };

  /* ---- what the service says of a step ---- */

  let address; // of steps from the state that is shown
  let turn = 0;

  /** The address of a step; what it changes to null is left out. */
  const addressOf = (asked) => {
    const url = new URL(address, window.location);
    for (const [name, value] of Object.entries(asked)) {
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    return url;
  };

  const fetchStep = async (asked, signal) => {
    const response = await fetch(addressOf(asked), { signal, headers: { Accept: "application/json" } });
    if (response.status === 429) throw Object.assign(new Error("busy"), { isBusy: true });
    if (!response.ok) throw Object.assign(new Error("refused"), { isRefused: true });
    return response.json();
  };

  /** The map with all of the state before that is still on its way: what it brings must not come later. */
  const mapAtRest = async () => {
    for (let last; last !== planner().updated; ) {
      last = planner().updated;
      await last.catch(() => {}); // the map has said so
    }
  };

  /** Put what a step has changed in the place of what is shown: sentence, table, colours, circles, and fairs. */
  const draw = ({ html, coverage, gaps, finer, near, fairs, trial }, box) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const id of ["lead", "trial-told", "ranking"]) {
      part(id)?.replaceChildren(...document.adoptNode(page.getElementById(id)).childNodes);
    }
    const { records } = window.fairreach;
    for (const frame of planner().all) {
      const isOwn = (record) => !frame.part || frame.part.isNearest(record);
      frame.data.gaps = near;
      frame.figures = new Map(coverage.districts.filter(({ adcode }) => frame.holds(adcode)).map((each) => [each.adcode, each]));
      frame.paint();
      if (finer) frame.gaps.drawFiner(box, records(finer));
      else frame.gaps.draw(records(gaps).filter(isOwn));
      if (fairs) frame.fairs.draw(records(fairs).filter(isOwn));
      frame.trial.draw(trial.changes.filter(({ at: [lon, lat] }) => isOwn({ lon, lat })));
    }
    if (trial.changes.length) showTold();
    isAside = true;
  };

  /** What is tried stands above the table. */
  const showTold = () => {
    const told = part("trial");
    if (!told || told.open) return;
    document.querySelector("#panel .scroll")?.before(told);
    told.open = true;
  };

  /** What is in view, where its circles are finer ones. */
  const boxInView = () => (planner().all.length === 1 ? planner().gaps.box : undefined);

  /* ---- while one drags: the latest place, one request at a time ---- */

  let wanted;
  let timer;
  let begun = -STEP_MS;
  let under; // the request that is under way
  let missed; // what a lost connection has kept from being seen

  const look = async () => {
    timer = undefined;
    const asked = wanted;
    wanted = missed = undefined;
    const mine = ++turn;
    begun = performance.now();
    under = new AbortController();
    const box = boxInView();
    let isTooOften = false;
    try {
      const answer = await fetchStep(box ? { ...asked, bbox: box.join() } : asked, under.signal);
      await mapAtRest();
      if (mine === turn) {
        draw(answer, box);
        say("");
      }
    } catch (error) {
      if (mine === turn && !error.isRefused) {
        complain(error);
        missed = asked;
        isTooOften = Boolean(error.isBusy);
      }
    }
    under = undefined;
    if (wanted) soon();
    document.dispatchEvent(new CustomEvent("fairreach:followed", { detail: { isMissed: Boolean(missed), isBusy: isTooOften } }));
  };

  const soon = () => {
    timer ??= setTimeout(look, Math.max(0, begun + STEP_MS - performance.now()));
  };

  const follow = (asked) => {
    wanted = asked;
    if (!under) soon();
  };

  const stop = () => {
    turn += 1;
    clearTimeout(timer);
    timer = wanted = missed = undefined;
    under?.abort();
  };

  /* ---- what is done: one after the other, and kept until the service has heard of it ---- */

  const queue = [];
  let isBusy = false;
  let isLost = false;
  let heard; // the page of what the service has heard of last, until it is shown
  let isAside = false; // whether what is shown is not that of the address

  /** A page that is on its way is late now. */
  const hold = () => document.dispatchEvent(new CustomEvent("fairreach:hold"));

  const go = (url) => document.dispatchEvent(new CustomEvent("fairreach:go", { detail: { url } }));

  /** The address of what is so, whether or not its page is shown yet. */
  const here = () => heard ?? window.location.href;

  /** Show what is so, in the place of what was only looked at. */
  const back = () => go(here());

  const work = async () => {
    if (isBusy || !queue.length) return;
    isBusy = true;
    stop();
    if (heard) hold(); // its page knows nothing of what is done now
    let next = 0;
    try {
      const answer = await fetchStep(queue[0]);
      await mapAtRest();
      queue.shift();
      say("");
      address = answer.trial.step;
      heard = answer.address;
      draw(answer);
      if (!queue.length) back();
    } catch (error) {
      if (error.isRefused) queue.shift();
      else next = AGAIN_MS;
      if (error.isRefused && !queue.length && isAside) back();
      complain(error);
    }
    isBusy = false;
    if (queue.length) setTimeout(work, next);
    else document.dispatchEvent(new CustomEvent("fairreach:heard"));
  };

  const make = (change) => {
    const last = queue.at(-1);
    // What waits behind the one that is being heard is overtaken by what follows for the same fair.
    if (queue.length > 1 && change.try_fair && last.try_fair === change.try_fair) queue.pop();
    queue.push(change);
    work();
  };

  /** A connection that is back: first what has not been heard of, or else the state that is not shown yet. */
  const resume = () => {
    if (queue.length) work();
    else if (missed) follow(missed);
    else if (isLost) go(window.location.href);
  };

  document.addEventListener("fairreach:drawn", () => {
    address = planner().data.trial?.step;
    if (said?.textContent === said?.dataset.lost) say(""); // it is back
    isLost = false;
  });
  document.addEventListener("fairreach:lost", () => {
    isLost = true;
    heard = undefined; // the address has it
    say(said.dataset.lost);
    // It may be the service alone that is gone, or a network that says too soon that it is back.
    if (navigator.onLine) setTimeout(resume, AGAIN_MS);
  });
  document.addEventListener("fairreach:shown", () => {
    heard = undefined;
    isAside = false;
  });
  window.addEventListener("online", resume);

  window.fairreach.steps = {
    back, follow, go, here, hold, make, say, stop,
    get isWaiting() { return queue.length > 0 || Boolean(heard); },
  };
})();
