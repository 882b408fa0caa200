// @ts-check
/** The lead's look at right now: who is on, who waits, what is promised, who is unhappy and why. Per team, no ranking, no score. */
import { useEffect } from 'preact/hooks';
import { whose } from '../../directory.js';
import { html } from '../../html.js';
import { dayAndClock, reasonWords, span, t, tKey } from '../../i18n.js';
import { href } from '../../route.js';
import { visible } from '../../store.js';
import { Status } from '../people.js';
import { useFetched } from './form.js';

/** @typedef {{conversation: string, id: string, agent: string, what: string, text: string, due_at: string, status: string, why?: string, name?: string | null}} Due */
/** @typedef {{id: string, name?: string | null, agent?: string | null, reasons: string[], signals: {name: string, text?: string}[], last_text?: string}} Unhappy */
/** @typedef {{people: import('../../types.js').Person[], teams: {id: string, online: number, load: number, room: number, waiting: number}[],
 *   waits: {id: string, waits: number, within: number, sooner: number, longer: number}[],
 *   waiting: number, longest_wait_s: number, alarms: string[], promises: {due: Due[], broken: Due[], at_risk: Due[]}, unhappy: Unhappy[]}} Overview */

const EVERY_MS = 10_000;

export function Shift() {
  const { found, failed, again } = useFetched('/overview', /** @type {Overview | null} */ (null));
  useEffect(() => {
    const timer = setInterval(() => visible.peek() && again(), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  if (failed && !found) return html`<p class="trouble">${t('room_failed')}</p>`;
  if (!found) return html`<p class="hint">${t('loading')}</p>`;
  return html`
    <ul class="facts-row">
      <li><strong>${found.waiting}</strong> ${t('shift_waiting')}</li>
      <li><strong>${span(found.longest_wait_s * 1000)}</strong> ${t('shift_longest')}</li>
      ${found.alarms.map((id) => html`<li key=${id}><a class="tag alarm" href=${href('now', id)}>${t('alarm')}</a></li>`)}
    </ul>
    <${Teams} teams=${found.teams} />
    <${Waits} rows=${found.waits} />
    <${People} people=${found.people} />
    <${Promises} word="shift_at_risk" lead="shift_at_risk_lead" rows=${found.promises.at_risk} />
    <${Promises} word="shift_due" rows=${found.promises.due} />
    <${Promises} word="shift_broken" rows=${found.promises.broken} />
    <${UnhappyNow} rows=${found.unhappy} />
  `;
}

/** @param {{teams: Overview['teams']}} props */
const Teams = ({ teams }) => html`
  <section><h3>${t('filter_team')}</h3>
    <div class="table" tabindex="0" role="region" aria-label=${t('filter_team')}><table>
      <thead><tr>${(/** @type {const} */ (['filter_team', 'shift_online', 'shift_load', 'shift_room', 'shift_waiting_short'])).map((key) => html`<th key=${key} scope="col">${t(key)}</th>`)}</tr></thead>
      <tbody>${teams.map((one) => html`<tr key=${one.id}><td>${whose(one.id)}</td><td>${one.online}</td><td>${one.load}</td><td>${one.room}</td><td>${one.waiting}</td></tr>`)}</tbody>
    </table></div>
  </section>
`;

/** How often the range that customers are told held, by team. @param {{rows: Overview['waits']}} props */
const Waits = ({ rows }) => html`
  <section><h3>${t('shift_held')}</h3>
    <p class="hint">${t('shift_held_lead')}</p>
    <div class="table" tabindex="0" role="region" aria-label=${t('shift_held')}><table>
      <thead><tr>${(/** @type {const} */ (['filter_team', 'shift_held_waits', 'shift_held_within', 'shift_held_sooner', 'shift_held_longer'])).map((key) => html`<th key=${key} scope="col">${t(key)}</th>`)}</tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.id}><td>${whose(one.id)}</td><td>${one.waits}</td>
        <td>${share(one.within, one.waits)}</td><td>${share(one.sooner, one.waits)}</td><td>${share(one.longer, one.waits)}</td></tr>`)}</tbody>
    </table></div>
  </section>
`;

/** @param {number} part @param {number} whole */
const share = (part, whole) => (whole ? `${Math.round((100 * part) / whole)} %` : '–');

/** @param {{people: Overview['people']}} props */
const People = ({ people }) => html`
  <section><h3>${t('shift_people')}</h3>
    <ul class="cards">${people.filter((one) => one.status !== 'offline').map((one) => html`
      <li key=${one.id}><p><strong>${one.name}</strong>, ${one.role} <${Status} status=${one.status} /> <span class="hint">${t('people_load', { load: one.load ?? 0, capacity: one.capacity ?? 0 })}</span></p></li>`)}</ul>
  </section>
`;

/** @param {{word: import('../../i18n.js').Word, lead?: import('../../i18n.js').Word, rows: Due[]}} props */
const Promises = ({ word, lead, rows }) => html`
  <section><h3>${t(word)}</h3>
    ${lead && rows.length > 0 && html`<p class="hint">${t(lead)}</p>`}
    ${!rows.length && html`<p class="hint">${t('shift_none')}</p>`}
    <ul class="cards">${rows.map((one) => html`
      <li key=${one.id}><p><a href=${href('now', one.conversation)}>${whose(one.agent)}: ${tKey('what', one.what, one.what)} ${t('by_when', { time: dayAndClock(one.due_at) })}</a> <span class="tag">${one.why ? tKey('at_risk', one.why, one.why) : tKey('status', one.status, one.status)}</span></p>
        ${one.text && html`<p>${one.text}</p>`}</li>`)}</ul>
  </section>
`;

/** Why, in reasons and the customer's own words. @param {{rows: Unhappy[]}} props */
const UnhappyNow = ({ rows }) => html`
  <section><h3>${t('shift_unhappy')}</h3>
    ${!rows.length && html`<p class="hint">${t('shift_none')}</p>`}
    <ul class="cards">${rows.map((one) => html`
      <li key=${one.id}>
        <p><a href=${href('now', one.id)}>${one.name || t('customer')}</a> <span class="hint">${one.agent ? t('has_it', { name: whose(one.agent) }) : t('has_it_queue')}</span></p>
        <p class="hint">${one.reasons.map(reasonWords).join(' · ')}</p>
        ${one.signals.map((signal) => signal.text && html`<p key=${signal.name + signal.text}><q>${signal.text}</q></p>`)}
      </li>`)}</ul>
  </section>
`;
