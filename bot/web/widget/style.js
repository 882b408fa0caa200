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
button, textarea, a { font: inherit; color: inherit; min-height: 44px; }
button { border: 1px solid transparent; border-radius: 12px; padding: 8px 16px; background: none; cursor: pointer; }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
svg { flex: none; width: 22px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linejoin: round; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.launcher, .send { background: var(--brand); color: var(--on-brand); font-weight: 600; }
.launcher { display: flex; align-items: center; gap: 10px; min-height: 56px; margin-left: auto; padding: 0 22px; border-radius: 28px; box-shadow: 0 4px 18px #0004; }
.count { min-width: 26px; border-radius: 13px; background: var(--human); color: var(--warm); line-height: 26px; }
dialog {
  position: fixed; inset: auto 20px 92px auto; flex-direction: column; width: 410px; height: min(700px, 100dvh - 112px); padding: 0; overflow: auto;
  border: 1px solid var(--line); border-radius: 20px; background: var(--paper); color: inherit; box-shadow: 0 12px 48px #0003;
}
dialog[open] { display: flex; }
.top { display: flex; flex-wrap: wrap; gap: 0 12px; align-items: center; padding: 14px 8px 4px 18px; background: var(--card); border-bottom: 1px solid var(--line); }
.top p { flex: 1; }
.close { width: 44px; padding: 10px; align-self: start; }
.top b, .when { display: block; }
.when { display: block; }
.when { color: var(--soft); font-size: .92em; }
.here { color: var(--brand); }
.here::before { content: '● '; }
.faces { display: flex; }
.avatar { display: grid; place-items: center; flex: none; width: 44px; height: 44px; overflow: hidden; border: 1px solid transparent; border-radius: 50%; background: var(--human); color: var(--warm); font-weight: 600; }
.avatar + .avatar { margin-left: -10px; box-shadow: 0 0 0 2px var(--card); }
.avatar img { grid-area: 1/1; width: 44px; height: 44px; object-fit: cover; }
.phone { display: flex; gap: 8px; align-items: center; width: 100%; color: var(--brand); }
.log { flex: 1 0 160px; overflow: auto; padding: 16px; outline-offset: -3px; }
.line { display: flex; gap: 10px; margin-bottom: 14px; }
.line .avatar, .line img { width: 34px; height: 34px; font-size: .85em; }
.bot .avatar { background: var(--line); color: var(--ink); }
.body { max-width: 84%; }
.customer .body { margin-left: auto; text-align: end; }
.meta, .remark, .hint { font-size: .85em; color: var(--soft); }
.text { display: inline-block; padding: 10px 14px; border: 1px solid var(--line); border-radius: 4px 16px 16px; background: var(--card); white-space: pre-wrap; overflow-wrap: anywhere; text-align: start; }
.text a { color: var(--brand); }
.customer .text { border-radius: 16px 4px 16px 16px; background: var(--mine); border-color: transparent; }
.agent .text { background: var(--human); border-color: transparent; }
.refused .remark, .problem { color: var(--bad); }
.choices { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; }
.choice, .ask, .edit { border-color: var(--brand); background: var(--card); color: var(--brand); font-weight: 600; text-align: start; }
.choice:disabled { border-color: var(--line); background: none; color: var(--soft); cursor: default; }
.notice { margin: 18px 8px; color: var(--soft); text-align: center; font-size: .92em; }
.foot { position: relative; padding: 10px 16px 14px; background: var(--card); border-top: 1px solid var(--line); }
.foot > p { margin-bottom: 8px; font-size: .92em; }
.typing { color: var(--soft); }
.below { position: absolute; inset: -54px 0 auto; margin: auto; width: max-content; background: var(--brand); color: var(--on-brand); }
.ask { display: flex; gap: 10px; align-items: center; width: 100%; margin-bottom: 8px; }
.quiet { margin-bottom: 8px; border-color: var(--edge); }
form { display: grid; grid-template-columns: 1fr auto; gap: 4px 8px; align-items: end; }
label, .problem, .hint { grid-column: 1/3; }
label { font-size: .92em; font-weight: 600; }
textarea { min-height: 46px; max-height: 9em; field-sizing: content; padding: 8px 12px; border: 1px solid var(--edge); border-radius: 12px; background: var(--paper); resize: none; }
@media (max-width: 600px) {
  dialog { inset: 0; width: 100%; max-width: none; height: 100dvh; max-height: none; border: 0; border-radius: 0; }
  .hint { display: none; }
}
`;
