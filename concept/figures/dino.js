// DINO in the small: a teacher's answers are what a student learns, and the teacher follows the
// student. Nothing in that says "tell the images apart": centring and sharpening have to.
//   p = softmax((teacher - strength * centre) / tau_teacher),  q = softmax(student / tau_student)
//   loss = -mean sum p ln q;  teacher <- 0.9 teacher + 0.1 student;  centre <- 0.9 centre + 0.1 mean
// Four clouds of six points, two noisy views a step, and one linear layer with a bias.

export const START = { strength: 1, tau: 0.04, step: 200 };
const [CLOUDS, EACH, OUTPUTS, STEPS] = [4, 6, 8, 200];
const [TAU_STUDENT, RATE, KEEP, NOISE] = [0.1, 0.1, 0.9, 0.1];
const [TAU_MIN, TAU_MAX] = [0.02, 2];

// mulberry32, and Box-Muller on top: the same numbers on every machine, and in NumPy.
export function source(seed) {
  let a = seed >>> 0;
  const uniform = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t ^ (t + Math.imul(t ^ (t >>> 7), t | 61))) >>> 0;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

export function softmax(z, tau) {
  const top = Math.max(...z);
  const e = z.map((v) => Math.exp((v - top) / tau));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}
export const entropy = (p) => p.reduce((sum, v) => sum - (v > 0 ? v * Math.log(v) : 0), 0);
export const mean = (rows) => rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length);
// The last row of a layer is its bias.
const forward = (layer, x) => layer[0].map((_, k) => layer[2][k] + x[0] * layer[0][k] + x[1] * layer[1][k]);

export function teach(layer, xs, centre, strength, tau) {
  return xs.map((x) => softmax(forward(layer, x).map((v, k) => v - strength * centre[k]), tau));
}

export function loss(layer, xs, targets) {
  const rows = xs.map((x, i) => {
    const q = softmax(forward(layer, x), TAU_STUDENT);
    return targets[i].reduce((sum, p, k) => sum - p * Math.log(q[k]), 0);
  });
  return rows.reduce((a, b) => a + b, 0) / xs.length;
}

export function gradient(layer, xs, targets) {
  const grad = layer.map((row) => row.map(() => 0));
  xs.forEach((x, i) => {
    softmax(forward(layer, x), TAU_STUDENT).forEach((q, k) => {
      const g = (q - targets[i][k]) / (TAU_STUDENT * xs.length);
      [x[0], x[1], 1].forEach((v, r) => { grad[r][k] += g * v; });
    });
  });
  return grad;
}

export function start() {
  const normal = source(5);
  const xs = Array.from({ length: CLOUDS * EACH }, (_, i) => {
    const angle = (2 * Math.PI * Math.floor(i / EACH)) / CLOUDS + 0.4;
    return [Math.cos(angle) + 0.2 * normal(), Math.sin(angle) + 0.2 * normal()];
  });
  const layer = [0.02, 0.02, 0.2].map((size) => Array.from({ length: OUTPUTS }, () => size * normal()));
  return { normal, xs, layer };
}

let last = { strength: NaN };
// The teacher's answers before every step and after the last, with their two entropies.
export function train(strength, tau) {
  if (last.strength === strength && last.tau === tau) return last.history;
  const { normal, xs, layer } = start();
  const views = () => xs.map((x) => x.map((v) => v + NOISE * normal()));
  let [student, teacher, centre] = [layer, layer, new Array(OUTPUTS).fill(0)];
  const mix = (old, now) => old.map((row, r) => row.map((v, k) => KEEP * v + (1 - KEEP) * now[r][k]));
  const history = [];
  const note = () => {
    const answers = teach(teacher, xs, centre, strength, tau);
    history.push({ answers, ofMean: entropy(mean(answers)), meanOf: mean(answers.map((p) => [entropy(p)]))[0] });
  };
  note();
  for (let step = 0; step < STEPS; step++) {
    const [seen, other] = [views(), views()];
    const grad = gradient(student, seen, teach(teacher, other, centre, strength, tau));
    student = student.map((row, r) => row.map((v, k) => v - RATE * grad[r][k]));
    const logits = mean(other.map((x) => forward(teacher, x)));
    [centre] = mix([centre], [logits]);
    teacher = mix(teacher, student);
    note();
  }
  last = { strength, tau, history };
  return history;
}

export function clean(state) {
  return {
    strength: within(state.strength, 0, 1, START.strength),
    tau: within(state.tau, TAU_MIN, TAU_MAX, START.tau),
    step: Math.round(within(state.step, 0, STEPS, START.step)),
  };
}

export function say({ strength, tau, step }) {
  const { ofMean, meanOf } = train(strength, tau)[step];
  const most = Math.log(OUTPUTS);
  if (ofMean < 0.1)
    return `Collapse to one output: every image gets the same sure answer. Both entropies are near 0 and their difference, ${fixed(ofMean - meanOf)} nats, says that the answers tell nothing about the image.`;
  if (meanOf > 0.95 * most)
    return `Collapse to the uniform answer: for every image all ${OUTPUTS} outputs are about equally likely. Both entropies are near ln ${OUTPUTS} = ${fixed(most)} nats, and the answers tell only ${fixed(ofMean - meanOf)} nats about the image.`;
  if (ofMean - meanOf > 1.2)
    return `The answers are sure (mean entropy ${fixed(meanOf)}) and differ between images (entropy of the mean ${fixed(ofMean)}): they tell ${fixed(ofMean - meanOf)} nats about the image; four clouds told apart make ln 4 = ${fixed(Math.log(4))}.`;
  return `The answers tell ${fixed(ofMean - meanOf)} nats about the image after ${step} steps. Four clouds told apart would make ln 4 = ${fixed(Math.log(4))}.`;
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

const across = (step) => 40 + (step / STEPS) * 380;
const up = (nats) => 210 - (nats / Math.log(OUTPUTS)) * 180;

function render({ model, el }) {
  const curve = (ink, dash) => svg("polyline", { fill: "none", stroke: ink, "stroke-width": 2.5, "stroke-dasharray": dash });
  const [ofMean, meanOf] = [curve("var(--a)"), curve("var(--n)", "7 4")];
  const level = (nats, text) => svg("g", {},
    svg("line", { x1: 40, x2: 420, y1: up(nats), y2: up(nats), stroke: "var(--line)" }),
    svg("text", { x: 34, y: up(nats) + 4, "text-anchor": "end" }, text));
  const handle = svg("g", { class: "handle", role: "slider", tabindex: 0, "aria-label": "step of the training", "aria-valuemin": 0, "aria-valuemax": STEPS },
    svg("rect", { x: -20, y: 20, width: 40, height: 200, fill: "transparent" }),
    svg("line", { y1: 24, y2: 210, stroke: "var(--ink)", "stroke-width": 1.5 }), svg("circle", { class: "ring", cy: 216, r: 10, fill: "var(--ink)" }));
  const cells = Array.from({ length: CLOUDS * EACH }, (_, i) => Array.from({ length: OUTPUTS }, (_, k) =>
    svg("rect", { x: 40 + i * 15.8 + Math.floor(i / EACH) * 1.5 - 1, y: 268 + k * 15, width: 14.6, height: 14, fill: "var(--a)" })));
  const art = svg("svg", { viewBox: "0 0 440 398", role: "group", "aria-label": "Entropies while training, and the teacher's answers" },
    svg("text", { x: 40, y: 12 }, "entropy of the mean —, mean entropy - - (nats)"),
    level(0, "0"), level(Math.log(4), "ln 4"), level(Math.log(OUTPUTS), `ln ${OUTPUTS}`), ofMean, meanOf, handle,
    svg("text", { x: 40, y: 258 }, "the teacher’s answers: output (rows) by image"),
    svg("g", { "aria-hidden": "true" }, svg("rect", { x: 36, y: 264, width: 388, height: 126, fill: "none", stroke: "var(--line)" }), ...cells.flat()));
  const { box, controls, drawing, number, say: tell } = stage(el, "dino", "DINO: two ways to collapse",
    "Move centring and temperature, drag the step: watch both entropies, for either collapse makes them meet.", art);
  drawing.append(html("p", { class: "note" }, `Trained here, now: 24 points in four clouds, one linear layer with ${OUTPUTS} outputs that starts biased towards some of them; student’s temperature ${TAU_STUDENT}, the teacher a running mean of the student.`));
  const kept = keep(model, clean, () => draw());
  const change = (part) => kept.change(part);
  draggable(handle, art, (x) => change({ step: ((x - 40) / 380) * STEPS }));
  steps(handle, (by) => change({ step: kept.now.step + by }));
  const strength = slider("Centring:", { min: 0, max: 1, step: 0.05 }, (v) => change({ strength: v }));
  const tau = slider("Teacher's temperature =", { min: Math.log(TAU_MIN), max: Math.log(TAU_MAX), step: 0.01 }, (v) => change({ tau: Math.exp(v) }));
  const step = slider("Step =", { min: 0, max: STEPS, step: 1 }, (v) => change({ step: v }));
  controls.append(strength.element, tau.element, step.element, html("div", { class: "row" },
    button("No centring", () => change({ strength: 0, tau: START.tau, step: STEPS })),
    button("No sharpening", () => change({ strength: 1, tau: 1, step: STEPS })),
    button("Reset", () => change(START))));
  const put = {
    ofMean: number("ofMean", "entropy of the mean"),
    meanOf: number("meanOf", "mean entropy"),
    told: number("told", "difference: told of the image"),
    most: number("most", `ln ${OUTPUTS}, the most possible`),
  };

  function draw() {
    const { strength: s, tau: t, step: at } = kept.now;
    const history = train(s, t);
    set(ofMean, { points: history.map((h, i) => `${across(i)},${up(h.ofMean)}`).join(" ") });
    set(meanOf, { points: history.map((h, i) => `${across(i)},${up(h.meanOf)}`).join(" ") });
    const now = history[at];
    cells.forEach((column, i) => column.forEach((cell, k) => set(cell, { "fill-opacity": now.answers[i][k] })));
    set(handle, { transform: `translate(${across(at)} 0)`, "aria-valuenow": at, "aria-valuetext": `step ${at}` });
    strength.show(s, `${fixed(s, 2)} of the centre taken off`);
    tau.show(Math.log(t), fixed(t));
    step.show(at, String(at));
    put.ofMean(`${fixed(now.ofMean)} nats`);
    put.meanOf(`${fixed(now.meanOf)} nats`);
    put.told(`${fixed(now.ofMean - now.meanOf)} nats`);
    put.most(`${fixed(Math.log(OUTPUTS))} nats`);
    tell(say(kept.now));
  }
  draw();
  return () => { kept.stop(); box.remove(); };
}

export default { render };
