/*
 * The days of the plan below the map: both ends of what is shown and the range between them are dragged, and
 * played. The numbers follow step by step; at rest the address has the days.
 */
(() => {
  "use strict";

  const WEEK = 7;
  const MOST_BY_DAY = 62; // a longer plan plays by the week
  const PACE_MS = 700; // of playing, from step to step
  const AGAIN_MS = 3000; // after too many steps
  const REST_MS = 800; // without a key the address takes the days
  const { steps } = window.fairreach;
  const part = (id) => document.getElementById(id);
  const strip = part("days-strip");
  const track = part("days-track");
  const sliders = { first: part("days-first"), last: part("days-last"), range: part("days-range") };
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");

  let days = []; // ISO texts, one after the other
  let first = 0; // positions among them
  let last = 0;

  /* ---- what is shown ---- */

  const format = (options) => new Intl.DateTimeFormat(window.fairreach.current.data.locale, { timeZone: "UTC", ...options });
  const moment = (at) => Date.parse(days[at]);
  const full = (at) => format({ dateStyle: "full" }).format(moment(at));
  const inWords = () => format({ day: "numeric", month: "long" }).formatRange(moment(first), moment(last));

  const tell = (slider, { least, most, now, text }) => {
    const told = { min: least, max: most, now, text };
    for (const [name, value] of Object.entries(told)) slider.setAttribute(`aria-value${name}`, value);
  };

  /** The bars of the controls, where the days are chosen without this strip, too. */
  const charts = () => [part("days"), track.querySelector("svg")].filter(Boolean);

  const paint = () => {
    for (const chart of charts()) {
      for (const [at, bar] of [...chart.children].entries()) bar.classList.toggle("chosen", at >= first && at <= last);
    }
    track.style.setProperty("--first", first / days.length);
    track.style.setProperty("--after", (last + 1) / days.length);
    const most = days.length - 1;
    const length = last - first;
    const told = inWords(); // which takes its time
    tell(sliders.first, { least: 0, most: last, now: first, text: full(first) });
    tell(sliders.last, { least: first, most, now: last, text: full(last) });
    tell(sliders.range, { least: 0, most: most - length, now: first, text: told });
    part("days-told").textContent = told;
    const { from, to } = part("query").elements;
    [from.value, to.value] = [asked().from ?? "", asked().to ?? ""];
  };

  /** The days as parameters: an end of the plan is none. */
  const asked = () => ({
    from: first === 0 ? null : days[first],
    to: last === days.length - 1 ? null : days[last],
  });

  /** Take the days that the page shows. */
  const take = () => {
    const chart = part("days");
    if (!chart || isHeld()) return;
    days = [...chart.children].map(({ dataset }) => dataset.day);
    strip.hidden = days.length < 2;
    strip.classList.remove("waiting");
    if (strip.hidden) return;
    const copy = chart.cloneNode(true);
    copy.removeAttribute("id");
    track.querySelector("svg")?.remove();
    track.prepend(copy);
    const chosen = [...chart.children].map(({ classList }) => classList.contains("chosen"));
    const [from, to] = [chosen.indexOf(true), chosen.lastIndexOf(true)];
    if (from !== first || to !== last) grows = undefined;
    [first, last] = from < 0 ? [0, days.length - 1] : [from, to];
    const { play, nextDay, nextWeek } = strip.dataset;
    name(still.matches ? (stride() === 1 ? nextDay : nextWeek) : play);
    paint();
  };

  /* ---- what is dragged ---- */

  let drag;
  let rest; // until when keys may follow one another
  let player; // while it plays
  let grows; // whether it plays from the first day on, more and more days

  const isHeld = () => Boolean(drag || rest || player);

  const clamp = (at, least, most) => Math.min(Math.max(at, least), most);

  /** Put an end or the range at a day, as far as it can go. */
  const put = (which, at) => {
    const length = last - first;
    if (which === "first") first = clamp(at, 0, last);
    else if (which === "last") last = clamp(at, first, days.length - 1);
    else {
      first = clamp(at, 0, days.length - 1 - length);
      last = first + length;
    }
  };

  const follow = () => {
    paint();
    steps.follow({ ...asked(), fairs: 1 });
  };

  /** Let the address have the days; the page follows. */
  const settle = () => {
    clearTimeout(rest);
    rest = undefined;
    steps.stop();
    const url = steps.changed(steps.here(), { ...asked(), next: null, job: null });
    const isSame = url.search === window.location.search;
    steps.go(isSame ? window.location.href : `${url.pathname}${url.search}`);
  };

  const dayUnder = ({ clientX }) => {
    const { left, width } = track.getBoundingClientRect();
    return Math.floor(((clientX - left) / width) * days.length);
  };

  const nearestEnd = (at) => (Math.abs(at - first) <= Math.abs(at - last) ? "first" : "last");

  track.addEventListener("pointerdown", (event) => {
    if (event.button || !event.isPrimary) return;
    stopPlaying();
    steps.hold();
    const at = dayUnder(event);
    const which = Object.keys(sliders).find((each) => sliders[each].contains(event.target)) ?? nearestEnd(at);
    drag = { which, away: (which === "last" ? last : first) - at };
    grows = undefined;
    track.setPointerCapture(event.pointerId);
    sliders[which].focus({ preventScroll: true });
    event.preventDefault();
    if (event.target === sliders[which]) return;
    drag.away = 0;
    move(event);
  });

  const move = (event) => {
    if (!drag || !event.isPrimary) return;
    const before = [first, last].join();
    put(drag.which, dayUnder(event) + drag.away);
    if ([first, last].join() !== before) follow();
  };

  const release = () => {
    if (!drag) return;
    drag = undefined;
    settle();
  };

  track.addEventListener("pointermove", move);
  track.addEventListener("pointerup", release);
  track.addEventListener("pointercancel", release);

  const KEYS = {
    ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -WEEK, PageUp: WEEK,
    Home: -Infinity, End: Infinity,
  };

  track.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    const which = Object.keys(sliders).find((each) => sliders[each] === event.target);
    if (by === undefined || !which || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    stopPlaying();
    steps.hold();
    grows = undefined;
    put(which, (which === "last" ? last : first) + by);
    follow();
    clearTimeout(rest);
    rest = setTimeout(settle, REST_MS);
  });
  track.addEventListener("focusout", () => rest && settle());

  /* ---- played ---- */

  const button = part("days-play");

  const name = (text) => {
    button.setAttribute("aria-label", text);
    button.title = text;
  };

  const stride = () => (days.length <= MOST_BY_DAY ? 1 : WEEK);

  const isWhole = () => first === 0 && last === days.length - 1;

  /** Go on by a step, from the beginning where it is at its end; false where that was the last one. */
  const advance = ({ isBegun }) => {
    grows ??= isWhole();
    const isOver = last === days.length - 1;
    if (isOver && isBegun) return false;
    if (isOver && grows) last = 0;
    else if (isOver) put("range", 0);
    else if (grows) put("last", last + stride());
    else put("range", first + stride());
    return true;
  };

  const step = () => {
    if (!player) return;
    player.at = performance.now();
    if (advance(player)) follow();
    else pause();
    if (player) player.isBegun = true;
  };

  const begin = () => {
    steps.hold();
    player = { isBegun: false };
    strip.classList.add("playing");
    name(strip.dataset.pause);
    step();
  };

  const stopPlaying = () => {
    if (!player) return;
    clearTimeout(player.timer);
    player = undefined;
    strip.classList.remove("playing");
    name(strip.dataset.play);
  };

  const pause = () => {
    if (!player) return;
    stopPlaying();
    settle();
  };

  button?.addEventListener("click", () => {
    if (player) pause();
    else if (!still.matches) begin();
    else {
      advance({ isBegun: false });
      paint();
      settle();
    }
  });

  document.addEventListener("fairreach:followed", ({ detail: failure }) => {
    if (!player) return;
    clearTimeout(player.timer);
    if (failure && !failure.isBusy) pause();
    else player.timer = setTimeout(step, failure ? AGAIN_MS : Math.max(0, player.at + PACE_MS - performance.now()));
  });
  document.addEventListener("visibilitychange", () => document.hidden && pause());
  document.addEventListener("keydown", ({ key }) => key === "Escape" && pause());
  document.addEventListener("change", ({ target }) => target.closest("#query") && stopPlaying());
  document.addEventListener("fairreach:shown", take);
  steps.whenDrawn(() => strip.matches(".waiting, [hidden]") && take());
})();
