/*
 * Steps from the state that is shown: what would be if a fair stood elsewhere, or other days were asked for. The
 * service counts each one, and tells what is otherwise than in the plan: first the numbers are written, then the map
 * is drawn. While one drags the latest place is asked for, one at a time; what is done is kept until the service has
 * heard of it.
 */
(() => {
  "use strict";

  const STEP_MS = 250; // at most four steps a second
  const AGAIN_MS = 3000;
  const said = document.getElementById("trial-said");
  const { fetchLayer, records } = window.fairreach;
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

  let address; // of steps from the state that the page has
  let rows; // the districts that are shown otherwise than in the plan
  let turn = 0; // of what is looked at, done, or shown: a step that is late for it is not drawn

  const rowsOf = (step) => new URLSearchParams(step).get("rows");

  /** Take the state that the page has. */
  const take = () => {
    address = planner()?.data.trial?.step;
    rows = rowsOf(address);
  };

  /** An address with other parameters; what is changed to null is left out. */
  const changed = (from, asked) => {
    const url = new URL(from, window.location);
    for (const [name, value] of Object.entries(asked)) {
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    return url;
  };

  const fetchStep = async (asked, signal) => {
    const response = await fetch(changed(address, { rows, ...asked }), { signal });
    if (response.ok) return response.json();
    const isBusy = response.status === 429;
    throw Object.assign(new Error(`${response.status}`), { isBusy, isRefused: !isBusy });
  };

  /** When what is written now is on the screen; at once where nobody sees it. */
  const painted = () =>
    document.hidden ? undefined : new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

  /** The map with all of the state before that is still on its way: what it brings must not come later. */
  const mapAtRest = async () => {
    for (let last; last !== planner().updated; ) {
      last = planner().updated;
      await last.catch(() => {}); // the map has said so
    }
  };

  /** Write what a step tells: the sentence, what it brings, and of the table the rows that do not stay. */
  const tell = ({ address: url, html, trial }) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const state = url.replace(/&district=[^&]*/, "");
    for (const place of fresh.querySelectorAll("tr[data-stays]")) {
      const link = part(`row-${place.dataset.stays}`);
      link.href = `${state}&district=${place.dataset.stays}`;
      place.replaceWith(link.closest("tr"));
    }
    for (const id of ["lead", "trial-told", "ranking"]) {
      part(id)?.replaceChildren(...document.adoptNode(fresh.getElementById(id)).childNodes);
    }
    rows = rowsOf(trial.step);
    if (trial.changes.length) showTold();
    isAside = true;
  };

  /** The circles of a step; `of` is the plan's layer, from which some of the cells are `gone`. */
  const cellsOf = async ({ of, gone, ...layer }) => {
    const cells = of ? (await fetchLayer(of)).rows : [];
    const away = new Set(gone);
    return records({ ...layer, rows: [...cells.filter((_, number) => !away.has(number)), ...layer.rows] });
  };

  /** Draw what a step brings, once what it tells is on the screen: colours, circles, and fairs. */
  const draw = async (answer, box) => {
    tell(answer);
    const mine = turn;
    await painted();
    await mapAtRest();
    const { coverage, fairs, near, trial } = answer;
    const cells = await cellsOf(answer.gaps);
    if (mine !== turn) return;
    for (const frame of planner().all) {
      const isOwn = (record) => !frame.part || frame.part.isNearest(record);
      frame.data.gaps = near;
      for (const each of coverage.districts) if (frame.holds(each.adcode)) frame.figures.set(each.adcode, each);
      frame.paint();
      if (box) frame.gaps.drawFiner(box, cells);
      else frame.gaps.draw(cells.filter(isOwn));
      if (fairs) frame.fairs.draw(records(fairs).filter(isOwn));
      frame.trial.draw(trial.changes.filter(({ at: [lon, lat] }) => isOwn({ lon, lat })));
    }
  };

  /** What is tried stands above the table. */
  const showTold = () => {
    const told = part("trial");
    const table = document.querySelector("#panel .scroll");
    if (!told || !table || told.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING) return;
    table.before(told);
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
    let failure;
    try {
      const answer = await fetchStep(box ? { ...asked, bbox: box.join() } : asked, under.signal);
      if (mine === turn) {
        say("");
        await draw(answer, box);
      }
    } catch (error) {
      if (mine === turn && !error.isRefused) {
        complain(error);
        missed = asked;
        failure = error;
      }
    }
    under = undefined;
    if (wanted) soon();
    document.dispatchEvent(new CustomEvent("fairreach:followed", { detail: failure }));
  };

  const soon = () => {
    const wait = begun + STEP_MS - performance.now();
    if (wait <= 0 && !timer) look();
    else timer ??= setTimeout(look, wait);
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
    const mine = turn;
    let next = 0;
    try {
      const answer = await fetchStep(queue[0]);
      queue.shift();
      say("");
      address = answer.trial.step;
      heard = answer.address;
      if (mine === turn) await draw(answer).catch(() => {}); // its page brings the map, or says what is lost
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

  /** Act whenever the map has been drawn, and now if it is: these scripts may come after it. */
  const whenDrawn = (act) => {
    document.addEventListener("fairreach:drawn", act);
    if (planner()?.ground.node.dataset.drawn) act();
  };

  whenDrawn(() => {
    if (!address) take(); // the first page
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
    stop();
    take();
    heard = undefined;
    isAside = false;
  });
  window.addEventListener("online", resume);

  window.fairreach.steps = {
    back, changed, follow, go, here, hold, make, say, stop, whenDrawn,
    get isWaiting() { return queue.length > 0 || Boolean(heard); },
  };
})();
