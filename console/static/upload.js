// Sending a package: shows how much has gone out. Without this file the form works all the same.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.enctype !== "multipart/form-data" || !window.FormData) return;
  event.preventDefault();
  const bar = document.createElement("progress");
  const words = document.createElement("p");
  words.setAttribute("role", "status");
  bar.setAttribute("aria-label", "上传进度");
  form.append(bar, words);
  const button = form.querySelector("button");
  button.disabled = true;
  const tell = (text) => { words.textContent = text; };
  const again = (text) => { bar.remove(); button.disabled = false; words.className = "problem"; tell(text); };
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.onprogress = (sent) => {
    if (!sent.lengthComputable) return;
    bar.max = sent.total;
    bar.value = sent.loaded;
    tell(`已上传 ${Math.floor((100 * sent.loaded) / sent.total)}%`);
  };
  request.upload.onload = () => { bar.removeAttribute("value"); tell("已传完，正在检查，请稍候。"); };
  request.onerror = () => again("没有传完：连接中断，或文件超过允许的大小。请检查后重新提交。");
  request.onload = () => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
    if (!page) return again(request.responseText.slice(0, 200) || "没有办成，请重新提交。");
    document.querySelector("main").replaceWith(page);
    window.scrollTo(0, 0);
    const said = page.querySelector("h1");
    said.tabIndex = -1;
    said.focus();
  };
  request.send(new FormData(form));
});
