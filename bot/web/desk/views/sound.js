// @ts-check
import { html } from '../html.js';
import { t } from '../i18n.js';
import { soundHeld, toggleSound } from '../sound.js';
import { soundOn } from '../store.js';
import { Icon } from './icon.js';

export const SoundSwitch = () => html`
  <button class="tool" aria-pressed=${soundOn.value} aria-label=${t('sound')} title=${t(soundOn.value ? 'sound_on' : 'sound_off')}
    onClick=${toggleSound}><${Icon} name=${soundOn.value ? 'sound' : 'mute'} /></button>
`;

/** After a reload no browser lets a page sound before somebody has touched it: that is said, so that nobody trusts in a chime. */
export const SoundHint = () => html`
  <div role="status">${soundOn.value && soundHeld.value && html`<p class="held-sound"><${Icon} name="mute" />${t('sound_held')}</p>`}</div>
`;
