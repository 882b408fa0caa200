// @ts-check
/** En dag på jobbet på svenska. @type {typeof import('./en.js').en} */
export const sv = {
  practice_group: 'Övning',
  practice_tag: 'övning',
  practice_lead: 'Ny här? En övningskund frågar bara dig. Ingen annan ser kunden, och den räknas inte i någon siffra.',
  practice_do: 'Ta en övningskund',
  practice_here: 'Det här är en övningskund. Pröva allt: ingen riktig läser det, ingen annan ser det.',
  problem_practice_alone: 'Det här är en övningskund: andra kan inte tas med.',
  first_days: 'De första dagarna: ett samtal i taget, till {day}',

  photo: 'Bild',
  photo_lead: 'Kunderna ser den bredvid namnet. JPEG, PNG eller WebP; mitten av den, förminskad.',
  photo_choose: 'Välj en bild',
  photo_drop: 'Ta bort bilden',
  photo_kept: 'Bilden är i bruk.',
  photo_dropped: 'Bilden är borttagen.',
  problem_photo_type_refused: 'Bilden ska vara JPEG, PNG eller WebP.',

  hours: 'Mina arbetstider, om andra än teamets',
  hours_of: 'Arbetstider, om andra än teamets',
  hours_hint: 'En rad i taget: ”mån-tor 8-16”. Veckodagar: mån tis ons tor fre lör sön.',
  hours_problem: 'Skriv dagar och tider, som ”mån-tor 8-16”, var på sin rad.',
  hours_shown: 'på jobbet {hours}',

  at_risk_away: 'är inte här',
  at_risk_too_much: 'har för mycket annat lovat före',
  at_risk_told: 'Lovat i dag, men dagens folk hinner inte: {name}',
  ev_promise_at_risk: 'Dagens folk hinner inte hålla ett löfte ({agent}): de ansvariga fick veta det',

  chat_sent: 'Telegram: framme',
  chat_waits: 'Telegram: väntar, nytt försök {time} ({why})',
  chat_away: 'Telegram: inget kommer fram ({why}). Löftena har ett annat sätt.',
  undelivered_blocked: 'kunden har blockerat chatten',
  undelivered_deactivated: 'kundens konto finns inte längre',
  undelivered_chat_gone: 'chatten finns inte längre',
  undelivered_refused: 'Telegram tog inte emot meddelandet',
  undelivered_too_many: 'för många meddelanden på en gång',
  undelivered_failed: 'felet är hos oss',
  undelivered_other: 'Telegram svarar inte',
  ev_delivery_restored: 'Telegram fungerar igen; det som fattades skickades efteråt',
  ev_channel_changed: 'Samtalet fortsätter i en annan kanal',
  replies_to: 'Svarar på',
  forwarded_from: 'Vidarebefordrat, från {name}',

  problem_oidc_refused: 'Det gick inte att logga in med företagets konto. Börja om, eller fråga den som bjöd in dig.',
  problem_oidc_unavailable: 'Företagets inloggning svarar inte. Försök om en stund, eller använd ditt lösenord.',

  totp_qr: 'QR-kod för autentiseringsappen',
};
