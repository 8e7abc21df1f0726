// SPDX-License-Identifier: Apache-2.0
// The button that shows the menu on a narrow screen.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-toggle='wy-nav-top']"))
    for (const part of document.querySelectorAll("[data-toggle='wy-nav-shift']")) part.classList.toggle("shift");
});

// The same script in two languages stands side by side where the window is wide enough.
document.addEventListener("DOMContentLoaded", () => {
  for (const code of document.querySelectorAll("pre > code.language-python")) {
    const python = code.parentElement, cpp = python.nextElementSibling;
    if (!cpp?.matches("pre") || !cpp.querySelector("code.language-cpp")) continue;
    const pair = document.createElement("div");
    pair.className = "side-by-side";
    python.before(pair);
    pair.append(python, cpp);
  }
});
