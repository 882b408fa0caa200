// @ts-check
/** A short, soft chime: two notes for an offer, one for a message, three falling ones for an alarm. */
import { signal } from '@preact/signals';
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

/** A context that may sound at once says so within. */
const SETTLES_MS = 500;

/** @type {AudioContext | null} */
let audio = null;
/** The gravest chime that could not be heard. @type {Chime | null} */
let missed = null;

/** The browser holds all sound back, until somebody clicks or presses a key. */
export const soundHeld = signal(false);

/** Browsers let a page sound only after a gesture, and some stop it later: every gesture tries. */
export function soundAtGesture() {
  for (const gesture of ['pointerdown', 'pointerup', 'keydown']) addEventListener(gesture, startSound);
}

/** Starts the sound, where the browser lets us. */
export function startSound() {
  if (!audio) {
    audio = new AudioContext();
    audio.onstatechange = settle;
    setTimeout(settle, SETTLES_MS);
  }
  if (audio.state !== 'running') audio.resume().catch(() => {});
}

/** What could not be heard sounds once, not one upon the other. */
function settle() {
  soundHeld.value = audio?.state !== 'running';
  if (soundHeld.value || !missed) return;
  const which = missed;
  missed = null;
  chime(which);
}

/** @param {Chime} which */
export function chime(which) {
  if (!soundOn.value || !audio) return;
  if (audio.state !== 'running') {
    if (missed !== 'alarm') missed = which;
    return startSound();
  }
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
