// InfoNCE on a circle: who is pulled, who is pushed, and what the temperature has to do with it.
// One row of the loss: an anchor, its positive (k = 0) and N - 1 negatives, all of unit length.
//   L = -ln p_0,  p = softmax(s / tau),  s_k = cos(angle_k - angle_anchor)
//   dL/ds_k = (p_k - [k = 0]) / tau

export const START = { angles: [1.2, 1.55, 0.75, 3.0, 3.9, 4.8, 5.7], tau: 0.2, same: false };
const [TAU_MIN, TAU_MAX] = [0.02, 2];
const RADIUS = 168;
const APART = 30;

export function softmax(z) {
  const top = Math.max(...z);
  const e = z.map((v) => Math.exp(v - top));
  const sum = e.reduce((a, b) => a + b, 0);
  return { p: e.map((v) => v / sum), lse: top + Math.log(sum) };
}

// angles[0] is the anchor, angles[1] the positive, the rest are negatives.
export function infonce(angles, tau) {
  const turn = angles.slice(1).map((a) => a - angles[0]);
  const s = turn.map(Math.cos);
  const { p, lse } = softmax(s.map((v) => v / tau));
  const gradSim = p.map((v, k) => (v - (k === 0 ? 1 : 0)) / tau);
  const others = gradSim.map((g, k) => -g * Math.sin(turn[k]));
  // Turning everything changes nothing, so the anchor's gradient is minus the sum of the others'.
  const gradAngle = [0 - others.reduce((a, b) => a + b, 0), ...others];
  const push = p.slice(1).reduce((a, b) => a + b, 0);
  const share = p.slice(1).map((v) => v / push);
  const entropy = -share.reduce((a, v) => a + (v > 0 ? v * Math.log(v) : 0), 0);
  return {
    s, p, gradSim, gradAngle, share,
    loss: lse - s[0] / tau,
    logN: Math.log(s.length),
    effective: Math.exp(entropy),
  };
}

// The loss with the first negative left out of the denominator.
export function withoutFirst(angles, tau) {
  return infonce([angles[0], angles[1], ...angles.slice(3)], tau).loss;
}

export function descend(angles, tau, count) {
  let now = angles;
  // Scaled by tau: the gradient grows like 1/tau, the step should not.
  for (let i = 0; i < count; i++) {
    const { gradAngle } = infonce(now, tau);
    now = now.map((a, k) => a - 0.1 * tau * gradAngle[k]);
  }
  return now;
}

// Where to draw points so that none hides another: those that coincide move towards the centre.
export function radii(angles) {
  const placed = [];
  return angles.map((a) => {
    let r = RADIUS;
    const at = () => [r * Math.cos(a), r * Math.sin(a)];
    const free = () => placed.every(([x, y]) => Math.hypot(x - at()[0], y - at()[1]) >= APART);
    while (!free() && r > -RADIUS) r -= 2;
    placed.push(at());
    return r;
  });
}

export function clean(state) {
  const angles = Array.isArray(state.angles) && state.angles.length === 7 ? state.angles : START.angles;
  return {
    angles: angles.map((a, k) => within(a, -1e6, 1e6, START.angles[k])),
    tau: within(state.tau, TAU_MIN, TAU_MAX, START.tau),
    same: state.same === true,
  };
}

export function say({ angles, tau, same }) {
  const r = infonce(angles, tau);
  const hard = r.share.indexOf(Math.max(...r.share));
  if (r.s.every((v) => Math.abs(v - r.s[0]) < 1e-9))
    return `Collapsed: every similarity is equal, so every weight is 1/${r.s.length} and the loss is ln ${r.s.length} = ${fixed(r.logN)} nats at every temperature. No gradient moves the points, but any of them that strays lowers the loss.`;
  if (same)
    return `n1 shows the same thing as the anchor, yet the loss pushes it away with p/τ = ${fixed(r.gradSim[1])}. Left out of the denominator, the loss would be ${fixed(withoutFirst(angles, tau))} nats.`;
  if (r.loss > r.logN)
    return `The loss is above ln N = ${fixed(r.logN)} nats: the positive gets less weight than a blind guess would give it. The loss has no upper limit; ln N caps ln N − loss.`;
  if (r.share[hard] > 0.75)
    return `n${hard + 1} takes ${fixed(100 * r.share[hard], 0)} % of the push on the negatives: at a low temperature the hardest negative rules.`;
  if (r.effective > 0.9 * r.share.length)
    return `The push is shared almost evenly, by ${fixed(r.effective, 2)} of ${r.share.length} negatives: at a high temperature easy and hard ones count alike.`;
  return `The pull on the positive, (1 − p₊)/τ = ${fixed(-r.gradSim[0])}, equals the push on all negatives together; ${fixed(r.effective, 2)} of ${r.share.length} negatives share it.`;
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
.sslfig-infonce-circle table{width:100%;border-collapse:collapse;margin:0 0 8px;font-size:13px;font-variant-numeric:tabular-nums}
.sslfig-infonce-circle th,.sslfig-infonce-circle td{padding:1px 5px;text-align:right;border:0;background:none;color:inherit}
.sslfig-infonce-circle th:first-child{text-align:left}
.sslfig-infonce-circle td:nth-child(4){width:30%}
.sslfig-infonce-circle .bar{height:9px;border-radius:4px;min-width:1px}
.sslfig-infonce-circle .bar.p{background:var(--p)}
.sslfig-infonce-circle .bar.n{background:var(--n)}
.sslfig-infonce-circle .handle text{fill:var(--bg);font-weight:700;pointer-events:none}
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

const name = (i) => (i === 0 ? "z" : i === 1 ? "z⁺" : `n${i - 1}`);
const spoken = (i) => (i === 0 ? "anchor" : i === 1 ? "positive" : `negative ${i - 1}`);
const ink = (i) => (i === 0 ? "var(--a)" : i === 1 ? "var(--p)" : "var(--n)");
const point = (angle, r) => [220 + r * Math.cos(angle), 220 - r * Math.sin(angle)];

function render({ model, el }) {
  const lines = svg("g");
  const arrows = svg("g");
  const points = svg("g");
  const art = svg("svg", { viewBox: "0 0 440 440", role: "group", "aria-label": "Embeddings on the unit circle" },
    svg("circle", { cx: 220, cy: 220, r: RADIUS, fill: "none", stroke: "var(--line)", "stroke-width": 2 }),
    lines, arrows, points);
  const { box, controls, number, say: tell } = stage(el, "infonce-circle", "InfoNCE on a circle",
    "Drag a point, or focus it and use the arrow keys: see who is pulled and who is pushed.", art);
  const kept = keep(model, clean, () => draw());
  let frame = 0;
  const change = (part) => { cancelAnimationFrame(frame); kept.change(part); };

  const handles = START.angles.map((_, i) => {
    const handle = svg("g", { class: "handle", role: "slider", tabindex: 0, "aria-valuemin": 0, "aria-valuemax": 359, "data-point": i },
      svg("circle", { r: 20, fill: "transparent" }), svg("circle", { class: "ring", r: 14, fill: ink(i) }),
      svg("text", { "text-anchor": "middle", y: 4 }, name(i)));
    const turn = (angle) => change({ angles: kept.now.angles.map((a, k) => (k === i ? angle : a)) });
    draggable(handle, art, (x, y) => turn(Math.atan2(220 - y, x - 220)));
    steps(handle, (by) => turn(kept.now.angles[i] + by * 0.05));
    points.append(handle);
    return handle;
  });
  const tau = slider("Temperature τ =", { min: Math.log(TAU_MIN), max: Math.log(TAU_MAX), step: 0.001 },
    (v) => change({ tau: Math.exp(v) }));
  const same = button("n1 is a false negative", () => {
    const angles = [...kept.now.angles];
    angles[2] = kept.now.same ? START.angles[2] : angles[0] - 0.1;
    change({ same: !kept.now.same, angles });
  });
  const walk = (left) => {
    kept.change({ angles: descend(kept.now.angles, kept.now.tau, 1) });
    if (left > 1) frame = requestAnimationFrame(() => walk(left - 1));
  };
  const train = () => {
    cancelAnimationFrame(frame);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches)
      kept.change({ angles: descend(kept.now.angles, kept.now.tau, 50) });
    else walk(50);
  };
  const rows = START.angles.slice(1).map((_, k) => {
    const bar = html("div", { class: `bar moves ${k === 0 ? "p" : "n"}` });
    const cells = [html("td"), html("td"), html("td", {}, bar), html("td")];
    return { bar, cells, row: html("tr", {}, html("th", { scope: "row" }, name(k + 1)), ...cells) };
  });
  controls.append(tau.element,
    html("div", { class: "row" },
      button("Collapse", () => change({ same: false, angles: kept.now.angles.map(() => kept.now.angles[0]) })),
      same, button("50 gradient steps", train), button("Reset", () => change(START))),
    html("table", { "aria-label": "Candidates" },
      html("thead", {}, html("tr", {}, ...["", "cos", "weight p", "", "∂L/∂cos"].map((t) => html(t ? "th" : "td", t ? { scope: "col" } : {}, t)))),
      html("tbody", {}, ...rows.map(({ row }) => row))));
  const put = {
    loss: number("loss", "InfoNCE loss of this row"),
    logN: number("logN", `ln N, N = ${START.angles.length - 1} candidates`),
    bound: number("bound", "ln N − loss"),
    effective: number("effective", "negatives sharing the push"),
    without: number("without", "loss without n1"),
  };

  function draw() {
    const { angles, tau: t, same: twin } = kept.now;
    const r = infonce(angles, t);
    const at = radii(angles).map((radius, i) => point(angles[i], radius));
    lines.replaceChildren(...r.p.map((w, k) => svg("line", {
      x1: at[0][0], y1: at[0][1], x2: at[k + 1][0], y2: at[k + 1][1], stroke: ink(k + 1),
      "stroke-width": 1 + 13 * w, "stroke-opacity": 0.2 + 0.5 * w,
    })));
    arrows.replaceChildren(...r.gradAngle.map((g, i) => arrow(angles[i], -g * t)));
    handles.forEach((handle, i) => {
      const degrees = Math.round((angles[i] * 180) / Math.PI) % 360;
      const shown = degrees < 0 ? degrees + 360 : degrees;
      set(handle, { transform: `translate(${at[i][0]} ${at[i][1]})`, "aria-label": spoken(i), "aria-valuenow": shown, "aria-valuetext": `${shown} degrees` });
    });
    set(handles[2].querySelector(".ring"), { stroke: twin ? "var(--p)" : "none", "stroke-width": 5 });
    rows.forEach(({ bar, cells }, k) => {
      cells[0].textContent = fixed(r.s[k], 2);
      cells[1].textContent = fixed(r.p[k]);
      bar.style.width = `${100 * r.p[k]}%`;
      cells[3].textContent = fixed(r.gradSim[k], 2);
    });
    tau.show(Math.log(t), fixed(t));
    set(same, { "aria-pressed": twin });
    put.loss(`${fixed(r.loss)} nats`);
    put.logN(`${fixed(r.logN)} nats`);
    put.bound(`${fixed(r.logN - r.loss)} nats`);
    put.effective(`${fixed(r.effective, 2)} of ${r.share.length}`);
    put.without(`${fixed(withoutFirst(angles, t))} nats`);
    tell(say(kept.now));
  }
  draw();
  return () => { cancelAnimationFrame(frame); kept.stop(); box.remove(); };
}

// Along the tangent, outside the circle: where a step of gradient descent takes a point.
function arrow(angle, push) {
  const length = Math.max(-60, Math.min(60, 60 * push));
  if (Math.abs(length) < 2) return svg("g");
  const [x, y] = point(angle, RADIUS + 24);
  const [ux, uy] = [-Math.sin(angle) * Math.sign(length), -Math.cos(angle) * Math.sign(length)];
  const far = Math.abs(length);
  const tip = [x + ux * far, y + uy * far];
  const head = [[-7, 4], [0, 0], [-7, -4]].map(([a, b]) => [tip[0] + a * ux - b * uy, tip[1] + a * uy + b * ux]);
  return svg("g", { class: "push", stroke: "var(--mute)", "stroke-width": 2.5, fill: "none" },
    svg("line", { x1: x, y1: y, x2: tip[0], y2: tip[1] }), svg("polyline", { points: head.join(" ") }));
}

export default { render };
