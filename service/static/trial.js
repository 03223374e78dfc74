/* What if, on the map: a fair is tried by a tap, moved by a drag, closed from its card. Only the address keeps it. */
(() => {
  "use strict";

  const STROKE = 5; // pixels from which a press is a drag
  const REACH = { mouse: 4, pen: 8, touch: 14 }; // pixels around a dot that still mean it
  const NOT_LAND = ".leaflet-control, .leaflet-popup, .fairreach-legend";
  const { steps } = window.fairreach;
  const { back, follow, hold, make, say, stop } = steps;
  const tools = document.getElementById("trial-tools");
  const part = (id) => document.getElementById(id);

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
    if (!drag.ghost) hold();
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
      back();
    }
  };

  const tap = (frame, event) => {
    if (!isTrying || event.target.closest(NOT_LAND)) return;
    const isDragged = drag?.isMoved;
    drag = undefined;
    const dot = isDragged || carried ? undefined : dotAt(frame, event);
    if (dot && event.target.closest(".fair")) return; // its card opens
    event.stopPropagation();
    event.preventDefault();
    if (dot) frame.fairs.choose(dot); // beside it, or what was pressed has been drawn anew meanwhile
    if (dot || isDragged) return;
    const latlng = frame.ground.map.mouseEventToLatLng(event);
    ghosts.push({ mark: ghostAt(frame, latlng), fair: carried, frame });
    make(change(carried, latlng));
    carried = undefined;
  };

  /** What can be done with the fairs of a card. */
  const offerOn = (frame, fairId) => {
    const here = frame.fairs.places.find((fairs) => fairs.some((fair) => fair.fair_id === fairId));
    part("trial-hint").hidden = true; // it has been taken, and would lie over the card
    const titles = frame.ground.node.querySelectorAll(".leaflet-popup-content h2");
    for (const [index, title] of [...titles].entries()) {
      const fair = here?.[index];
      if (!fair || fair.status === "cancelled") continue;
      const line = document.createElement("p");
      line.className = "trial-card";
      line.append(
        button(whole(tools.dataset.move, fair), `${whole(tools.dataset.move, fair)}: ${fair.name}`, () => carry(frame, fair)),
        button(whole(tools.dataset.close, fair), `${whole(tools.dataset.close, fair)}: ${fair.name}`, () => {
          frame.ground.map.closePopup();
          make({ try: "close", try_fair: fair.fair_id });
        }),
        button(whole(tools.dataset.redate, fair), `${whole(tools.dataset.redate, fair)}: ${fair.name}`, () => {
          choose(frame, fair);
          part("try_on").focus();
        }),
      );
      title.after(line);
    }
  };

  /** What is done to a fair here is done to all its sessions; the form below knows each of them. */
  const whole = (what, { further }) =>
    further ? tools.dataset.all.replace("{what}", what).replace("{n}", further + 1) : what;

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
    choose(frame, fair);
    carried = fair.fair_id;
    say(tools.dataset.carried.replace("{fair}", whole(fair.name, fair)));
  };

  /** Choose a fair in the form. */
  const choose = (frame, fair) => {
    frame.ground.map.closePopup();
    const select = part("try_fair");
    select.value = fair.fair_id;
    if (!select.value) select.append(new Option(fair.name, fair.fair_id, true, true)); // one of too many for the list
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

  const begin = () => {
    const { current } = window.fairreach;
    if (!current?.data.trial || !tools) return;
    for (const frame of current.all) listen(frame);
    tools.hidden = false;
  };

  part("trial-mode")?.addEventListener("click", () => setTrying(!isTrying));
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", release);
  window.addEventListener("pointercancel", release);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && isTrying && !drag?.fair && setTrying(false));
  steps.whenDrawn(begin);
  document.addEventListener("fairreach:heard", () => {
    const inHand = drag?.fair && drag.ghost; // taken up again meanwhile
    for (const { mark } of ghosts.splice(0)) if (mark !== inHand) mark.remove();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "trial-form" || !event.submitter) return;
    event.preventDefault();
    const sent = new FormData(event.target);
    make({ ...Object.fromEntries(["try_fair", "try_at", "try_on"].map((name) => [name, sent.get(name)])), try: event.submitter.value });
  });
})();
