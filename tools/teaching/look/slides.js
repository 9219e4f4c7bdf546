// Slides of 16:9, all in one row, so that one key goes on.
Reveal.initialize({
  width: 1280, height: 720, margin: 0, minScale: 0.1, maxScale: 4,
  center: false, display: "flex", controls: false, hash: true, slideNumber: "c/t", transition: "none",
  backgroundTransition: "none", scrollActivationWidth: null,
  pdfSeparateFragments: false, plugins: [RevealNotes],
});
