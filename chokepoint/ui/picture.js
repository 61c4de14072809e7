// Saves the chart of one card as SVG or PNG in the browser, with title and source line: nothing leaves it.
(() => {
  const box = document.getElementById("BOX");
  if (!box || box.dataset.ready) return;
  box.dataset.ready = "yes";
  const SVG = "http://www.w3.org/2000/svg", HEAD = 22, LINE = 16;
  const wrap = (text, most) => text.split(" ").reduce((lines, word) => {
    const last = lines[lines.length - 1];
    if ((last + " " + word).length > most) lines.push(word); else lines[lines.length - 1] = (last + " " + word).trim();
    return lines;
  }, [""]);
  const text = (y, size, weight, words) => {
    const node = document.createElementNS(SVG, "text");
    Object.entries({ x: 12, y, fill: box.dataset.ink, "font-size": size, "font-weight": weight,
      "font-family": "Source Sans, Source Sans 3, sans-serif" }).forEach(([key, value]) => node.setAttribute(key, value));
    node.textContent = words;
    return node;
  };
  const picture = () => {
    const layers = document.querySelectorAll(`.st-key-card-${box.dataset.card} .js-plotly-plot .main-svg`);
    if (!layers.length) return null;
    const width = layers[0].width.baseVal.value, height = layers[0].height.baseVal.value;
    const lines = wrap(box.dataset.source, Math.floor(width / 6.2));
    const titles = wrap(box.dataset.title, Math.floor(width / 10.2)), TOP = 40 + titles.length * HEAD;
    const whole = height + TOP + 12 + lines.length * LINE;
    const root = document.createElementNS(SVG, "svg");
    Object.entries({ xmlns: SVG, width: width + 24, height: whole, viewBox: `0 0 ${width + 24} ${whole}` })
      .forEach(([key, value]) => root.setAttribute(key, value));
    const ground = document.createElementNS(SVG, "rect");
    Object.entries({ width: "100%", height: "100%", fill: box.dataset.bg }).forEach(([key, value]) => ground.setAttribute(key, value));
    root.append(ground, ...titles.map((words, number) => text(26 + number * HEAD, 19, 600, words)));
    root.append(text(TOP - 12, 13, 400, box.dataset.subtitle));
    layers.forEach((layer) => {
      const copy = layer.cloneNode(true);
      copy.setAttribute("x", 12); copy.setAttribute("y", TOP); copy.style.background = "none";
      root.append(copy);
    });
    lines.forEach((words, number) => root.append(text(TOP + height + 14 + number * LINE, 12, 400, words)));
    return { text: new XMLSerializer().serializeToString(root), width: width + 24, height: whole };
  };
  const save = (blob, ending) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${box.dataset.file}.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 5000);
  };
  const act = (kind) => {
    const made = picture();
    const note = box.querySelector("span");
    if (!made) { note.textContent = "Open the tab Chart first."; return; }
    note.textContent = "";
    const svg = new Blob([made.text], { type: "image/svg+xml" });
    if (kind === "svg") { save(svg, "svg"); return; }
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = made.width * 2; canvas.height = made.height * 2;
      const pen = canvas.getContext("2d");
      pen.scale(2, 2); pen.drawImage(image, 0, 0);
      canvas.toBlob((blob) => save(blob, "png"), "image/png");
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(made.text);
  };
  box.querySelectorAll("button").forEach((button) => button.addEventListener("click", () => act(button.value)));
})();
