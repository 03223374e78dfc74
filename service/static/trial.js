/*
 * What if, on the map: a fair is tried by a tap, moved by a drag, closed from its card. The service counts
 * each step; only the address keeps what is tried.
 */
(() => {
  "use strict";

  const STEP_MS = 250; // at most four steps a second
  const AGAIN_MS = 3000;
  const STROKE = 5; // pixels from which a press is a drag
  const REACH = { mouse: 4, pen: 8, touch: 14 }; // pixels around a dot that still mean it
  const KINDS = ["add", "move", "close"];
  const NOT_LAND = ".leaflet-control, .leaflet-popup, .fairreach-legend";
  const tools = document.getElementById("trial-tools");
  const said = document.getElementById("trial-said");
  const part = (id) => document.getElementById(id);
  const planner = () => window.fairreach?.current;

  const say = (text) => {
    if (said.textContent !== text) said.textContent = text;
  };

  /* ---- what the service says of a step ---- */

  let address; // of steps from the state that is shown
  let turn = 0;

  const fetchStep = async (change, signal) => {
    const response = await fetch(`${address}&${new URLSearchParams(change)}`, { signal, headers: { Accept: "application/json" } });
    if (response.status === 429) throw Object.assign(new Error("busy"), { isBusy: true });
    if (!response.ok) throw Object.assign(new Error("refused"), { isRefused: true });
    return response.json();
  };

  /** Put what a step has changed in the place of what is shown: sentence, table, colours, circles. */
  const draw = ({ html, coverage, gaps, near, trial }) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const id of ["lead", "trial-told", "ranking"]) {
      part(id)?.replaceChildren(...document.adoptNode(page.getElementById(id)).childNodes);
    }
    const told = part("trial");
    if (told && !told.open) {
      document.querySelector("#panel .scroll")?.before(told); // what is tried stands above the table
      told.open = true;
    }
    const { records } = window.fairreach;
    for (const frame of planner().all) {
      frame.data.gaps = near;
      frame.figures = new Map(coverage.districts.filter(({ adcode }) => frame.holds(adcode)).map((each) => [each.adcode, each]));
      frame.paint();
      frame.gaps.draw(records(gaps).filter((cell) => !frame.part || frame.part.isNearest(cell)));
      frame.trial.draw(trial.changes);
    }
  };

  /* ---- while one drags: the latest place, one request at a time ---- */

  let wanted;
  let timer;
  let begun = -STEP_MS;
  let under; // the request that is under way

  const look = async () => {
    timer = undefined;
    const change = wanted;
    wanted = undefined;
    const mine = ++turn;
    begun = performance.now();
    under = new AbortController();
    try {
      const answer = await fetchStep(change, under.signal);
      if (mine === turn) {
        draw(answer);
        say("");
      }
    } catch (error) {
      if (mine === turn && !error.isRefused) say(error.isBusy ? said.dataset.busy : said.dataset.lost);
    }
    under = undefined;
    if (wanted) soon();
  };

  const soon = () => {
    timer ??= setTimeout(look, Math.max(0, begun + STEP_MS - performance.now()));
  };

  const follow = (change) => {
    wanted = change;
    if (!under) soon();
  };

  const stop = () => {
    turn += 1;
    clearTimeout(timer);
    timer = wanted = undefined;
    under?.abort();
  };

  /* ---- what is done: one after the other, and kept until the service has heard of it ---- */

  const queue = [];
  let isBusy = false;
  let isLost = false;

  const work = async () => {
    if (isBusy || !queue.length) return;
    isBusy = true;
    stop();
    let next = 0;
    try {
      const answer = await fetchStep(queue[0]);
      queue.shift();
      say("");
      address = answer.trial.step;
      draw(answer);
      if (!queue.length) go(answer.address);
    } catch (error) {
      if (error.isRefused) queue.shift();
      else next = AGAIN_MS;
      say(error.isRefused ? said.dataset.refused : error.isBusy ? said.dataset.busy : said.dataset.lost);
    }
    isBusy = false;
    if (queue.length) setTimeout(work, next);
    else for (const { mark } of ghosts.splice(0)) mark.remove();
  };

  const make = (change) => {
    const last = queue.at(-1);
    // What waits behind the one that is being heard is overtaken by what follows for the same fair.
    if (queue.length > 1 && change.try_fair && last.try_fair === change.try_fair) queue.pop();
    queue.push(change);
    work();
  };

  const go = (url) => document.dispatchEvent(new CustomEvent("fairreach:go", { detail: { url } }));

  /* ---- undo and redo ---- */

  let states = [[]];
  let at = 0;

  const changesNow = () => [...new URLSearchParams(window.location.search)].filter(([name]) => KINDS.includes(name));

  const note = () => {
    const now = changesNow();
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
    if (!states[index] || queue.length) return;
    at = index;
    const kept = [...new URLSearchParams(window.location.search)].filter(([name]) => !KINDS.includes(name));
    go(`${window.location.pathname}?${new URLSearchParams([...kept, ...states[index]])}`);
    offer();
  };

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest("input, select, textarea")) return;
    const key = event.key.toLowerCase();
    const step = key === "y" || (key === "z" && event.shiftKey) ? 1 : key === "z" ? -1 : 0;
    if (!step || !states[at + step]) return;
    event.preventDefault();
    turnTo(at + step);
  });

  /* ---- on the map ---- */

  const ghosts = [];
  let isTrying = false;
  let carried; // the fair that the next tap puts somewhere
  let drag;

  const setTrying = (on) => {
    isTrying = on;
    carried = undefined;
    document.body.classList.toggle("trying", on);
    part("trial-mode").setAttribute("aria-pressed", on);
    part("trial-hint").hidden = !on;
    if (on) part("trial")?.setAttribute("open", "");
  };

  const placeOf = ({ lat, lng }) => `${lng.toFixed(5)},${lat.toFixed(5)}`;

  const change = (fairId, latlng) => ({ try: "put", try_fair: fairId ?? "", try_at: placeOf(latlng.wrap()) });

  /** The dot under a pointer, the nearest one. */
  const dotAt = (frame, event) => {
    const { map } = frame.ground;
    const point = map.mouseEventToContainerPoint(event);
    const reach = frame.fairs.single + (REACH[event.pointerType] ?? REACH.mouse);
    const away = ({ at }) => map.latLngToContainerPoint(at).distanceTo(point);
    const [dot] = frame.fairs.dots.filter((each) => away(each) <= reach).sort((one, other) => away(one) - away(other));
    return dot;
  };

  /** A fair that has been put somewhere of which the service has not heard yet. */
  const waitingAt = (frame, event) => {
    const { map } = frame.ground;
    const point = map.mouseEventToContainerPoint(event);
    const isNear = ({ mark }) => map.latLngToContainerPoint(mark.getLatLng()).distanceTo(point) <= 7 + REACH.touch;
    return ghosts.find((ghost) => ghost.fair && ghost.frame === frame && isNear(ghost));
  };

  const ghostAt = (frame, latlng) =>
    L.circleMarker(latlng, { pane: "fairs", interactive: false, radius: 7, className: "dragged" }).addTo(frame.ground.map);

  const press = (frame, event) => {
    if (!isTrying || event.button || !event.isPrimary || event.target.closest(NOT_LAND)) return;
    drag = { frame, x: event.clientX, y: event.clientY, isMoved: false };
    const waiting = waitingAt(frame, event);
    const dot = waiting ? undefined : dotAt(frame, event);
    const [fair] = dot?.fairs.filter(({ status }) => status !== "cancelled") ?? [];
    if (!waiting && (dot?.fairs.length !== 1 || !fair)) return;
    drag.fair = waiting ? waiting.fair : fair.fair_id;
    drag.ghost = waiting?.mark;
    frame.ground.map.dragging.disable();
    event.preventDefault();
  };

  const move = (event) => {
    if (!drag || !event.isPrimary) return;
    drag.isMoved ||= Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > STROKE;
    if (!drag.fair || !drag.isMoved) return;
    const latlng = drag.frame.ground.map.mouseEventToLatLng(event);
    drag.ghost ??= ghostAt(drag.frame, latlng);
    drag.ghost.setLatLng(latlng);
    drag.frame.ground.node.dataset.dragging = "";
    follow(change(drag.fair, latlng));
  };

  const release = (event) => {
    if (!drag?.fair || !event.isPrimary) return;
    const { frame, fair, ghost, isMoved } = drag;
    if (!frame.ground.stilled) frame.ground.map.dragging.enable();
    delete frame.ground.node.dataset.dragging;
    drag.fair = undefined;
    if (!isMoved) return;
    if (event.type === "pointerup") {
      ghosts.push({ mark: ghost, fair, frame });
      make(change(fair, ghost.getLatLng()));
    } else {
      ghost.remove();
      stop();
      go(window.location.href);
    }
  };

  const tap = (frame, event) => {
    if (!isTrying || event.target.closest(NOT_LAND)) return;
    const isDragged = drag?.isMoved;
    drag = undefined;
    if (!isDragged && !carried && dotAt(frame, event)) return; // its card opens
    event.stopPropagation();
    event.preventDefault();
    if (isDragged) return;
    const latlng = frame.ground.map.mouseEventToLatLng(event);
    ghosts.push({ mark: ghostAt(frame, latlng), fair: carried, frame });
    make(change(carried, latlng));
    carried = undefined;
  };

  /** What can be done with the fairs of a card. */
  const offerOn = (frame, fairId) => {
    const here = frame.fairs.places.find((fairs) => fairs.some((fair) => fair.fair_id === fairId));
    const titles = frame.ground.node.querySelectorAll(".leaflet-popup-content h2");
    for (const [index, title] of [...titles].entries()) {
      const fair = here?.[index];
      if (!fair || fair.status === "cancelled") continue;
      const line = document.createElement("p");
      line.className = "trial-card";
      line.append(
        button(tools.dataset.move, `${tools.dataset.move}: ${fair.name}`, () => carry(frame, fair)),
        button(tools.dataset.close, `${tools.dataset.close}: ${fair.name}`, () => {
          frame.ground.map.closePopup();
          make({ try: "close", try_fair: fair.fair_id });
        }),
      );
      title.after(line);
    }
  };

  const button = (text, label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };

  /** Take a fair up: the next tap puts it down, or the form, where it is chosen now. */
  const carry = (frame, fair) => {
    frame.ground.map.closePopup();
    carried = fair.fair_id;
    const select = part("try_fair");
    if (select) select.value = fair.fair_id;
    say(tools.dataset.carried.replace("{fair}", fair.name));
  };

  const listen = (frame) => {
    const { node } = frame.ground;
    if (node.dataset.tried !== undefined) return;
    node.dataset.tried = "";
    node.addEventListener("pointerdown", (event) => press(frame, event), { capture: true });
    node.addEventListener("click", (event) => tap(frame, event), { capture: true });
    // Else the page would scroll away under a finger that drags a fair.
    node.addEventListener("touchstart", (event) => drag?.fair && event.preventDefault(), { capture: true, passive: false });
    node.addEventListener("fairreach:fair", ({ detail }) => isTrying && offerOn(frame, detail.fair_id));
  };

  let isBegun = false;

  const begin = () => {
    const current = planner();
    if (!current?.data.trial || !tools) return;
    address = current.data.trial.step;
    for (const frame of current.all) listen(frame);
    tools.hidden = false;
    if (!isBegun) {
      const now = changesNow();
      states = [...now.map((_, number) => now.slice(0, number)), now];
      at = now.length;
    }
    isBegun = true;
    isLost = false;
    note();
  };

  /** A connection that is back: first what has not been heard of, or else the state that is not shown yet. */
  const resume = () => {
    if (queue.length) work();
    else if (isLost) go(window.location.href);
  };

  part("trial-mode")?.addEventListener("click", () => setTrying(!isTrying));
  part("trial-undo")?.addEventListener("click", () => turnTo(at - 1));
  part("trial-redo")?.addEventListener("click", () => turnTo(at + 1));
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", release);
  window.addEventListener("pointercancel", release);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && isTrying && !drag?.fair && setTrying(false));
  document.addEventListener("fairreach:drawn", begin);
  window.addEventListener("online", resume);
  document.addEventListener("fairreach:lost", () => {
    isLost = true;
    say(said.dataset.lost);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "trial-form" || !event.submitter) return;
    event.preventDefault();
    const sent = new FormData(event.target);
    make({ try: event.submitter.value, try_fair: sent.get("try_fair"), try_at: sent.get("try_at") });
  });
})();
