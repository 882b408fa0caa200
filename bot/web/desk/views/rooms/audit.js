// @ts-check
/** What accounts did, the newest first. Read only: there is no verb that changes it. */
import { useEffect, useState } from 'preact/hooks';
import { call } from '../../api.js';
import { whose } from '../../directory.js';
import { html } from '../../html.js';
import { dayAndClock, t, tKey } from '../../i18n.js';
import { href } from '../../route.js';

/** @typedef {{id: string, at: string, agent: string, what: string, data: Record<string, unknown>}} Deed */

const PAGE = 200;

/** @param {string} what "POST /v1/desk/conversations/<cid:str>/claim" @returns {string} "post_claim" */
const keyOf = (what) => what
  .replace('/v1/desk/', '').replace('conversations/<cid:str>/', '').replace('<pid:str>', 'do').replace(/<\w+:\w+>/g, '')
  .toLowerCase().replace(/\W+/g, '_').replace(/_$/, '');

/** @param {Record<string, unknown>} data people by name */
const factsOf = (data) => Object.entries(data)
  .filter(([key]) => key !== 'cid')
  .map(([key, value]) => (['to', 'id', 'invited_by'].includes(key) ? whose(value) : String(value)))
  .join(', ');

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
              <td>${tKey('did', keyOf(one.what), one.what)}</td>
              <td>${one.data?.['cid'] && html`<a href=${href('team', String(one.data['cid']))}>${t('audit_case')}</a> `}${factsOf(one.data ?? {})}</td></tr>`)}</tbody>
        </table>
      </div>`}
    ${more && html`<button class="more" onClick=${() => fetchPage(deeds)}>${t('load_more')}</button>`}
  `;
}
