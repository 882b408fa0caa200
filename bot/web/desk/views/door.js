// @ts-check
/** Pages behind a link of single use: an invitation to the desk, a question to the back office. The secret is in the fragment. */
import { useEffect, useState } from 'preact/hooks';
import { call, keepCsrf } from '../api.js';
import { html } from '../html.js';
import { language, t } from '../i18n.js';
import { LanguageChoice } from './language.js';
import { Trouble, useDeed, valueOf } from './rooms/form.js';

const ADDRESS = /^#(answer|invitation)\/(.+)$/;

/** @returns {'answer' | 'invitation' | null} which of these pages the address names */
export const doorOf = () => /** @type {any} */ (ADDRESS.exec(location.hash)?.[1] ?? null);

const secret = () => encodeURIComponent(ADDRESS.exec(location.hash)?.[2] ?? '');

/** @param {{which: 'answer' | 'invitation'}} props */
export function Door({ which }) {
  const path = which === 'answer' ? `/v1/outside/${secret()}` : `/v1/invitations/${secret()}`;
  const [found, setFound] = useState(/** @type {any} */ (null));
  const [gone, setGone] = useState(false);
  useEffect(() => {
    call('GET', path).then(setFound, () => setGone(true));
  }, []);
  return html`
    <main class="signin">
      ${gone ? html`<form><h1>${t('link_gone')}</h1></form>`
        : !found ? html`<p role="status">${t('starting')}</p>`
        : which === 'answer' ? html`<${Answer} path=${path} found=${found} />` : html`<${Invitation} path=${path} found=${found} />`}
      <${LanguageChoice} />
    </main>
  `;
}

/** @param {{path: string, found: {email: string, name: string, team: string, teams: Record<string, string>, company: string}}} props */
function Invitation({ path, found }) {
  const [name, setName] = useState(found.name);
  const [password, setPassword] = useState('');
  const { trouble, run, waits } = useDeed();
  useEffect(() => document.getElementById('password')?.focus(), []);
  /** @param {Event} submit */
  async function accept(submit) {
    submit.preventDefault();
    const got = await run(() => call('POST', path, { password, name: name.trim() }));
    if (!got) return;
    keepCsrf(got.csrf);
    await call('PUT', '/presence', { status: 'online' }).catch(() => {});
    history.replaceState(null, '', location.pathname);
    location.reload();
  }
  return html`
    <form onSubmit=${accept}>
      <p class="brand"><img src="icon.svg" alt="" width="40" height="40" /> Aina</p>
      <h1>${t('invitation_title', { company: found.company })}</h1>
      <p class="lead">${t('invitation_lead', { team: found.teams[language.value] ?? found.team })}</p>
      <label for="email">${t('email')}</label>
      <input id="email" type="email" readonly value=${found.email} autocomplete="username" />
      <label for="name">${t('invitation_name')}</label>
      <input id="name" required maxlength="80" value=${name} autocomplete="given-name" onInput=${(/** @type {any} */ e) => setName(valueOf(e))} />
      <label for="password">${t('password')}</label>
      <input id="password" type="password" required minlength="8" autocomplete="new-password" value=${password} onInput=${(/** @type {any} */ e) => setPassword(valueOf(e))} />
      <${Trouble} trouble=${trouble} />
      <button class="primary" type="submit" aria-disabled=${waits}>${t('invitation_do')}</button>
    </form>
  `;
}

/** @param {{path: string, found: {question: string, place: string, by: {name?: string}, brief: Record<string, string>}}} props */
function Answer({ path, found }) {
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [done, setDone] = useState(false);
  const { trouble, run, waits } = useDeed();
  const who = found.by.name ?? '';
  /** @param {Event} submit */
  async function answer(submit) {
    submit.preventDefault();
    if (await run(() => call('POST', path, { name: name.trim(), text: text.trim() }))) setDone(true);
  }
  const known = (/** @type {const} */ (['matter', 'order', 'tried', 'wants'])).filter((key) => found.brief[key]);
  if (done) return html`<form><h1 role="status">${t('answer_done', { name: who })}</h1></form>`;
  return html`
    <form onSubmit=${answer}>
      <h1>${t('answer_title', { name: who })}</h1>
      <blockquote>${found.question}</blockquote>
      ${known.length > 0 && html`<h2>${t('answer_known')}</h2><dl>${known.map((key) => html`<div key=${key}><dt>${t(key)}</dt><dd>${found.brief[key]}</dd></div>`)}</dl>`}
      <label for="name">${t('answer_name')}</label>
      <input id="name" required maxlength="80" autocomplete="name" value=${name} onInput=${(/** @type {any} */ e) => setName(valueOf(e))} />
      <label for="text">${t('answer_text')}</label>
      <textarea id="text" required rows="4" maxlength="4000" value=${text} onInput=${(/** @type {any} */ e) => setText(valueOf(e))}></textarea>
      <p class="hint">${t('answer_lead', { name: who })}</p>
      <${Trouble} trouble=${trouble} />
      <button class="primary" type="submit" aria-disabled=${waits}>${t('answer_do')}</button>
    </form>
  `;
}
