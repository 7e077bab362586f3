// Shows figures: plays the part of a notebook for modules of anywidget's contract.
"use strict";
{
  // What a widget's model is in a notebook: named values, and who wants to hear of changes.
  const model = () => {
    const values = new Map();
    const heard = new Map();
    return {
      get: (name) => values.get(name),
      set: (name, value) => {
        values.set(name, value);
        for (const listener of heard.get(`change:${name}`) ?? []) listener();
      },
      on: (event, listener) => heard.set(event, [...(heard.get(event) ?? []), listener]),
      off: (event, listener) =>
        heard.set(event, (heard.get(event) ?? []).filter((one) => one !== listener)),
      save_changes: () => {},
    };
  };
  const show = (name, figure, css) => {
    const place = document.querySelector(`[data-figure="${name}"]`);
    if (!place) return;
    if (css) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    }
    place.textContent = "";
    try {
      figure.render({ model: model(), el: place });
      place.dataset.shown = "yes";
    } catch (error) {
      place.textContent = "This figure could not be drawn here.";
      console.error(name, error);
    }
  };
  globalThis.sslgrade = Object.freeze({ show });

  // A link into a closed exercise opens it.
  const reveal = () => {
    const aim = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = aim; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (aim) aim.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  addEventListener("DOMContentLoaded", () => location.hash && reveal());
}
