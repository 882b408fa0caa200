// @ts-check
/** The tab's title and icon say how many call, also from behind other tabs. */
import { effect } from '@preact/signals';
import { language, t } from './i18n.js';
import { nameOf } from './reduce.js';
import { alarm, calls, current, phase, route } from './store.js';

export function keepTitle() {
  effect(() => {
    document.documentElement.lang = language.value;
    document.title = title();
    const icon = document.querySelector('link[rel="icon"]');
    const name = alarm.value ? 'icon-alarm.svg' : calls.value ? 'icon-calls.svg' : 'icon.svg';
    icon?.setAttribute('href', (icon.getAttribute('href') ?? '').replace(/[^/]*$/, name));
  });
}

/** @returns {string} "(3) Liisa · Aina desk" */
function title() {
  if (phase.value !== 'in') return t('title', { view: t('sign_in') });
  const { view, id } = route.value;
  const name = id && current.value.found ? nameOf(current.value.found) || t('customer') : t(view);
  const count = calls.value ? `(${calls.value}) ` : '';
  return (alarm.value ? `${t('alarm')}: ` : '') + count + t('title', { view: name });
}
