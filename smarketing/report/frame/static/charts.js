// Draws each chart beside its static picture and swaps them only when the drawing succeeded.
// Wrapped in a function: the Vega bundle declares short global names.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const specs = read("charts");
  const locale = read("locale");
  const drawOne = (id, spec) => {
    const plot = document.getElementById(`${id}-p`);
    if (!plot) return;
    const live = document.createElement("div");
    live.style.cssText = "width:100%;position:absolute;visibility:hidden";
    plot.style.position = "relative";
    plot.append(live);
    vegaEmbed(live, spec, {
      actions: false,
      renderer: "svg",
      formatLocale: locale.number,
      timeFormatLocale: locale.time,
      tooltip: { theme: "custom" },
    })
      .then(() => {
        live.style.position = "";
        live.style.visibility = "";
        for (const child of [...plot.children]) if (child !== live) child.remove();
        plot.dataset.drawn = "live";
      })
      .catch((error) => {
        live.remove();
        console.error(error);
      });
  };
  const draw = () => Object.entries(specs).forEach(([id, spec]) => drawOne(id, spec));
  document.fonts.load("13px Inter").then(draw, draw);
})();
