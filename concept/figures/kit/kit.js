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
