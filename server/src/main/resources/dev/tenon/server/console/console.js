// What the pages do beyond htmx: say when they are out of date, and submit a chooser on change, and copy a
// link.
"use strict";
(() => {
    let lastGood = new Date();

    const mark = (isStale) => {
        const note = document.getElementById("stale");
        if (!note) return;
        note.querySelector("time").textContent = lastGood.toLocaleTimeString();
        note.hidden = !isStale;
    };

    document.addEventListener("htmx:afterRequest", (event) => {
        if (event.detail.successful) lastGood = new Date();
        // A request that gave way to another says nothing of the server.
        const status = event.detail.xhr.status;
        if (event.detail.successful || status !== 0) mark(!event.detail.successful && status !== 401);
    });
    document.addEventListener("htmx:sendError", () => mark(true));
    document.addEventListener("htmx:timeout", () => mark(true));

    document.addEventListener("change", (event) => {
        if (event.target.matches("[data-submits]")) event.target.form.submit();
    });
    for (const button of document.querySelectorAll("[data-copies]")) {
        if (!navigator.clipboard) continue;
        button.hidden = false;
        button.addEventListener("click", async () => {
            await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
            button.textContent = "Copied";
        });
    }
    document.documentElement.classList.add("scripted");
})();
