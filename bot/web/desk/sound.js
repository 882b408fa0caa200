// @ts-check
/** A short, soft chime: two notes for an offer, one for a message, three falling ones for an alarm. */
import { remember } from './keep.js';
import { soundOn } from './store.js';

/** @typedef {'offer' | 'waiting' | 'message' | 'alarm'} Chime */

/** Notes as [start in seconds, pitch in hertz]. @type {Record<Chime, [number, number][]>} */
const NOTES = {
  offer: [[0, 587.3], [0.16, 880]],
  waiting: [[0, 587.3]],
  message: [[0, 698.5]],
  alarm: [[0, 988], [0.22, 740], [0.44, 988], [0.66, 740]],
};
const NOTE_S = 0.5;

/** @type {AudioContext | null} */
let audio = null;

/** Browsers let a page sound only after a gesture: the first one unlocks it. */
export function unlockAtGesture() {
  const unlock = () => {
    audio ??= new AudioContext();
    if (audio.state === 'suspended') audio.resume().catch(() => {});
  };
  for (const gesture of ['pointerdown', 'keydown']) addEventListener(gesture, unlock, { once: true });
}

/** @param {Chime} which */
export function chime(which) {
  if (!soundOn.value || !audio) return;
  if (audio.state === 'suspended') audio.resume().catch(() => {});
  for (const [start, pitch] of NOTES[which]) note(audio, audio.currentTime + start, pitch, which === 'alarm' ? 0.3 : 0.16);
}

/** @param {AudioContext} on @param {number} at @param {number} pitch @param {number} loudness */
function note(on, at, pitch, loudness) {
  const tone = on.createOscillator();
  const gain = on.createGain();
  tone.frequency.value = pitch;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loudness, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + NOTE_S);
  tone.connect(gain).connect(on.destination);
  tone.start(at);
  tone.stop(at + NOTE_S);
}

export function toggleSound() {
  soundOn.value = !soundOn.value;
  remember('sound', soundOn.value);
  if (soundOn.value) chime('message');
}
