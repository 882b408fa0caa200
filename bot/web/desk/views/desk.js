// @ts-check
import { html } from '../html.js';
import { t } from '../i18n.js';
import { href, VIEWS } from '../route.js';
import { mine, notice, offered, others, route, said, unread } from '../store.js';
import { Case } from './case.js';
import { Dialogs } from './dialogs.js';
import { LinkLine } from './link.js';
import { Icon } from './icon.js';
import { Lists } from './lists.js';
import { Tools } from './menu.js';
import { People } from './people.js';

/** Signed in: the lists on one side, the conversation on the other; on a phone one at a time. */
export function Desk() {
  const { view, id } = route.value;
  return html`
    <button class="skip" onClick=${() => document.getElementById('case-heading')?.focus()}>${t('skip')}</button>
    <div class="desk ${id ? 'in-case' : 'in-list'}">
      <header class="top">
        <h1 class="brand"><img src="icon.svg" alt="" width="28" height="28" /> Aina <span class="hidden">${t('desk')}</span></h1>
        <${Views} />
        <${LinkLine} />
        <${Tools} />
      </header>
      <main>
        <section class="list" aria-labelledby="list-heading">
          ${view === 'people' ? html`<${People} />` : html`<${Lists} view=${view} />`}
        </section>
        <div class="main">${id ? html`<${Case} key=${id} />` : html`<${Nothing} />`}</div>
      </main>
    </div>
    <${NoticeLine} />
    <p class="hidden" role="status">${said.value}</p>
    <${Dialogs} />
  `;
}

function Views() {
  const { view, id } = route.value;
  const now = offered.value.rows.length + others.value.length;
  return html`
    <nav class="views" aria-label=${t('views')}>
      ${VIEWS.map((one) => html`
        <a key=${one} href=${href(one, id)} aria-current=${one === view ? 'page' : undefined}>
          ${t(one)}
          ${one === 'now' && now > 0 && html` <span class="count">${now}</span>`}
          ${one === 'now' && unread.value.size > 0 && html` <span class="fresh"><span class="hidden">${t('new_messages')}</span></span>`}
        </a>`)}
    </nav>
  `;
}

/** No case is open: a calm word about what there is to do. */
function Nothing() {
  const empty = !others.value.length && !offered.value.rows.length && !mine.value.rows.length;
  return html`
    <div class="nothing">
      <h2 id="case-heading" tabindex="-1">${empty ? t('waiting_empty') : t('pick')}</h2>
      ${!empty && html`<p>${t('pick_lead')}</p>`}
      <p class="hint keys">${t('pick_hint')}</p>
    </div>
  `;
}

/** What came of the last deed; said by screen readers, stays until the next one or until it is closed. */
function NoticeLine() {
  const { value } = notice;
  return html`
    <div class="notices" role=${value?.kind === 'bad' ? 'alert' : 'status'}>
      ${value && html`
        <p class="notice ${value.kind}" key=${value.at}>
          <span>${value.text}</span>
          <button class="tool" aria-label=${t('close')} onClick=${() => (notice.value = null)}><${Icon} name="close" /></button>
        </p>`}
    </div>
  `;
}
