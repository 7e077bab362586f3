// The ceiling of InfoNCE: with N candidates it never reports more than ln N nats, even when the
// critic is exact. x and y are Gaussian, DIMS numbers each, every pair with correlation rho:
//   I = -DIMS/2 ln(1 - rho^2),  ln r(x, y) = ln p(y|x)/p(y)
//   bound = mean over anchors of ln( r(x, y+) / (1/N (r(x, y+) + sum of r(x, y-))) ) <= ln N

export const START = { information: 8, power: 6 };
const [MOST, POWERS] = [12, 10];
const [DIMS, ANCHORS, POOL, SEED] = [8, 512, 2 ** POWERS - 1, 20];
// What another draw of this size changes: at most about this standard deviation, in nats.
const ERROR = 0.08;

// mulberry32, and Box-Muller on top: the same numbers on every machine, and in NumPy.
export function normals(seed, count) {
  let a = seed >>> 0;
  const uniform = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t ^ (t + Math.imul(t ^ (t >>> 7), t | 61))) >>> 0;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return Array.from({ length: count }, () =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()));
}

// Inner products of x, the noise of its y, and a pool of other y: all that ln r needs, for every I.
export function sample() {
  const z = normals(SEED, DIMS * (2 * ANCHORS + POOL));
  const vector = (i) => z.slice(i * DIMS, (i + 1) * DIMS);
  const dot = (u, v) => {
    let sum = 0;
    for (let i = 0; i < DIMS; i++) sum += u[i] * v[i];
    return sum;
  };
  const pool = Array.from({ length: POOL }, (_, j) => vector(2 * ANCHORS + j));
  return {
    yy: pool.map((y) => dot(y, y)),
    anchors: Array.from({ length: ANCHORS }, (_, i) => {
      const [x, e] = [vector(2 * i), vector(2 * i + 1)];
      return { xx: dot(x, x), xe: dot(x, e), ee: dot(e, e), xy: pool.map((y) => dot(x, y)) };
    }),
  };
}

let drawn;
let last = { information: NaN };
// The estimates for N = 2, 4, ... 1024. Anchor i takes the pool's members i, i + 1, ... in turn.
export function estimates(information) {
  if (last.information === information) return last;
  drawn ??= sample();
  const { yy, anchors } = drawn;
  const left = Math.exp((-2 * information) / DIMS);
  const rho = Math.sqrt(1 - left);
  const sums = new Array(POWERS).fill(0);
  anchors.forEach(({ xx, xe, ee, xy }, i) => {
    const own = (rho * rho * xx + 2 * rho * Math.sqrt(left) * xe + left * ee - ee) / 2;
    let others = 0;
    let power = 0;
    for (let k = 0; k < POOL; k++) {
      const j = (i + k) % POOL;
      others += Math.exp(yy[j] / 2 - (yy[j] - 2 * rho * xy[j] + rho * rho * xx) / (2 * left) - own);
      if (k + 2 < 2 ** (power + 1)) continue;
      sums[power] += (power + 1) * Math.LN2 - Math.log1p(others);
      power++;
    }
  });
  last = { information, rho, bounds: sums.map((sum) => sum / ANCHORS) };
  return last;
}

export function clean(state) {
  return {
    information: Math.round(10 * within(state.information, 0, MOST, START.information)) / 10,
    power: Math.round(within(state.power, 1, POWERS, START.power)),
  };
}

export function say({ information, power }) {
  const [count, top] = [2 ** power, power * Math.LN2];
  const found = estimates(information).bounds[power - 1];
  if (information === 0) return "x and y are independent: there is nothing to find, whatever N is, and the exact critic finds nothing.";
  if (information > top)
    return `The true information is above ln ${count} = ${fixed(top)} nats, so no critic can report it: the exact one reports ${fixed(found)}. The ceiling lets it through only from N = ${Math.ceil(Math.exp(information)).toLocaleString("en")} candidates on.`;
  if (information - found > 0.25)
    return `The ceiling is higher than the true information, and still ${fixed(information - found)} nats are missing: near ln N the bound is loose even with the exact critic.`;
  return `Far below ln N the bound is close: the exact critic reports ${fixed(found)} of ${fixed(information, 1)} nats, up to this sample’s error of about ${ERROR}.`;
}

export const css = `
/* kit */
.sslfig{--ink:#1c2330;--mute:#535d6d;--line:#c3ccd8;--bg:#fff;--card:#f4f6f9;--a:#1f4fbf;--p:#0a7350;--n:#ad4119;--soft:#dbe5fb;
color-scheme:light;margin:0;padding:12px;max-width:1000px;color:var(--ink);background:var(--bg);border:1px solid var(--line);border-radius:10px;font:15px/1.45 system-ui,sans-serif;text-align:start}
@media screen and (prefers-color-scheme:dark){.sslfig{--ink:#e7ecf4;--mute:#a9b5c6;--line:#3c4759;--bg:#12161d;--card:#1b212b;--a:#85abff;--p:#52d0a1;--n:#ff9d70;--soft:#22345e;color-scheme:dark}}
.sslfig *{box-sizing:border-box}
.sslfig figcaption{margin:0 0 10px;color:var(--mute);font:inherit}
.sslfig figcaption strong{display:block;color:var(--ink);font-size:18px;line-height:1.3}
.sslfig .cols{display:flex;flex-wrap:wrap;gap:16px}
.sslfig .cols>*{flex:1 1 300px;min-width:0}
.sslfig svg{display:block;width:100%;height:auto;user-select:none;-webkit-user-select:none;overflow:visible}
.sslfig svg text{fill:var(--ink);font:14px system-ui,sans-serif}
.sslfig .handle{cursor:grab;touch-action:none}
.sslfig .handle:focus,.sslfig .cell:focus{outline:none}
.sslfig .handle:focus-visible .ring,.sslfig .cell:focus-visible .ring{stroke:var(--ink);stroke-width:3}
.sslfig .cell{cursor:pointer}
.sslfig .control{display:block;margin:0 0 8px}
.sslfig .control b{font-variant-numeric:tabular-nums}
.sslfig input[type=range]{display:block;width:100%;margin:4px 0 0;min-height:24px;accent-color:var(--a)}
.sslfig .row{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 8px;padding:0;border:0;min-width:0}
.sslfig legend{float:left;padding:5px 0}
.sslfig button{font:inherit;line-height:1.3;min-height:32px;padding:4px 10px;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:6px;cursor:pointer}
.sslfig button[aria-pressed=true]{background:var(--soft);border-color:var(--a)}
.sslfig button:focus-visible,.sslfig input:focus-visible{outline:3px solid var(--a);outline-offset:1px}
.sslfig .numbers{display:grid;grid-template-columns:1fr auto;gap:2px 12px;margin:0 0 8px;padding:8px 10px;background:var(--card);border:1px solid var(--line);border-radius:8px}
.sslfig .numbers dt{margin:0;font-weight:400}
.sslfig .numbers dd{margin:0;text-align:right;white-space:nowrap;font-weight:650;font-variant-numeric:tabular-nums}
.sslfig .say{margin:0;padding:8px 10px;min-height:4.4em;border-left:4px solid var(--a);background:var(--card);color:var(--ink)}
.sslfig .note{margin:8px 0 0;font-size:13px;color:var(--mute)}
@media (prefers-reduced-motion:no-preference){.sslfig .moves{transition:width .15s}}
/* end of kit */
`;

// kit
const fill = (element, attributes, kids) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...kids);
  return element;
};
const html = (name, attributes = {}, ...kids) => fill(document.createElement(name), attributes, kids);
const svg = (name, attributes = {}, ...kids) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, kids);
const set = (element, attributes) => fill(element, attributes, []);
const fixed = (x, digits = 3) => x.toFixed(digits).replace(/^-(?=.*[1-9])/, "\u2212").replace(/^-/, "");
const within = (x, low, high, otherwise) =>
  typeof x === "number" && Number.isFinite(x) ? Math.min(high, Math.max(low, x)) : otherwise;

// What stays while a figure is shown: its state, which a notebook's model may hold and change.
const keep = (model, clean, draw) => {
  let own = false;
  let state = clean(model.get("state") ?? {});
  const heard = () => {
    if (own) return;
    state = clean(model.get("state") ?? {});
    draw();
  };
  model.on("change:state", heard);
  return {
    get now() { return state; },
    change(part) {
      state = clean({ ...state, ...part });
      own = true;
      model.set("state", state);
      model.save_changes();
      own = false;
      draw();
    },
    stop: () => model.off("change:state", heard),
  };
};

// The parts that every figure has: caption, drawing, controls, numbers, and one sentence about them.
const stage = (root, name, title, how, art) => {
  const list = html("dl", { class: "numbers" });
  const sentence = html("p", { class: "say", "aria-live": "polite" });
  const controls = html("div");
  const drawing = html("div", {}, art);
  const box = html("figure", { class: `sslfig sslfig-${name}` },
    html("figcaption", {}, html("strong", {}, title), how),
    html("div", { class: "cols" }, drawing, html("div", {}, controls, list, sentence)));
  root.append(box);
  return {
    box, controls, drawing,
    number: (key, label) => {
      const value = html("dd", { "data-number": key });
      list.append(html("dt", {}, label), value);
      return (text) => { if (value.textContent !== text) value.textContent = text; };
    },
    say: (text) => { if (sentence.textContent !== text) sentence.textContent = text; },
  };
};

const button = (label, press, attributes = {}) =>
  html("button", { type: "button", onclick: press, ...attributes }, label);
const slider = (label, range, moved) => {
  const shown = html("b");
  const input = html("input", { type: "range", ...range, oninput: () => moved(Number(input.value)) });
  return {
    element: html("label", { class: "control" }, `${label} `, shown, input),
    show: (value, text) => {
      input.value = value;
      input.setAttribute("aria-valuetext", text);
      shown.textContent = text;
    },
  };
};
// Mouse, pen and finger: `moved` gets the point in the drawing's own units.
const draggable = (handle, drawing, moved) => {
  let held = null;
  const drop = () => { held = null; };
  return set(handle, {
    onpointerdown: (event) => {
      held = event.pointerId;
      handle.setPointerCapture(held);
      handle.focus();
      event.preventDefault();
    },
    onpointermove: (event) => {
      if (event.pointerId !== held) return;
      const to = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
      moved(to.x, to.y);
    },
    onpointerup: drop,
    onpointercancel: drop,
  });
};
// Arrow keys as small steps, ten times as far with Shift: right and up are +1.
const steps = (handle, moved) => set(handle, {
  onkeydown: (event) => {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    moved(way * (event.shiftKey ? 10 : 1), event.key);
  },
});
// end of kit

const [WIDE, HIGH, LEFT, BOTTOM] = [440, 360, 44, 312];
const across = (power) => LEFT + ((power - 1) / (POWERS - 1)) * (WIDE - LEFT - 40);
const up = (nats) => BOTTOM - (nats / MOST) * (BOTTOM - 20);
const path = (values) => values.map((v, i) => `${across(i + 1)},${up(v)}`).join(" ");

function render({ model, el }) {
  const truth = svg("line", { x1: LEFT, x2: across(POWERS), stroke: "var(--p)", "stroke-width": 2.5, "stroke-dasharray": "7 5" });
  const curve = svg("polyline", { fill: "none", stroke: "var(--a)", "stroke-width": 2.5 });
  const dots = svg("g", { fill: "var(--a)" });
  const powers = Array.from({ length: POWERS }, (_, i) => i + 1);
  const grip = (label, fill, extra) => svg("g", { class: "handle", role: "slider", tabindex: 0, "aria-label": label, ...extra },
    svg("circle", { r: 20, fill: "transparent" }), svg("circle", { class: "ring", r: 11, fill }));
  const level = grip("true information in nats", "var(--p)", { "aria-orientation": "vertical", "aria-valuemin": 0, "aria-valuemax": MOST });
  const choice = grip("number of candidates", "var(--a)", { "aria-valuemin": 2, "aria-valuemax": 2 ** POWERS });
  const art = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "group", "aria-label": "The InfoNCE bound against the number of candidates" },
    ...[0, 2, 4, 6, 8, 10, 12].map((nats) => svg("g", {},
      svg("line", { x1: LEFT, x2: across(POWERS), y1: up(nats), y2: up(nats), stroke: "var(--line)" }),
      svg("text", { x: LEFT - 8, y: up(nats) + 4, "text-anchor": "end" }, String(nats)))),
    svg("text", { x: 4, y: 10 }, "nats"),
    ...powers.map((p) => svg("text", { x: across(p), y: BOTTOM + 18, "text-anchor": "middle" }, String(2 ** p))),
    svg("text", { x: across(5.5), y: BOTTOM + 38, "text-anchor": "middle" }, "N candidates"),
    svg("polyline", { points: path(powers.map((p) => p * Math.LN2)), fill: "none", stroke: "var(--n)", "stroke-width": 2.5 }),
    svg("text", { x: across(9.1), y: up(6.9), "text-anchor": "end" }, "ceiling ln N"),
    truth, curve, dots, level, choice);
  const { box, controls, drawing, number, say: tell } = stage(el, "ln-n-ceiling", "The ln N ceiling",
    "Drag the green line (the true information) and the blue point (N), or use the arrow keys: the bound cannot pass ln N.", art);
  drawing.append(html("p", { class: "note" }, `Exact critic; ${DIMS}-dimensional Gaussian x and y; mean over ${ANCHORS} anchors that share a pool of ${POOL} other y, drawn once from a fixed seed. Another draw would move the curve by up to about ${ERROR} nats (one standard deviation); so where the bound is tight, it may lie above I.`));
  const kept = keep(model, clean, () => draw());
  const change = (part) => kept.change(part);
  draggable(level, art, (_, y) => change({ information: ((BOTTOM - y) / (BOTTOM - 20)) * MOST }));
  steps(level, (by) => change({ information: kept.now.information + by * 0.1 }));
  draggable(choice, art, (x) => change({ power: 1 + ((x - LEFT) / (WIDE - LEFT - 40)) * (POWERS - 1) }));
  steps(choice, (by) => change({ power: kept.now.power + Math.sign(by) }));
  const info = slider("True information I =", { min: 0, max: MOST, step: 0.1 }, (v) => change({ information: v }));
  const size = slider("Candidates N =", { min: 1, max: POWERS, step: 1 }, (v) => change({ power: v }));
  controls.append(info.element, size.element, html("div", { class: "row" }, button("Reset", () => change(START))));
  const put = {
    bound: number("bound", "what the exact critic reports"),
    ceiling: number("ceiling", "ceiling ln N"),
    missing: number("missing", "missing: I − reported"),
    rho: number("rho", "correlation of each pair"),
    needed: number("needed", "N where ln N reaches I"),
  };

  function draw() {
    const { information, power } = kept.now;
    const { rho, bounds } = estimates(information);
    const [found, count] = [bounds[power - 1], 2 ** power];
    set(truth, { y1: up(information), y2: up(information) });
    set(level, { transform: `translate(${across(POWERS) + 20} ${up(information)})`, "aria-valuenow": information, "aria-valuetext": `${fixed(information, 1)} nats` });
    set(curve, { points: path(bounds) });
    dots.replaceChildren(...bounds.map((b, i) => svg("circle", { cx: across(i + 1), cy: up(b), r: 4 })));
    set(choice, { transform: `translate(${across(power)} ${up(found)})`, "aria-valuenow": count, "aria-valuetext": `${count} candidates` });
    info.show(information, `${fixed(information, 1)} nats`);
    size.show(power, String(count));
    put.bound(`${fixed(found)} nats`);
    put.ceiling(`${fixed(power * Math.LN2)} nats`);
    put.missing(`${fixed(information - found)} nats`);
    put.rho(fixed(rho, 4));
    put.needed(Math.ceil(Math.exp(information)).toLocaleString("en"));
    tell(say(kept.now));
  }
  draw();
  return () => { kept.stop(); box.remove(); };
}

export default { render };
