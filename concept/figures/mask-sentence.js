// Masking a sentence: what MLM and NTP may see, which terms enter the loss, and why NTP has a joint
// distribution where MLM has only conditionals. The probabilities are those of a character model:
// counts in TEXT, ALPHA added to each.
//   NTP: -1/(T-1) sum_t ln p(x_t+1 | x_<=t)      MLM: -1/|M| sum_{t in M} ln p(x_t | the input)

const TEXT = `to learn without labels a model hides a part of what it sees and asks what stood there
the answer was in the data all along so nobody has to write it down hide a word and the words around it must do
the work hide the next letter and all that came before must do it what is hidden decides what is learned a model
that reads to the left and to the right fills a hole well but it never says how likely the whole sentence is a
model that reads only to the left says the odds of every letter in turn and the odds of the sentence are their
product the loss counts only what was asked for a letter that was shown costs nothing and teaches nothing the
harder the hole the more the model must know about the world that wrote the words`;
const LETTERS = " abcdefghijklmnopqrstuvwxyz";
const [V, ALPHA] = [LETTERS.length, 0.2];
export const SENTENCE = "hide a word";
const T = SENTENCE.length;
const [LEFT_ALONE, MASK, RANDOM, KEPT] = [0, 1, 2, 3];
const FATES = ["not selected", "selected, shown as [MASK]", "selected, shown as a random letter", "selected, shown as it is"];
export const START = {
  objective: "mlm", joint: false, focus: 2, draws: 0,
  fates: [0, 0, MASK, 0, 0, KEPT, 0, 0, RANDOM, 0, 0], noise: "zqkxjbvmktf",
};

const ids = (text) => [...text].map((c) => LETTERS.indexOf(c));
const range = (n, make) => Array.from({ length: n }, (_, i) => make(i));
const normal = (row) => { const sum = row.reduce((a, b) => a + b, 0); return row.map((v) => v / sum); };
const smooth = (counts) => normal(counts.map((n) => n + ALPHA));
const truth = ids(SENTENCE);

// Tables, each fitted on its own: after a letter, before a letter, between two, and anywhere.
export const tables = (() => {
  const text = ids(TEXT.replace(/\s+/g, " "));
  const zeros = () => range(V, () => new Array(V).fill(0));
  const [pairs, triples, single] = [zeros(), range(V, zeros), new Array(V).fill(0)];
  text.forEach((c, i) => {
    single[c]++;
    if (i > 0) pairs[text[i - 1]][c]++;
    if (i > 1) triples[text[i - 2]][c][text[i - 1]]++;
  });
  return {
    any: smooth(single),
    after: pairs.map(smooth),
    before: range(V, (c) => smooth(pairs.map((row) => row[c]))),
    between: triples.map((rows) => rows.map(smooth)),
  };
})();

// The input as the model sees it; null is [MASK].
export function input({ fates, noise }) {
  const random = ids(noise);
  return truth.map((c, t) => (fates[t] === MASK ? null : fates[t] === RANDOM ? random[t] : c));
}

const step = (row) => range(V, (c) => row.reduce((sum, p, a) => sum + p * tables.after[a][c], 0));
// What the model reads to predict position t: the nearest visible letters, or neighbours only.
export function reads(seen, t, joint) {
  const near = (by) => {
    for (let at = t + by; at >= 0 && at < T; at += by) {
      if (seen[at] !== null) return at;
      if (!joint) break;
    }
    return null;
  };
  return [near(-1), near(1)];
}

// p(x_t | the letters seen), x_t itself hidden. `joint`: of the chain any(x_1) after(x_2 | x_1) ...;
// otherwise from the table that fits the neighbours that are visible.
export function conditional(seen, t, joint) {
  const [l, r] = reads(seen, t, joint);
  if (!joint) {
    if (l !== null && r !== null) return tables.between[seen[l]][seen[r]];
    return l !== null ? tables.after[seen[l]] : r !== null ? tables.before[seen[r]] : tables.any;
  }
  let ahead = l === null ? tables.any : tables.after[seen[l]];
  for (let at = l === null ? 0 : l + 1; at < t; at++) ahead = step(ahead);
  if (r === null) return ahead;
  let back = range(V, (c) => tables.after[c][seen[r]]);
  for (let at = r - 1; at > t; at--) back = range(V, (c) => tables.after[c].reduce((sum, p, b) => sum + p * back[b], 0));
  return normal(ahead.map((p, c) => p * back[c]));
}

// A selected letter that is shown was kept (10 %) or drawn anew from V letters (10 %): Bayes' rule.
export const ownInput = (p, shown) => normal(p.map((v, c) => v * (0.1 * (c === shown) + 0.1 / V)));

// What is predicted at position t, of which letter; null where nothing is asked.
export function prediction(state, t) {
  if (state.objective === "ntp")
    return t + 1 < T ? { p: tables.after[truth[t]], target: truth[t + 1] } : null;
  if (state.fates[t] === LEFT_ALONE) return null;
  const seen = input(state);
  const p = conditional(seen, t, state.joint);
  return { p: seen[t] === null ? p : ownInput(p, seen[t]), target: truth[t] };
}

export function loss(state) {
  const terms = range(T, (t) => prediction(state, t)).filter(Boolean).map(({ p, target }) => -Math.log(p[target]));
  return { terms: terms.length, mean: terms.length ? terms.reduce((a, b) => a + b, 0) / terms.length : null };
}

// Two holes side by side, filled from the left or from the right: two joint distributions.
export function orders(at, joint) {
  const seen = truth.map((c, t) => (t === at || t === at + 1 ? null : c));
  const given = (t, c) => seen.map((v, i) => (i === t ? c : v));
  const [first, second] = [conditional(seen, at, joint), conditional(seen, at + 1, joint)];
  const fromLeft = range(V, (a) => conditional(given(at, a), at + 1, joint).map((p) => first[a] * p));
  const filled = range(V, (b) => conditional(given(at + 1, b), at, joint));
  const fromRight = range(V, (a) => range(V, (b) => second[b] * filled[b][a]));
  const variation = fromLeft.reduce((sum, row, a) => sum + row.reduce((s, p, b) => s + Math.abs(p - fromRight[a][b]), 0), 0) / 2;
  const own = (joint2) => joint2[truth[at]][truth[at + 1]];
  return { fromLeft, fromRight, variation, left: own(fromLeft), right: own(fromRight) };
}

// BERT's draw: 15 % are selected, of these 80 % masked, 10 % random, 10 % kept. At least one.
export function draw(count) {
  let a = count >>> 0;
  const uniform = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t ^ (t + Math.imul(t ^ (t >>> 7), t | 61))) >>> 0;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const fate = () => { const u = uniform(); return u < 0.8 ? MASK : u < 0.9 ? RANDOM : KEPT; };
  const fates = range(T, () => (uniform() < 0.15 ? fate() : LEFT_ALONE));
  if (!fates.some(Boolean)) fates[Math.floor(uniform() * T)] = fate();
  return { fates, noise: range(T, () => LETTERS[Math.floor(uniform() * V)]).join("") };
}

export function clean(state) {
  const { fates, noise } = state;
  const right = Array.isArray(fates) && fates.length === T && fates.every((f) => [0, 1, 2, 3].includes(f));
  const letters = typeof noise === "string" && noise.length === T && !ids(noise).includes(-1);
  return {
    objective: state.objective === "ntp" ? "ntp" : "mlm",
    joint: state.joint === true,
    focus: Math.round(within(state.focus, 0, T - 1, START.focus)),
    draws: Math.round(within(state.draws, 0, 1e6, 0)),
    fates: right ? [...fates] : START.fates,
    noise: letters ? noise : START.noise,
  };
}

export function say(state) {
  const { terms, mean } = loss(state);
  if (state.objective === "ntp")
    return `Each position sees what came before and predicts the next letter: ${terms} terms, no letter wasted. Their sum, ${fixed(terms * mean)} nats, is −ln p(the other letters | “${SENTENCE[0]}”): one exact joint.`;
  if (terms === 0) return "Nothing is selected: the loss is a mean of no terms. Select a letter.";
  const { variation } = orders(Math.min(state.focus, T - 2), state.joint);
  if (state.joint)
    return "These conditionals all come from one joint distribution, so two holes get the same odds left first and right first: the total variation is 0 but for rounding.";
  return `Every table fits its own counts, yet two holes filled left first or right first get odds that differ by a total variation of ${fixed(variation)}: these conditionals belong to no one joint.`;
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
.sslfig-mask-sentence .token text{font-size:15px;font-weight:650;pointer-events:none}
.sslfig-mask-sentence .top{display:grid;grid-template-columns:3em 1fr 4em;align-items:center;gap:2px 8px;margin:0 0 8px;font-size:13px;font-variant-numeric:tabular-nums}
.sslfig-mask-sentence .bar{height:9px;border-radius:4px;min-width:1px;background:var(--line)}
.sslfig-mask-sentence .bar.right{background:var(--p)}
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

const shown = (c) => (c === null ? "M" : LETTERS[c] === " " ? "␣" : LETTERS[c]);
const CELL = 34;
const along = (t) => 62 + t * CELL;

function render({ model, el }) {
  const tokens = range(T, (t) => svg("g", { class: "cell token", role: "button", "data-token": t, transform: `translate(${along(t)} 24)` },
    svg("rect", { class: "ring", width: 30, height: 30, rx: 5 }), svg("text", { x: 15, y: 20, "text-anchor": "middle" })));
  const grid = range(T, (t) => range(T, (j) => svg("rect", { x: along(j), y: 66 + t * 26, width: 30, height: 22, rx: 3, stroke: "var(--line)" })));
  const labels = range(T, (t) => svg("text", { x: 56, y: 81 + t * 26, "text-anchor": "end" }));
  const mark = svg("rect", { x: 0, width: 438, height: 26, rx: 4, fill: "none", stroke: "var(--ink)", "stroke-width": 1.5 });
  const art = svg("svg", { viewBox: "0 0 440 356", role: "group", "aria-label": "The input, and what each term may see of it" },
    svg("text", { x: 62, y: 14 }, "input: press a letter to change it"), ...tokens,
    svg("g", { "aria-hidden": "true" }, ...labels, ...grid.flat(), mark));
  const { box, controls, drawing, number, say: tell } = stage(el, "mask-sentence", "Mask a sentence",
    "Press a letter to mask, replace or keep it (arrow keys move, Space presses), and switch the objective.", art);
  drawing.append(html("p", { class: "note" }, "A row is one term of the loss and what it may see: strong colour, what this small character model reads (its separate tables read neighbours only); faint, what it could read; orange, a random letter; empty, hidden. Rows without colour are no terms. M is [MASK], ␣ a space. The two holes are this row’s letter and the next; both p(true) are of the true pair. Text: our own."));
  const kept = keep(model, clean, () => paint());
  const change = (part) => kept.change(part);
  const go = (t) => { change({ focus: t }); tokens[kept.now.focus].focus(); };
  const press = (t) => change({
    focus: t, fates: kept.now.objective === "ntp" ? kept.now.fates : kept.now.fates.map((f, i) => (i === t ? (f + 1) % 4 : f)),
  });
  tokens.forEach((token, t) => {
    set(token, { onclick: () => { press(t); token.focus(); }, onkeyup: (e) => { if (e.key === " ") press(t); },
      onkeypress: (e) => { if (e.key === "Enter") press(t); if (e.key === " ") e.preventDefault(); } });
    steps(token, (by) => go(t + Math.sign(by)));
  });
  const choose = (label, part, attributes) => button(label, () => change(part), attributes);
  const mlm = choose("MLM", { objective: "mlm" });
  const ntp = choose("NTP", { objective: "ntp" });
  const apart = choose("tables fitted apart", { joint: false });
  const one = choose("one joint", { joint: true });
  const where = slider("Row looked at:", { min: 1, max: T, step: 1 }, (v) => change({ focus: v - 1 }));
  const best = html("div", { class: "top" });
  controls.append(
    html("div", { class: "row", role: "group", "aria-label": "Objective" }, mlm, ntp,
      button("Draw 15 %, then 80/10/10", () => change({ objective: "mlm", draws: kept.now.draws + 1, ...draw(kept.now.draws + 1) })),
      button("Reset", () => change(START))),
    html("div", { class: "row", role: "group", "aria-label": "Where MLM's conditionals come from" }, apart, one),
    where.element, best);
  const put = {
    mean: number("mean", "loss, mean of the terms"),
    terms: number("terms", "terms in the loss"),
    own: number("own", "this row: −ln p(true)"),
    left: number("left", "left hole first: p(true)"),
    right: number("right", "right hole first: p(true)"),
    variation: number("variation", "total variation of both"),
  };

  function paint() {
    const state = kept.now;
    const causal = state.objective === "ntp";
    const seen = causal ? truth : input(state);
    tokens.forEach((token, t) => {
      const fate = causal ? LEFT_ALONE : state.fates[t];
      set(token, { tabindex: t === state.focus ? 0 : -1, "aria-label": `position ${t + 1}, ${shown(truth[t])}, ${causal ? "shown" : FATES[fate]}` });
      set(token.firstChild, { fill: ["var(--card)", "var(--soft)", "var(--soft)", "var(--soft)"][fate], stroke: ["var(--line)", "var(--a)", "var(--n)", "var(--p)"][fate], "stroke-width": fate ? 2.5 : 1 });
      token.lastChild.textContent = shown(seen[t]);
      const asked = prediction(state, t);
      labels[t].textContent = asked ? `${t + 1} → ${shown(asked.target)}` : String(t + 1);
      const used = causal ? [t] : [...reads(seen, t, state.joint), t];
      grid[t].forEach((cell, j) => {
        const visible = asked && (causal ? j <= t : seen[j] !== null);
        const wrong = !causal && state.fates[j] === RANDOM;
        set(cell, {
          fill: !visible ? "none" : wrong ? "var(--n)" : used.includes(j) ? "var(--a)" : "var(--soft)",
          "fill-opacity": wrong && !used.includes(j) ? 0.35 : 1, "stroke-opacity": asked ? 1 : 0.4,
        });
      });
    });
    set(mark, { y: 64 + state.focus * 26 });
    for (const [one2, on] of [[mlm, !causal], [ntp, causal], [apart, !state.joint], [one, state.joint]]) set(one2, { "aria-pressed": on });
    where.show(state.focus + 1, `${state.focus + 1} of ${T}`);
    const asked = prediction(state, state.focus);
    const top = asked ? asked.p.map((p, c) => [p, c]).sort((a, b) => b[0] - a[0]).slice(0, 5) : [];
    best.replaceChildren(...top.flatMap(([p, c]) => {
      const bar = html("div", { class: `bar ${c === asked.target ? "right" : ""}` });
      bar.style.width = `${100 * p}%`;
      return [html("span", {}, `p(${shown(c)})`), html("span", {}, bar), html("span", {}, fixed(p))];
    }), ...(asked ? [] : [html("span"), html("span", {}, "nothing is asked here")]));
    const { terms, mean } = loss(state);
    const pair = Math.min(state.focus, T - 2);
    const two = orders(pair, state.joint);
    put.mean(mean === null ? "none" : `${fixed(mean)} nats`);
    put.terms(`${terms} of ${T}`);
    put.own(asked ? `${fixed(-Math.log(asked.p[asked.target]))} nats` : "none");
    put.left(fixed(two.left, 5));
    put.right(fixed(two.right, 5));
    put.variation(fixed(two.variation));
    tell(say(state));
  }
  paint();
  return () => { kept.stop(); box.remove(); };
}

export default { render };
