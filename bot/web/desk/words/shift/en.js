// @ts-check
/** Words of a day at work: practising, first days, hours, a photo, what today cannot keep, and how far a chat has been told. */
export const en = {
  practice_group: 'Practice',
  practice_tag: 'practice',
  practice_lead: 'New here? A practice customer asks for you alone. Nobody else sees them, and they count in no figure.',
  practice_do: 'Take a practice customer',
  practice_here: 'This is a practice customer. Try everything: nobody real reads it, nobody else sees it.',
  problem_practice_alone: 'This is a practice customer: nobody else can be brought in.',
  first_days: 'First days: one case at a time, until {day}',

  photo: 'Photo',
  photo_lead: 'Customers see it beside the name. JPEG, PNG or WebP; the middle of it, made small.',
  photo_choose: 'Choose a photo',
  photo_drop: 'Remove the photo',
  photo_kept: 'The photo is in use.',
  photo_dropped: 'The photo has been removed.',
  problem_photo_type_refused: 'A photo is a JPEG, PNG or WebP picture.',

  hours: 'My hours, if not all of the team’s',
  hours_of: 'Hours, if not all of the team’s',
  hours_hint: 'One line for some days: “mon-thu 8-16”. Weekdays: mon tue wed thu fri sat sun.',
  hours_problem: 'Write days and hours, such as “mon-thu 8-16”, a line for each.',
  hours_shown: 'at work {hours}',

  at_risk_away: 'not here',
  at_risk_too_much: 'has too much before it',
  at_risk_told: 'Promised today, and today’s staff cannot keep it: {name}',
  ev_promise_at_risk: 'Today’s staff cannot keep a promise of {agent}: leads were told',

  chat_sent: 'Telegram: delivered',
  chat_waits: 'Telegram: waits, tries again at {time} ({why})',
  chat_away: 'Telegram: nothing gets through ({why}). Promises name another way.',
  undelivered_blocked: 'the customer has blocked the chat',
  undelivered_deactivated: 'the customer’s account is gone',
  undelivered_chat_gone: 'the chat is gone',
  undelivered_refused: 'Telegram did not take this message',
  undelivered_too_many: 'too many messages at once',
  undelivered_failed: 'something went wrong on our side',
  undelivered_other: 'Telegram does not answer',
  ev_delivery_restored: 'Telegram gets through again; what was missing followed',
  ev_channel_changed: 'The conversation goes on in another channel',
  replies_to: 'Replies to',
  forwarded_from: 'Forwarded, from {name}',

  problem_oidc_refused: 'Signing in with your company account did not work. Begin again, or ask who invited you.',
  problem_oidc_unavailable: 'Your company’s sign-in does not answer. Try again in a moment, or use your password.',

  totp_qr: 'QR code for the authenticator app',
};
