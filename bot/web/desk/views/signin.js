// @ts-check
import { useEffect, useRef, useState } from 'preact/hooks';
import { call, Problem } from '../api.js';
import { html } from '../html.js';
import { problemWords, t, tKey } from '../i18n.js';
import { signIn } from '../session.js';
import { LanguageChoice } from './language.js';

/** Why the company's provider let nobody in, where the browser comes back from it. @returns {string} */
function cameBackWith() {
  const [, code] = /^#refused\/(\w+)$/.exec(location.hash) ?? [];
  return code ? tKey('problem', code, t('refused', { detail: code })) : '';
}

/** @param {{ended: boolean}} props `ended`: the session ended by itself */
export function SignIn({ ended }) {
  const [trouble, setTrouble] = useState(cameBackWith);
  const [waits, setWaits] = useState(false);
  /** The account wants the code of its authenticator app besides. */
  const [wantsCode, setWantsCode] = useState(false);
  const [oidc, setOidc] = useState(false);
  useEffect(() => {
    call('GET', '/ways').then((ways) => setOidc(Boolean(ways.oidc)), () => {});
  }, []);
  const password = useRef(/** @type {HTMLInputElement | null} */ (null));

  /** @param {SubmitEvent} submit */
  async function onSubmit(submit) {
    submit.preventDefault();
    if (waits) return;
    const form = new FormData(/** @type {HTMLFormElement} */ (submit.currentTarget));
    setWaits(true);
    setTrouble('');
    try {
      await signIn(String(form.get('email')).trim(), String(form.get('password')), String(form.get('code') ?? '').trim());
    } catch (error) {
      setWaits(false);
      if (error instanceof Problem && error.code.startsWith('totp_')) {
        setWantsCode(true);
        setTrouble(problemWords(error));
        requestAnimationFrame(() => document.getElementById('code')?.focus());
        return;
      }
      setTrouble(troubleOf(error));
      password.current?.select();
    }
  }

  return html`
    <main class="signin">
      <form onSubmit=${onSubmit} aria-describedby=${ended ? 'ended' : undefined}>
        <p class="brand"><img src="icon.svg" alt="" width="40" height="40" /> Aina</p>
        <h1>${t('sign_in')}</h1>
        <p class="lead">${t('sign_in_lead')}</p>
        ${ended && html`<p class="told" id="ended" role="status">${t('signed_out')}</p>`}
        <label for="email">${t('email')}</label>
        <input id="email" name="email" type="email" autocomplete="username" required autofocus />
        <label for="password">${t('password')}</label>
        <input
          id="password" name="password" type="password" autocomplete="current-password" required ref=${password}
          aria-describedby="signin-trouble" aria-invalid=${trouble ? 'true' : undefined}
        />
        ${wantsCode && html`
          <label for="code">${t('totp_code')}</label>
          <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="20" aria-describedby="signin-trouble" />`}
        <p class="trouble" id="signin-trouble" role="alert">${trouble}</p>
        <button class="primary" type="submit" aria-disabled=${waits}>${t('sign_in')}</button>
        ${oidc && html`<a class="other-way" href="/v1/desk/oidc/start">${t('oidc_do')}</a>`}
        <p class="hint">${t('sign_in_note')}</p>
      </form>
      <${LanguageChoice} />
    </main>
  `;
}

/** @param {unknown} error @returns {string} */
function troubleOf(error) {
  if (!(error instanceof Problem)) return t('sign_in_unreachable');
  if (error.status === 429) return t('sign_in_often');
  return error.passing ? t('sign_in_unreachable') : t('sign_in_wrong');
}
