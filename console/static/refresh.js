// 总览 keeps itself up to date. Without this file the page loads itself anew (noscript in overview.html.j2).
"use strict";
const every = Number(document.querySelector("meta[name=refresh-every]").content) * 1000;
const typing = () => document.activeElement.matches("main input, main select, main textarea, main button");
const stale = (words) => {
  const said = document.querySelector("[data-stale]");
  said.hidden = !words;
  said.textContent = words;
};
const look = async () => {
  if (typing()) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (answer.redirected) return void location.reload(); // the sign-in has ended
    const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    if (!answer.ok || !page) throw new Error();
    const places = [...document.querySelectorAll("main .scroll")].map((one) => one.scrollLeft);
    document.querySelector("main").replaceWith(page);
    page.querySelectorAll(".scroll").forEach((one, number) => { one.scrollLeft = places[number] || 0; });
  } catch {
    stale("没有连上控制台，本页可能不是最新情况。");
  }
};
setInterval(look, every);
