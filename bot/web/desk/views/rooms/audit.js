// @ts-check
/** What accounts did, the newest first. Read only: there is no verb that changes it. */
import { useEffect, useState } from 'preact/hooks';
import { call } from '../../api.js';
import { whose } from '../../directory.js';
import { html } from '../../html.js';
import { dayAndClock, t, tKey } from '../../i18n.js';

/** @typedef {{id: string, at: string, agent: string, what: string, data: Record<string, unknown>}} Deed */

const PAGE = 200;

export function Audit() {
  const [deeds, setDeeds] = useState(/** @type {Deed[]} */ ([]));
  const [more, setMore] = useState(false);
  const [failed, setFailed] = useState(false);
  /** @param {Deed[]} before */
  async function fetchPage(before) {
    const last = before.at(-1)?.id;
    try {
      const got = await call('GET', `/audit${last ? `?before=${encodeURIComponent(last)}` : ''}`);
      setDeeds([...before, ...got.deeds]);
      setMore(got.deeds.length >= PAGE);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }
  useEffect(() => void fetchPage([]), []);
  return html`
    <p class="lead">${t('audit_lead')}</p>
    ${failed && html`<p class="trouble">${t('room_failed')}</p>`}
    ${!failed && !deeds.length && html`<p class="hint">${t('audit_none')}</p>`}
    ${deeds.length > 0 && html`
      <div class="table" tabindex="0" role="region" aria-label=${t('room_audit')}>
        <table>
          <thead><tr>${(/** @type {const} */ (['when', 'who', 'what', 'more'])).map((key) => html`<th scope="col">${t(`audit_${key}`)}</th>`)}</tr></thead>
          <tbody>${deeds.map((one) => html`
            <tr key=${one.id}><td><time datetime=${one.at}>${dayAndClock(one.at)}</time></td><td>${whose(one.agent)}</td>
              <td>${tKey('did', one.what, one.what)}</td><td>${Object.entries(one.data ?? {}).map(([key, value]) => `${key}: ${value}`).join(', ')}</td></tr>`)}</tbody>
        </table>
      </div>`}
    ${more && html`<button class="more" onClick=${() => fetchPage(deeds)}>${t('load_more')}</button>`}
  `;
}
