/** Every code of a problem answer, with its HTTP status and title. Codes are stable: programs act on them. */
import type { Problem } from './http.ts';

export const problemKinds = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  malformed_body: { status: 400, title: 'The body cannot be read' },
  range_empty: { status: 400, title: 'The range is empty' },
  range_too_long: { status: 400, title: 'The range is too long' },
  resolution_not_available: { status: 400, title: 'The resolution is not available' },
  level_not_kept: { status: 400, title: 'The quantile is not kept' },
  unknown_point: { status: 400, title: 'Unknown point' },
  unknown_profile: { status: 400, title: 'Unknown profile' },
  wrong_rating: { status: 400, title: 'The rating does not suit the kind of device' },
  wrong_profile: { status: 400, title: 'The profile is for other kinds of device' },
  unknown_cooperative: { status: 400, title: 'Unknown cooperative' },
  not_signed_in: { status: 401, title: 'Not signed in' },
  wrong_credentials: { status: 401, title: 'Wrong name or password' },
  not_allowed: { status: 403, title: 'Not allowed' },
  cross_site: { status: 403, title: 'Request from another site' },
  wrong_password: { status: 403, title: 'Wrong password' },
  not_found: { status: 404, title: 'Not found' },
  unknown_device: { status: 404, title: 'Unknown device' },
  unknown_node: { status: 404, title: 'Unknown node' },
  no_forecast: { status: 404, title: 'No forecast' },
  unknown_entry: { status: 404, title: 'Unknown quarantine entry' },
  unknown_account: { status: 404, title: 'Unknown account' },
  unknown_token: { status: 404, title: 'Unknown token' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  id_taken: { status: 409, title: 'The id is taken' },
  name_taken: { status: 409, title: 'The name is taken' },
  retired_device: { status: 409, title: 'The device is retired' },
  not_registered_here: { status: 409, title: 'The device belongs to the configuration' },
  backup_running: { status: 409, title: 'A backup is running' },
  last_admin: { status: 409, title: 'The last administrator stays' },
  body_too_large: { status: 413, title: 'The body is too large' },
  address_too_long: { status: 414, title: 'The address is too long' },
  unsupported_media_type: { status: 415, title: 'Send application/json' },
  too_many_sign_ins: { status: 429, title: 'Too many failed sign-ins' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal_error: { status: 500, title: 'Internal error' },
  overloaded: { status: 503, title: 'Overloaded' },
  too_many_streams: { status: 503, title: 'Too many live streams' },
  forecast_failed: { status: 503, title: 'The forecast failed' },
  store_unavailable: { status: 503, title: 'The store is unavailable' },
  no_room: { status: 507, title: 'No room on the disk' },
} as const;
export type ProblemCode = keyof typeof problemKinds;

export const problemMediaType = 'application/problem+json';

export function problemOf(
  code: ProblemCode,
  detail: string,
  faults?: NonNullable<Problem['faults']>,
): Problem {
  const { status, title } = problemKinds[code];
  const problem = { type: `urn:paulownia:problem:${code}`, title, status, code, detail };
  return faults === undefined ? problem : { ...problem, faults };
}
