// SPDX-License-Identifier: Apache-2.0
// The button that shows the menu on a narrow screen.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-toggle='wy-nav-top']"))
    for (const part of document.querySelectorAll("[data-toggle='wy-nav-shift']")) part.classList.toggle("shift");
});
