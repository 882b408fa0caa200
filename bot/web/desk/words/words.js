// @ts-check
/** All words of the desk, room by room, in the three languages. */
import { en as enCase } from './case/en.js';
import { fi as fiCase } from './case/fi.js';
import { sv as svCase } from './case/sv.js';
import { en as enDesk } from './en.js';
import { fi as fiDesk } from './fi.js';
import { en as enRooms } from './rooms/en.js';
import { fi as fiRooms } from './rooms/fi.js';
import { sv as svRooms } from './rooms/sv.js';
import { en as enShift } from './shift/en.js';
import { fi as fiShift } from './shift/fi.js';
import { sv as svShift } from './shift/sv.js';
import { sv as svDesk } from './sv.js';

export const en = { ...enDesk, ...enCase, ...enRooms, ...enShift };
/** @type {typeof en} */
export const fi = { ...fiDesk, ...fiCase, ...fiRooms, ...fiShift };
/** @type {typeof en} */
export const sv = { ...svDesk, ...svCase, ...svRooms, ...svShift };
