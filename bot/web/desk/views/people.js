// @ts-check
import { useEffect, useState } from 'preact/hooks';
import { topicsOf } from '../directory.js';
import { html } from '../html.js';
import { dayOf, t, tKey } from '../i18n.js';
import { fetchDirectory } from '../lists.js';
import { directory } from '../store.js';
import { weekWords } from '../week.js';
import { Face } from './face.js';

/** @typedef {import('../types.js').Person} Person */

/** @param {Person} person @returns {string} all that one may search by, in lower case */
function haystack(person) {
  const languages = (person.languages ?? []).map((one) => tKey('lang', one, one));
  const words = [person.name, person.surname, person.role, person.email, person.team, ...languages];
  const topics = topicsOf(person).flatMap((one) => [one, tKey('topic', one, '')]);
  return [...words, ...topics].filter(Boolean).join(' ').toLowerCase();
}

/** Who handles what. */
export function People() {
  const [words, setWords] = useState('');
  useEffect(() => void fetchDirectory().catch(() => {}), []);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = directory.value.people.filter((one) => wanted.every((word) => haystack(one).includes(word)));
  return html`
    <div class="people">
      <h2 id="list-heading">${t('people_title')}</h2>
      <label for="people-search">${t('people_search')}</label>
      <input id="people-search" type="search" value=${words} onInput=${(/** @type {any} */ e) => setWords(e.currentTarget.value)} />
      <p class="hint" role="status">${found.length ? t('people_count', { n: found.length }) : t('people_none')}</p>
      <ul>${found.map((one) => html`<${Card} key=${one.id} person=${one} />`)}</ul>
    </div>
  `;
}

/** @param {{person: Person}} props */
function Card({ person }) {
  const { name, surname, role, status, languages, load, capacity } = person;
  const topics = topicsOf(person).map((one) => tKey('topic', one, one));
  return html`
    <li class="person">
      <${Face} name=${name} kind="agent" photo=${person.photo} />
      <div>
        <p><strong>${[name, surname].filter(Boolean).join(' ')}</strong> <${Status} status=${status} /></p>
        <p>${role}${topics.length > 0 && html`<span class="hint">: ${topics.join(', ')}</span>`}</p>
        <p class="facts">
          <span>${(languages ?? []).map((one) => tKey('lang', one, one)).join(', ')}</span>
          ${person.hours && Object.keys(person.hours).length > 0 && html`<span>${t('hours_shown', { hours: weekWords(person.hours, ', ') })}</span>`}
          ${person.new_until && html`<span>${t('first_days', { day: dayOf(person.new_until) })}</span>`}
          ${capacity !== undefined && html`<span>${t('people_load', { load: load ?? 0, capacity })}</span>`}
        </p>
      </div>
    </li>
  `;
}

/** @param {{status?: import('../types.js').Presence}} props */
export function Status({ status = 'offline' }) {
  return html`<span class="status ${status}"><span class="dot" aria-hidden="true"></span>${t(status)}</span>`;
}
