// @ts-check
export const CSS = `
:host {
  all: initial;
  --ink: #23302b; --soft: #55625c; --paper: #faf7f1; --card: #fff; --line: #d9d3c6; --edge: #7c877f;
  --brand: #1d5445; --on-brand: #fff; --mine: #dcebe2; --human: #fdebd3; --warm: #8a4b12; --bad: #a3261b;
  position: fixed; inset: auto 20px 20px auto; z-index: 2147483000;
  font: max(17px, 1.0625rem)/1.45 system-ui, sans-serif;
  color: var(--ink); color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :host {
    --ink: #eeeae2; --soft: #b7bfb9; --paper: #1a201d; --card: #252d29; --line: #3a443f; --edge: #8b978f;
    --brand: #a5dcc6; --on-brand: #10261f; --mine: #23483b; --human: #4a3621; --warm: #f4c48d; --bad: #ffb4a8;
  }
}
* { box-sizing: border-box; margin: 0; }
[hidden], p:empty, span:empty { display: none !important; }
button, textarea, input, select, .phone { font: inherit; color: inherit; min-height: 44px; }
button { border: 1px solid transparent; border-radius: 12px; padding: 4px 14px; background: none; line-height: 1.25; text-align: start; cursor: pointer; }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
svg { flex: none; width: 22px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linejoin: round; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.launcher, .line, .row, .choices, .tray li, .faces { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.launcher, .send, .below { background: var(--brand); color: var(--on-brand); font-weight: 600; }
.launcher { min-height: 56px; margin-left: auto; padding: 0 22px; border-radius: 28px; box-shadow: 0 4px 18px #0004; }
.count { padding: 0 8px; border-radius: 12px; background: var(--human); color: var(--warm); }
dialog {
  position: fixed; inset: auto 20px 92px auto; flex-direction: column; width: 410px; height: min(700px, 100dvh - 112px); padding: 0; overflow: auto;
  border: 1px solid var(--line); border-radius: 16px; background: var(--paper); color: inherit; box-shadow: 0 4px 18px #0004;
}
dialog[open] { display: flex; }
.top, .standing, .foot { flex: none; padding: 8px 16px; background: var(--card); border-bottom: 1px solid var(--line); }
.top { padding: 4px 14px 0; }
.top p { flex: 1; line-height: 1.25; }
.close { margin-right: -8px; padding: 10px; }
.when { display: block; color: var(--soft); font-size: .9em; }
.here { color: var(--brand); }
.here::before { content: '● '; }
.avatar { display: grid; place-items: center; flex: none; width: 36px; height: 36px; overflow: hidden; border: 1px solid transparent; border-radius: 50%; background: var(--human); color: var(--warm); font-weight: 600; }
.avatar + .avatar { margin-left: -22px; box-shadow: 0 0 0 2px var(--card); }
.avatar img { grid-area: 1/1; width: 36px; height: 36px; object-fit: cover; }
.stand, .phone { display: flex; align-items: center; padding: 0; color: var(--brand); gap: 4px; font-size: .9em; font-weight: 600; }
.top .row { flex-wrap: nowrap; }
.stand { flex: 1; }
.stand::before { content: '▸'; }
.stand[aria-expanded=true]::before { content: '▾'; }
.stand span { text-decoration: underline; }
.phone svg { width: 18px; }
.standing { flex: 1 1 auto; overflow: auto; }
h3 { margin: 8px 0 4px; font-size: 1em; }
ul { padding: 0; list-style: none; }
.standing li { padding: 8px 14px; margin-bottom: 8px; border: 1px solid var(--line); border-radius: 12px; background: var(--paper); }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0 8px; margin-bottom: 8px; }
dt, .state, .meta, .remark, small { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.log { flex: 1 0 120px; overflow: auto; padding: 14px; outline-offset: -3px; }
.standing:not([hidden]) + .log { flex: 0 1 90px; }
.line { flex-wrap: nowrap; align-items: start; margin-bottom: 14px; }
.bot .avatar { background: var(--line); color: var(--ink); }
.body { display: flex; flex-direction: column; gap: 4px; align-items: start; max-width: 84%; }
.customer .body { margin-left: auto; align-items: end; }
.meta, .remark, small { font-size: .9em; }
.text { padding: 8px 14px; border: 1px solid var(--line); border-radius: 4px 16px 16px; background: var(--card); white-space: pre-wrap; overflow-wrap: anywhere; }
.text a { color: var(--brand); }
.customer .text { border-radius: 16px 4px 16px 16px; background: var(--mine); border-color: transparent; }
.agent .text { background: var(--human); border-color: transparent; }
.problem, .bad span { color: var(--bad); }
.choice, .ask, .edit, .file { border-color: var(--brand); background: var(--card); color: var(--brand); font-weight: 600; overflow-wrap: anywhere; }
.choice[aria-pressed=true] { background: var(--mine); }
.choice:disabled { border-color: var(--line); background: none; color: var(--soft); cursor: default; }
.notice { margin: 16px 8px; color: var(--soft); text-align: center; font-size: .9em; white-space: pre-line; }
.foot { position: relative; border-width: 1px 0 0; }
.foot > :not(form) { margin-bottom: 6px; }
.foot > p, label, .foot .row, .tray { font-size: .9em; }
.typing { color: var(--soft); }
.below { position: absolute; inset: -54px 0 auto; margin: auto; width: max-content; }
.ask { width: 100%; font-size: .9em; }
.quiet, .attach { border-color: var(--edge); }
form { display: grid; grid-template-columns: auto 1fr auto; gap: 4px 8px; align-items: end; }
form > * { grid-column: 1/4; }
.attach, .foot textarea, .send { grid-column: auto; }
label { font-weight: 600; }
textarea, input, select { width: 100%; padding: 8px 14px; border: 1px solid var(--edge); border-radius: 12px; background: var(--paper); }
textarea { max-height: 9em; field-sizing: content; resize: none; }
.tray li { flex-wrap: nowrap; }

::placeholder { color: var(--soft); opacity: 1; }
.attach { padding: 10px; }
.remove { margin-left: auto; padding: 10px; }
progress { width: 90px; accent-color: var(--brand); }
canvas { max-width: 100%; height: 160px; object-fit: contain; }
@media (max-width: 600px) {
  dialog { inset: 0; width: 100%; max-width: none; height: 100dvh; max-height: none; border: 0; border-radius: 0; }
}
`;
