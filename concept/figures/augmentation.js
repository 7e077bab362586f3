// The augmentations decide: what they change, a contrastive feature must forget. Sixteen images:
// b, d, p, q x left, right x full, pale ink, on a torus of 8x8 pixels. The feature is the best that
// a perfectly invariant encoder could do: two images are as far apart as their nearest views,
//   d(x, y) = min over g of |x - g y|,  g any shift, flip, turn that is allowed.
// Images at distance 0 are positives of each other, and one feature stands for all of them:
//   kept of an attribute A, in nats: I(A; feature) = H(A) - H(A | feature)

const SIDE = 8;
const LETTERS = ["b", "d", "p", "q"];
const SHAPES = { b: "X..X..XXXX.XXXX", d: "..X..XXXXX.XXXX", p: "XXXX.XXXXX..X..", q: "XXXX.XXXX..X..X" };
const [PLACES, INKS] = [["left", "right"], ["full", "pale"]];
const [FIRST, PALE] = [[1, 4], 0.3];
const TOOLS = ["shift", "flip", "turn", "ink"];
export const START = { shift: true, flip: false, turn: false, ink: true, image: 0 };

export const items = LETTERS.flatMap((letter) => PLACES.flatMap((place, side) => INKS.map((ink, pale) => {
  const pixels = new Array(SIDE * SIDE).fill(0);
  [...SHAPES[letter]].forEach((c, i) => {
    if (c === "X") pixels[(1 + Math.floor(i / 3)) * SIDE + FIRST[side] + (i % 3)] = pale ? PALE : 1;
  });
  return { letter, place, ink, pixels };
})));

// All allowed ways to look at an image, as the pixel that each pixel is taken from.
export function views({ shift, flip, turn }) {
  const all = [];
  for (let down = 0; down < (shift ? SIDE : 1); down++)
    for (let right = 0; right < (shift ? SIDE : 1); right++)
      for (let turns = 0; turns < (turn ? 4 : 1); turns++)
        for (let mirrored = 0; mirrored < (flip ? 2 : 1); mirrored++)
          all.push(Array.from({ length: SIDE * SIDE }, (_, i) => {
            let [r, c] = [(Math.floor(i / SIDE) + down) % SIDE, (i + right) % SIDE];
            for (let k = 0; k < turns; k++) [r, c] = [c, SIDE - 1 - r];
            return r * SIDE + (mirrored ? SIDE - 1 - c : c);
          }));
  return all;
}

let last = { key: "" };
// Distances of all pairs, under the chosen augmentations.
export function distances(state) {
  const key = TOOLS.map((tool) => state[tool]).join();
  if (last.key === key) return last.table;
  const ways = views(state);
  // Where ink varies, only the shape of an image is left: divide by its strongest pixel.
  const seen = items.map(({ pixels }) => {
    const most = state.ink ? Math.max(...pixels) : 1;
    return pixels.map((v) => v / most);
  });
  const table = seen.map((x) => seen.map((y) => Math.sqrt(Math.min(...ways.map((from) => {
    let sum = 0;
    for (let i = 0; i < from.length; i++) sum += (x[i] - y[from[i]]) ** 2;
    return sum;
  })))));
  last = { key, table };
  return table;
}

export function entropy(values) {
  const counts = new Map();
  values.forEach((v) => counts.set(v, (counts.get(v) ?? 0) + 1));
  return [...counts.values()].reduce((sum, n) => sum - (n / values.length) * Math.log(n / values.length), 0);
}

export function judge(state) {
  const table = distances(state);
  // Images that share a feature share the first image at distance 0.
  const feature = table.map((row) => row.findIndex((d) => d < 1e-9));
  const kept = (name) => {
    const values = items.map((item) => item[name]);
    const both = entropy(values.map((v, i) => `${v} ${feature[i]}`));
    return { kept: entropy(values) + entropy(feature) - both, all: entropy(values) };
  };
  const nearest = table.map((row, i) => {
    const least = Math.min(...row.filter((_, j) => j !== i));
    return row.flatMap((d, j) => (j !== i && d < least + 1e-9 ? [j] : []));
  });
  // Of several that are equally near, each is as likely to be taken.
  const hits = nearest.map((near, i) => near.filter((j) => items[j].letter === items[i].letter).length / near.length);
  const pairs = table.flatMap((row, i) => row.filter((d, j) => j > i && d < 1e-9)).length;
  return { feature, nearest, pairs, letter: kept("letter"), place: kept("place"), ink: kept("ink"), right: hits.reduce((a, b) => a + b, 0) };
}

export function clean(state) {
  const flag = (name) => (typeof state[name] === "boolean" ? state[name] : START[name]);
  return {
    shift: flag("shift"), flip: flag("flip"), turn: flag("turn"), ink: flag("ink"),
    image: Math.round(within(state.image, 0, items.length - 1, START.image)),
  };
}

export function say(state) {
  const { letter, place, ink, right, pairs } = judge(state);
  const score = `the nearest image shows the same letter for ${fixed(right, right % 1 ? 1 : 0)} of ${items.length}`;
  if (pairs === 0)
    return `No two images are positives, so the feature may keep everything, yet ${score}: pixels care about place and ink first.`;
  const lost = [["the letter", letter], ["the place", place], ["the ink", ink]];
  const gone = lost.filter(([, a]) => a.kept < 1e-9).map(([name]) => name);
  const part = lost.filter(([, a]) => a.kept >= 1e-9 && a.kept < a.all - 1e-9).map(([name]) => name);
  const told = [gone.length ? `all of ${gone.join(" and ")}` : "", part.length ? `part of ${part.join(" and ")}` : ""].filter(Boolean);
  return `${pairs} pairs are positives. The feature loses ${told.join(", and ")}; ${score}.`;
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
.sslfig-augmentation .pairs{max-width:190px;margin:0 0 8px}
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

const at = (i) => [12 + (i % 4) * 106, 14 + Math.floor(i / 4) * 106];

function render({ model, el }) {
  const cells = items.map(({ letter, place, ink, pixels }, i) => {
    const [x, y] = at(i);
    return svg("g", { class: "cell", role: "button", "data-image": i, "aria-label": `${letter}, ${place}, ${ink}` },
      svg("rect", { class: "ring", x: x - 6, y: y - 6, width: 100, height: 100, rx: 6, fill: "var(--card)" }),
      ...pixels.flatMap((v, k) => (v ? [svg("rect", { x: x + (k % SIDE) * 11, y: y + Math.floor(k / SIDE) * 11, width: 11, height: 11, fill: "var(--ink)", "fill-opacity": v })] : [])),
      svg("text", { x, y: y + 90 }, ""));
  });
  const art = svg("svg", { viewBox: "0 0 440 436", role: "group", "aria-label": "Sixteen images" }, ...cells);
  const { box, controls, drawing, number, say: tell } = stage(el, "augmentation", "The augmentations decide",
    "Switch augmentations on and off, and press an image (or use the arrow keys) to see its positives and its nearest neighbour.", art);
  drawing.append(html("p", { class: "note" }, "Columns: left in full ink, left pale, right full, right pale. Shifts go round the edges. Positives are images that an augmentation can turn into each other; the feature is the best that a perfectly invariant encoder could have. Of several images that are equally near, each counts in part."));
  const kept = keep(model, clean, () => paint());
  const change = (part) => kept.change(part);
  const go = (image) => { change({ image }); cells[kept.now.image].focus(); };
  cells.forEach((cell, i) => {
    set(cell, { onclick: () => go(i), onkeyup: (e) => { if (e.key === " ") go(i); },
      onkeypress: (e) => { if (e.key === "Enter") go(i); if (e.key === " ") e.preventDefault(); } });
    steps(cell, (by, key) => go(i + (key === "ArrowUp" ? -4 : key === "ArrowDown" ? 4 : Math.sign(by))));
  });
  const label = { shift: "Shift", flip: "Flip left–right", turn: "Quarter turns", ink: "Ink" };
  const tools = TOOLS.map((tool) => button(label[tool], () => change({ [tool]: !kept.now[tool] })));
  const image = slider("Image:", { min: 0, max: items.length - 1, step: 1 }, (v) => change({ image: v }));
  const squares = items.map((_, i) => items.map((_, j) => svg("rect", { x: 1 + j * 10, y: 1 + i * 10, width: 9, height: 9 })));
  controls.append(html("div", { class: "row", role: "group", "aria-label": "Augmentations" }, ...tools),
    image.element, html("div", { class: "row" }, button("Reset", () => change(START))),
    html("div", { class: "pairs" }, svg("svg", { viewBox: "0 0 162 162", role: "img", "aria-label": "Which of the 16 by 16 pairs are positives" }, ...squares.flat())));
  const put = {
    pairs: number("pairs", "positive pairs"),
    letter: number("letter", "kept of the letter"),
    place: number("place", "kept of the place"),
    ink: number("ink", "kept of the ink"),
    right: number("right", "nearest: same letter"),
  };

  function paint() {
    const state = kept.now;
    const found = judge(state);
    const twin = (i, j) => found.feature[i] === found.feature[j];
    cells.forEach((cell, i) => {
      const [own, positive, near] = [i === state.image, twin(i, state.image), found.nearest[state.image].includes(i)];
      set(cell, { tabindex: own ? 0 : -1, "aria-pressed": own });
      set(cell.firstChild, { stroke: own ? "var(--a)" : positive ? "var(--p)" : near ? "var(--n)" : "var(--line)", "stroke-width": own || positive || near ? 3 : 1, "stroke-dasharray": near && !positive ? "6 4" : "none" });
      cell.lastChild.textContent = own ? "this" : positive ? "positive" : near ? "nearest" : "";
    });
    squares.forEach((row, i) => row.forEach((square, j) => set(square, {
      fill: i === j ? "var(--line)" : twin(i, j) ? "var(--p)" : "var(--card)", stroke: i === state.image ? "var(--a)" : "var(--line)", "stroke-width": 0.6,
    })));
    tools.forEach((tool, k) => set(tool, { "aria-pressed": state[TOOLS[k]] }));
    const { letter, place, ink } = items[state.image];
    image.show(state.image, `${letter}, ${place}, ${ink}`);
    put.pairs(`${found.pairs} of ${(items.length * (items.length - 1)) / 2}`);
    for (const name of ["letter", "place", "ink"]) put[name](`${fixed(Math.abs(found[name].kept))} of ${fixed(found[name].all)} nats`);
    put.right(`${fixed(found.right, found.right % 1 ? 1 : 0)} of ${items.length}`);
    tell(say(state));
  }
  paint();
  return () => { kept.stop(); box.remove(); };
}

export default { render };
