// @ts-check
/** One message to everybody whom the same trouble concerns; its end goes the same way. */
import { useState } from 'preact/hooks';
import { call, newId } from '../../api.js';
import { whose } from '../../directory.js';
import { html } from '../../html.js';
import { dayAndClock, t, tKey } from '../../i18n.js';
import { directory } from '../../store.js';
import { Refused, Texts, useDeed, useFetched, valueOf, written } from './form.js';

/** @typedef {{id: string, by: string, made_at: string, ended_at: string | null, texts: Record<string, string>, everyone: boolean,
 *   topics: string[], orders: string[], cases: string[]}} Announced */

export function Announcements() {
  const { found, failed, again } = useFetched('/announcements', /** @type {{announcements: Announced[]}} */ ({ announcements: [] }));
  return html`
    <p class="lead">${t('announce_lead')}</p>
    <${Announce} again=${again} />
    ${failed && html`<p class="trouble">${t('room_failed')}</p>`}
    ${!failed && !found.announcements.length && html`<p class="hint">${t('announce_none')}</p>`}
    <ul class="cards">${found.announcements.map((one) => html`<${One} key=${one.id} one=${one} again=${again} />`)}</ul>
  `;
}

/** @param {{again: () => void}} props */
function Announce({ again }) {
  const [texts, setTexts] = useState(/** @type {Record<string, string>} */ ({}));
  const [everyone, setEveryone] = useState(false);
  const [topics, setTopics] = useState(/** @type {string[]} */ ([]));
  const [orders, setOrders] = useState('');
  const [count, setCount] = useState(/** @type {number | null} */ (null));
  const [id, setId] = useState(newId);
  const { trouble, problem, run, waits } = useDeed();
  const known = [...new Set(directory.value.teams.flatMap((team) => team.topics ?? []))];
  const whom = { everyone, topics, orders: orders.split(/\D+/).filter(Boolean) };
  const many = problem?.code === 'announcement_reaches_many' ? Number(problem.body['count']) : undefined;

  /** @param {Event} submit */
  async function tellThem(submit) {
    submit.preventDefault();
    const body = { client_id: id, texts: written(texts), ...whom, ...(many ? { confirm: many } : {}) };
    const got = await run(() => call('POST', '/announcements', body));
    if (!got) return;
    setCount(got.count);
    setTexts({});
    setTopics([]);
    setOrders('');
    setEveryone(false);
    setId(newId());
    again();
  }
  const preview = async () => setCount((await run(() => call('POST', '/announcements/preview', whom)))?.count ?? null);
  /** @param {string} topic */
  const toggle = (topic) => setTopics(topics.includes(topic) ? topics.filter((one) => one !== topic) : [...topics, topic]);
  return html`
    <form class="sheet-form" onSubmit=${tellThem}>
      <${Texts} texts=${texts} set=${setTexts} name="announce" />
      <fieldset class="radios">
        <legend>${t('announce_whom')}</legend>
        <label><input type="checkbox" checked=${everyone} onChange=${() => setEveryone(!everyone)} /> <span>${t('announce_everyone')}</span></label>
        ${known.map((topic) => html`<label key=${topic}><input type="checkbox" checked=${topics.includes(topic)} disabled=${everyone} onChange=${() => toggle(topic)} /> <span>${tKey('topic', topic, topic)}</span></label>`)}
      </fieldset>
      <label for="announce-orders">${t('announce_orders')}</label>
      <input id="announce-orders" value=${orders} inputmode="numeric" autocomplete="off" onInput=${(/** @type {any} */ e) => setOrders(valueOf(e))} />
      <p class="hint" role="status">${count === null ? '' : t('announce_count', { n: count })}</p>
      <${Refused} trouble=${many ? t('announce_many', { n: many }) : trouble} problem=${problem} />
      <div class="ends">
        <button type="button" onClick=${preview}>${t('announce_preview')}</button>
        <button class="primary" type="submit" aria-disabled=${waits}>${t('announce_do')}</button>
      </div>
    </form>
  `;
}

/** @param {{key?: string, one: Announced, again: () => void}} props */
function One({ one, again }) {
  const [texts, setTexts] = useState(/** @type {Record<string, string>} */ ({}));
  const { trouble, problem, run, waits } = useDeed();
  /** @param {Event} submit */
  async function end(submit) {
    submit.preventDefault();
    if (await run(() => call('POST', `/announcements/${encodeURIComponent(one.id)}/end`, { texts: written(texts) }), t('announce_ended'))) again();
  }
  const whom = one.everyone ? t('announce_everyone') : [...one.topics.map((topic) => tKey('topic', topic, topic)), ...one.orders].join(', ');
  return html`
    <li>
      <p><strong>${whose(one.by)}</strong> <span class="hint">${t('announce_lasts', { time: dayAndClock(one.made_at) })}${one.ended_at && `, ${t('announce_over', { time: dayAndClock(one.ended_at) })}`}. ${whom}</span></p>
      ${Object.entries(one.texts).map(([key, text]) => html`<p key=${key} lang=${key}>${text}</p>`)}
      ${!one.ended_at && html`
        <details class="end">
          <summary>${t('announce_end')}</summary>
          <form class="sheet-form" onSubmit=${end}>
            <p class="hint">${t('announce_end_lead')}</p>
            <${Texts} texts=${texts} set=${setTexts} name="end-${one.id}" />
            <${Refused} trouble=${trouble} problem=${problem} />
            <div class="ends"><button class="primary" type="submit" aria-disabled=${waits}>${t('announce_end')}</button></div>
          </form>
        </details>`}
    </li>
  `;
}
