// @ts-check
/** Asking somebody inside: a colleague by name, or the back office by a link of single use. */
import { useEffect, useState } from 'preact/hooks';
import { ask, askOutside } from '../../casework.js';
import { whose } from '../../directory.js';
import { html } from '../../html.js';
import { t } from '../../i18n.js';
import { fetchDirectory } from '../../lists.js';
import { current, say, subject } from '../../store.js';
import { Dialog } from './dialog.js';
import { colleagues, PersonOption, Radios, textOf } from './fields.js';

/** @param {{id: string}} props */
export function Ask({ id }) {
  const [way, setWay] = useState('inside');
  useEffect(() => void fetchDirectory().catch(() => {}), []);
  /** @param {FormData} form */
  function onDo(form) {
    const [to, text] = [textOf(form, 'to'), textOf(form, 'text')];
    if (way === 'outside') askOutside(id, to, text);
    else ask(id, to, text, whose(to));
  }
  return html`
    <${Dialog} title=${t('ask_title')} lead=${t('ask_lead')} doWord=${t('ask_do')} onDo=${onDo}>
      ${!current.value.found?.practice && html`
        <${Radios} name="way" word="ask_choose" prefix="ask" keys=${['inside', 'outside']} value=${way} onPick=${setWay} first />`}
      ${way === 'inside'
        ? html`<fieldset class="options"><legend class="hidden">${t('ask_inside')}</legend>
            ${colleagues().map((one) => html`<${PersonOption} key=${one.id} person=${one} value=${one.id} first=${false} />`)}</fieldset>`
        : html`<label for="to">${t('ask_place')}</label><input id="to" name="to" required maxlength="80" autocomplete="off" />`}
      <label for="text">${t('ask_text')}</label>
      <textarea id="text" name="text" rows="3" required maxlength="4000"></textarea>
    <//>
  `;
}

/** The link to pass on; shown once, because only its secret answers. */
export function Link() {
  const { name, link, kind } = JSON.parse(subject.value);
  const title = kind === 'invite' ? t('invite_link', { name }) : t('ask_link');
  async function copy() {
    await navigator.clipboard?.writeText(link).catch(() => {});
    say(t('copied'));
  }
  return html`
    <${Dialog} title=${title} lead=${kind === 'invite' ? t('invite_lead') : t('ask_link_lead', { name })}>
      <label for="link" class="hidden">${title}</label>
      <input id="link" readonly value=${link} onFocus=${(/** @type {any} */ e) => e.currentTarget.select()} data-first />
      <p><button type="button" onClick=${copy}>${t('copy')}</button></p>
    <//>
  `;
}
