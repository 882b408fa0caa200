// @ts-check
/** The rooms beside the cases: one's own account for everybody, the rest for leads and admins. */
import { useEffect, useRef } from 'preact/hooks';
import { html } from '../../html.js';
import { t } from '../../i18n.js';
import { backToRooms, href } from '../../route.js';
import { agent, heads, route } from '../../store.js';
import { Icon } from '../icon.js';
import { Accounts } from './accounts.js';
import { Announcements } from './announcements.js';
import { Audit } from './audit.js';
import { Blocked } from './blocked.js';
import { Canned } from './canned.js';
import { Me } from './me.js';
import { Shift } from './shift.js';

const ROOMS = { shift: Shift, me: Me, canned: Canned, announcements: Announcements, blocked: Blocked, accounts: Accounts, audit: Audit };

/** @typedef {keyof typeof ROOMS} RoomName */

/** @returns {RoomName[]} */
const mine = () => /** @type {RoomName[]} */ (heads.value ? Object.keys(ROOMS) : ['me']);

/** Which rooms there are for me. */
export function RoomList() {
  const { id } = route.value;
  return html`
    <h2 id="list-heading" tabindex="-1">${t('rooms_title')}</h2>
    <ul class="room-list">${mine().map((room) => html`
      <li key=${room}><a href=${href('rooms', room)} aria-current=${room === id ? 'page' : undefined}>${t(`room_${room}`)}</a></li>`)}</ul>
  `;
}

export function Room() {
  const { id } = route.value;
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const name = mine().find((one) => one === id);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [name]);
  if (!name || !agent.value) return html`<div class="nothing"><h2 id="case-heading" tabindex="-1">${t('rooms_title')}</h2><p>${t('rooms_pick')}</p></div>`;
  return html`
    <article class="room" aria-labelledby="case-heading">
      <header class="head">
        <button class="tool back" aria-label=${t('back')} onClick=${backToRooms}><${Icon} name="back" /></button>
        <h2 id="case-heading" tabindex="-1" ref=${heading}>${t(`room_${name}`)}</h2>
      </header>
      <div class="inside"><${ROOMS[name]} /></div>
    </article>
  `;
}
