// @ts-check
/**
 * The shapes that go over the wire, as the desk reads them. Unknown fields are ignored, missing ones tolerated.
 *
 * @typedef {{id: string, name: string, role: string, email?: string, language?: string, languages?: string[],
 *   status?: Presence, stands_by?: boolean, roles?: string[], photo?: string | null, hours?: Record<string, string>, new_until?: string | null}} Agent
 * @typedef {'online' | 'away' | 'offline'} Presence
 * @typedef {{kind: 'customer' | 'bot' | 'agent' | 'system', id?: string, name?: string, role?: string}} Actor
 * @typedef {{name: string, text?: string}} Signal  what was noticed, and the customer's own words that raised it
 * @typedef {{id: string, type: string, at: string, by: Actor, text?: string, data?: Record<string, any>,
 *   conversation?: string}} Event  `at` is an RFC 3339 instant in UTC
 * @typedef {{id?: string, name?: string | null, role?: string | null, available?: boolean, expected_at?: string | null}} Human
 * @typedef {{id: string, who?: {name: string, role?: string}, what: string, due_at: string, where?: string,
 *   text?: string, phone?: string | null, status: string, by?: string}} Promised
 * @typedef {{id: string, name: string, type: string, size: number, image: boolean}} StoredFile
 * @typedef {{key: string, name: string, size: number, status: 'sending' | 'ready' | 'failed', why?: string, file?: File,
 *   stored?: StoredFile}} Attached  a file that goes with the next reply; `file`: to send again
 * @typedef {{id: string, agent: string, text: string, at: string}} LaterLine
 * @typedef {{agent: string, reason: string, amount_eur: number, text?: string, at?: string}} Given
 * @typedef {{kind: string, text: string, at?: string, by?: string}} BriefLine
 * @typedef {{matter?: string, order?: string, tried?: string, wants?: string}} Brief
 * @typedef {{status: 'open' | 'resolved', handler: 'bot' | 'queue' | 'agent', language?: string, human?: Human,
 *   promises?: Promised[], brief?: Brief | null, outlook?: 'here' | 'range' | 'opens' | 'unknown',
 *   queue?: {position: number, wait_s: [number, number]} | null}} State
 * @typedef {{id: string, cursor?: string, state: State, events: Event[], brief?: Brief | null, reasons?: unknown[],
 *   signals?: Signal[], customer?: {name?: string} | null, name?: string, channel?: string, language?: string,
 *   urgency?: Urgency, alarm?: boolean, waiting_since?: string | null,
 *   transfer?: {to?: string, by?: string, reason?: string} | null, asked?: string | null, brief_lines?: BriefLine[],
 *   seen?: {customer?: string | null, agent?: string | null}, later?: LaterLine[], goodwill?: Given[], about?: string | null,
 *   asked_of?: {to: Human | null, by: Human | null}[], joined?: string[], merged_into?: string | null,
 *   snoozed_until?: string | null, blocked_until?: string | null, practice?: boolean, practice_colleague?: Person | null,
 *   delivery?: Delivery | null}} Case
 * @typedef {{channel?: string, sent?: string, retry_at?: string | null, why?: string | null, n?: number, unreachable?: string | null}} Delivery
 * @typedef {'normal' | 'high' | 'critical'} Urgency
 * @typedef {{id: string, channel?: string, language?: string, urgency?: Urgency, alarm?: boolean, name?: string | null,
 *   customer?: {name?: string} | string | null, waiting_since?: string | null, last_at?: string | null,
 *   reasons?: unknown[], last_text?: string | null, last_by?: 'customer' | 'agent' | null, thanked?: boolean, snoozed_until?: string | null,
 *   handler?: string, status?: string, holder?: Human | null, about?: string | null, promises?: Promised[], topic?: string | null,
 *   acked_by?: (Human | null)[], alert_step?: number, promise_due_at?: string | null, snippet?: string, practice?: boolean}} Row
 * @typedef {{id: string, name: string, surname?: string, role?: string, email?: string, team?: string, status?: Presence,
 *   load?: number, capacity?: number, languages?: string[], skills?: string[], topics?: string[], photo?: string | null,
 *   hours?: Record<string, string>, new_until?: string | null}} Person
 * @typedef {{id: string, name?: string, names?: Record<string, string>, topics?: string[]}} Team
 * @typedef {'connecting' | 'connected' | 'polling' | 'reconnecting'} LinkPhase
 * @typedef {{phase: LinkPhase, since: number}} Link  `since`: epoch ms of the phase's first moment
 * @typedef {'message' | 'note'} LineKind
 * @typedef {{client_id: string, conversation: string, kind: LineKind, text: string, at: number, files?: StoredFile[],
 *   status: 'waiting' | 'sent' | 'held', event_id?: string, why?: string}} Outgoing
 *   a line of mine on its way: waiting (goes by itself), sent (stored, its event not seen yet), held (needs me)
 */
export {};
